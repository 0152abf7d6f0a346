//! Rows back from Parquet columns.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::basic::Type as PhysicalType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::decode::decode;
use super::error::{RecordError, unreadable};
use super::row::Row;
use super::schema::{self, Cell, ColumnType, EXCHANGE_TIME, FIRST, LAST_PART, SEQUENCE, TIME};
use crate::time::Timestamp;
use crate::venue::{Event, Venue};

/// Where a file of rows lies in the store, and what that says about its rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StreamKey {
    /// Kind of event, by its folder.
    pub(super) folder: &'static str,
    /// Who said it.
    pub(super) venue: Venue,
    /// Of which instrument.
    pub(super) instrument: String,
}

/// Reads a file of rows, one row group after another.
pub(super) struct RowReader {
    reader: SerializedFileReader<File>,
    file: PathBuf,
    key: StreamKey,
    /// Place of each column of the kind in the file, the first three included.
    located: Vec<usize>,
    next_group: usize,
    rows_read: usize,
}

impl RowReader {
    /// Opens a file that holds rows of `key`.
    pub(super) fn open(path: &Path, key: StreamKey) -> Result<Self, RecordError> {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let reader = SerializedFileReader::new(file).map_err(|error| unreadable(path, &error))?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let own = schema::columns(key.folder).unwrap_or_default();
        let located = FIRST
            .iter()
            .chain(own)
            .map(|(name, column)| {
                let physical = match column {
                    ColumnType::Integer => PhysicalType::INT64,
                    ColumnType::Number => PhysicalType::DOUBLE,
                    ColumnType::Text => PhysicalType::BYTE_ARRAY,
                };
                schema
                    .columns()
                    .iter()
                    .position(|found| found.name() == *name && found.physical_type() == physical)
                    .ok_or_else(|| RecordError::ColumnMissing {
                        file: path.to_owned(),
                        column: name,
                    })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            reader,
            file: path.to_owned(),
            key,
            located,
            next_group: 0,
            rows_read: 0,
        })
    }

    /// Number of the last part that this file has taken in.
    pub(super) fn last_part(&self) -> Option<u32> {
        let metadata = self.reader.metadata().file_metadata();
        let pair = metadata
            .key_value_metadata()?
            .iter()
            .find(|pair| pair.key == LAST_PART)?;
        pair.value.as_deref()?.parse().ok()
    }

    /// The rows of the next group; None after the last.
    pub(super) fn next_group(&mut self) -> Result<Option<Vec<Row>>, RecordError> {
        if self.next_group >= self.reader.num_row_groups() {
            return Ok(None);
        }
        let columns = self
            .read_columns()
            .map_err(|error| unreadable(&self.file, &error))?;
        self.next_group += 1;
        let count = columns.first().map_or(0, Vec::len);
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            self.rows_read += 1;
            let row = self
                .row(&mut columns)
                .map_err(|reason| RecordError::RowMalformed {
                    file: self.file.clone(),
                    row: self.rows_read,
                    reason,
                })?;
            rows.push(row);
        }
        Ok(Some(rows))
    }

    fn row(&self, columns: &mut [std::vec::IntoIter<Cell>]) -> Result<Row, String> {
        let mut cells = columns.iter_mut().filter_map(Iterator::next);
        let mut integer = |name: &str| match cells.next() {
            Some(Cell::Integer(value)) => Ok(Some(value)),
            Some(Cell::Empty) => Ok(None),
            _ => Err(format!("{name} is not an integer")),
        };
        let time = integer(TIME)?.ok_or("time is empty")?;
        let exchange_time = integer(EXCHANGE_TIME)?;
        let sequence = integer(SEQUENCE)?.ok_or("sequence is empty")?;
        let kind = decode(self.key.folder, cells)?;
        let exchange_time = exchange_time.map(Timestamp::from_millis);
        Ok(Row {
            received_at: Timestamp::from_millis(time),
            venue: self.key.venue,
            sequence,
            event: Event::new(self.key.instrument.as_str(), exchange_time, kind),
        })
    }

    fn read_columns(&self) -> Result<Vec<Vec<Cell>>, ParquetError> {
        let group = self.reader.get_row_group(self.next_group)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        self.located
            .iter()
            .map(|&index| {
                let cells = match group.get_column_reader(index)? {
                    ColumnReader::Int64ColumnReader(column) => drain(column, rows, Cell::Integer)?,
                    ColumnReader::DoubleColumnReader(column) => drain(column, rows, Cell::Number)?,
                    ColumnReader::ByteArrayColumnReader(column) => {
                        drain(column, rows, |value| match value.as_utf8() {
                            Ok(text) => Cell::Text(text.to_owned()),
                            Err(_) => Cell::Empty,
                        })?
                    }
                    _ => Vec::new(),
                };
                if cells.len() == rows {
                    Ok(cells)
                } else {
                    let found = cells.len();
                    Err(ParquetError::General(format!(
                        "a row group has {found} of its {rows} rows"
                    )))
                }
            })
            .collect()
    }
}

fn drain<T: DataType>(
    mut column: ColumnReaderImpl<T>,
    rows: usize,
    cell: impl Fn(T::T) -> Cell,
) -> Result<Vec<Cell>, ParquetError> {
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
    let mut values = values.into_iter().map(cell);
    if levels.is_empty() {
        return Ok(values.collect());
    }
    let of = |level: &i16| {
        if *level > 0 {
            values.next().unwrap_or(Cell::Empty)
        } else {
            Cell::Empty
        }
    };
    Ok(levels.iter().map(of).collect())
}
