//! Reads a Parquet file into a [`Table`], with the `parquet` crate's column API.

use std::fs::File;
use std::path::Path;

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::table::{Layout, Table, locate_columns};
use crate::data::DataError;
use crate::time::Timestamp;

/// Reads `time` (a timestamp, or integer milliseconds) and the layout's numeric columns.
pub(super) fn read(path: &Path, layout: Layout) -> Result<Table, DataError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let reader = SerializedFileReader::new(file).map_err(|error| unreadable(path, &error))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names: Vec<String> = schema
        .columns()
        .iter()
        .map(|column| column.path().string())
        .collect();
    let located = locate_columns(path, layout, &names)?;

    let time_column = schema.column(located[0]);
    let units_per_milli = time_unit(path, &time_column)?;
    let times = read_integers(path, &reader, located[0], &time_column)?
        .into_iter()
        .map(|time| Timestamp::from_millis(time.div_euclid(units_per_milli)))
        .collect();
    let columns = located[1..]
        .iter()
        .map(|&index| read_numbers(path, &reader, index, &schema.column(index)))
        .collect::<Result<_, _>>()?;
    Ok(Table {
        file: path.to_owned(),
        layout,
        times,
        columns,
    })
}

/// Units of the time column per millisecond.
fn time_unit(path: &Path, column: &ColumnDescriptor) -> Result<i64, DataError> {
    let is_integer = column.physical_type() == PhysicalType::INT64;
    let unit = match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Timestamp(timestamp)), _) => match timestamp.unit {
            TimeUnit::MILLIS => Some(1),
            TimeUnit::MICROS => Some(1_000),
            TimeUnit::NANOS => Some(1_000_000),
        },
        (None, ConvertedType::TIMESTAMP_MICROS) => Some(1_000),
        (None, ConvertedType::TIMESTAMP_MILLIS | ConvertedType::NONE)
        | (Some(LogicalType::Integer(_)), _) => Some(1),
        _ => None,
    };
    unit.filter(|_| is_integer)
        .ok_or_else(|| wrong_type(path, column, "a timestamp or integer milliseconds"))
}

fn read_integers(
    path: &Path,
    reader: &SerializedFileReader<File>,
    index: usize,
    descriptor: &ColumnDescriptor,
) -> Result<Vec<i64>, DataError> {
    read_column(
        path,
        reader,
        index,
        descriptor,
        |column, rows| match column {
            ColumnReader::Int64ColumnReader(column) => Some(drain(column, rows, |value| value)),
            _ => None,
        },
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "prices and volumes stay below 2^53"
)]
fn read_numbers(
    path: &Path,
    reader: &SerializedFileReader<File>,
    index: usize,
    descriptor: &ColumnDescriptor,
) -> Result<Vec<f64>, DataError> {
    let is_plain = matches!(
        (descriptor.logical_type_ref(), descriptor.converted_type()),
        (None, ConvertedType::NONE) | (Some(LogicalType::Integer(_)), _)
    );
    if !is_plain {
        return Err(wrong_type(path, descriptor, "numbers"));
    }
    read_column(
        path,
        reader,
        index,
        descriptor,
        |column, rows| match column {
            ColumnReader::DoubleColumnReader(column) => Some(drain(column, rows, |value| value)),
            ColumnReader::FloatColumnReader(column) => Some(drain(column, rows, f64::from)),
            ColumnReader::Int32ColumnReader(column) => Some(drain(column, rows, f64::from)),
            ColumnReader::Int64ColumnReader(column) => {
                Some(drain(column, rows, |value| value as f64))
            }
            _ => None,
        },
    )
}

/// One entry per row; `None` where the field is null.
type Drained<V> = Result<Vec<Option<V>>, ParquetError>;

/// Reads one column of every row group. `drain_group` returns None when the type does not fit.
fn read_column<V>(
    path: &Path,
    reader: &SerializedFileReader<File>,
    index: usize,
    descriptor: &ColumnDescriptor,
    drain_group: impl Fn(ColumnReader, usize) -> Option<Drained<V>>,
) -> Result<Vec<V>, DataError> {
    if descriptor.max_rep_level() > 0 || descriptor.max_def_level() > 1 {
        return Err(wrong_type(path, descriptor, "one value per row"));
    }
    let mut values = Vec::new();
    for group in 0..reader.num_row_groups() {
        let group = reader
            .get_row_group(group)
            .map_err(|error| unreadable(path, &error))?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let column = group
            .get_column_reader(index)
            .map_err(|error| unreadable(path, &error))?;
        let drained = drain_group(column, rows)
            .ok_or_else(|| wrong_type(path, descriptor, "numbers"))?
            .map_err(|error| unreadable(path, &error))?;
        if drained.len() != rows {
            let reason = format!("a row group has {} of its {rows} rows", drained.len());
            return Err(unreadable(path, &reason));
        }
        for value in drained {
            let row = values.len() + 1;
            values.push(value.ok_or_else(|| DataError::ValueEmpty {
                file: path.to_owned(),
                row,
                column: descriptor.name().to_owned(),
            })?);
        }
    }
    Ok(values)
}

fn drain<T: DataType, V>(
    mut column: ColumnReaderImpl<T>,
    rows: usize,
    convert: impl Fn(T::T) -> V,
) -> Drained<V> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < rows {
        let (records, _, _) =
            column.read_records(rows - read, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            break;
        }
        read += records;
    }
    if levels.is_empty() {
        return Ok(values
            .into_iter()
            .map(|value| Some(convert(value)))
            .collect());
    }
    let mut values = values.into_iter();
    Ok(levels
        .iter()
        .map(|&level| {
            if level > 0 {
                values.next().map(&convert)
            } else {
                None
            }
        })
        .collect())
}

fn unreadable(path: &Path, error: &impl ToString) -> DataError {
    DataError::FileUnreadable {
        file: path.to_owned(),
        reason: error.to_string(),
    }
}

fn wrong_type(path: &Path, column: &ColumnDescriptor, expected: &'static str) -> DataError {
    let found = match column.logical_type_ref() {
        Some(logical) => format!("{} ({logical:?})", column.physical_type()),
        None => column.physical_type().to_string(),
    };
    DataError::ColumnTypeWrong {
        file: path.to_owned(),
        column: column.name().to_owned(),
        found,
        expected,
    }
}
