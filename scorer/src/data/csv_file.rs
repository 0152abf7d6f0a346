//! Reads a CSV file into a [`Table`]: a header, then `time` as RFC 3339 or integer milliseconds and
//! plain decimal numbers. Columns may stand in any order; columns beyond the layout are ignored.

use std::fs;
use std::path::Path;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::table::{Layout, Table, locate_columns};
use crate::data::DataError;
use crate::time::Timestamp;

/// Reads the file into memory whole: an hourly series of ten years has six megabytes.
pub(super) fn read(path: &Path, layout: Layout) -> Result<Table, DataError> {
    let text = fs::read_to_string(path).map_err(|error| DataError::FileUnreadable {
        file: path.to_owned(),
        reason: error.to_string(),
    })?;
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .map_err(|error| refuse(path, 0, &error))?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let located = locate_columns(path, layout, &names)?;

    let mut table = Table {
        file: path.to_owned(),
        layout,
        times: Vec::new(),
        columns: vec![Vec::new(); layout.columns.len()],
    };
    for (index, record) in reader.records().enumerate() {
        let row = index + 1;
        let record = record.map_err(|error| refuse(path, row, &error))?;
        append(&mut table, row, &record, &located)?;
    }
    if !text.ends_with(['\n', '\r']) {
        return Err(DataError::LineEndMissing {
            file: path.to_owned(),
            row: table.times.len(),
        });
    }
    Ok(table)
}

fn append(
    table: &mut Table,
    row: usize,
    record: &StringRecord,
    located: &[usize],
) -> Result<(), DataError> {
    let file = || table.file.clone();
    let time = field(record, located[0])
        .parse::<Timestamp>()
        .map_err(|source| DataError::TimeMalformed {
            file: file(),
            row,
            source,
        })?;
    let mut values = Vec::with_capacity(table.layout.columns.len());
    for (column, &index) in table.layout.columns.iter().zip(&located[1..]) {
        let text = field(record, index);
        let column = (*column).to_owned();
        if text.is_empty() {
            return Err(DataError::ValueEmpty {
                file: file(),
                row,
                column,
            });
        }
        values.push(text.parse::<f64>().map_err(|_| DataError::ValueMalformed {
            file: file(),
            row,
            column,
            value: text.to_owned(),
        })?);
    }
    table.times.push(time);
    for (column, value) in table.columns.iter_mut().zip(values) {
        column.push(value);
    }
    Ok(())
}

fn field(record: &StringRecord, index: usize) -> &str {
    record.get(index).unwrap_or_default().trim()
}

fn refuse(path: &Path, row: usize, error: &csv::Error) -> DataError {
    match error.kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => DataError::RowMisshapen {
            file: path.to_owned(),
            row,
            found: *len,
            expected: *expected_len,
        },
        _ => DataError::FileUnreadable {
            file: path.to_owned(),
            reason: error.to_string(),
        },
    }
}
