//! Rows to Parquet columns and back, by the columns of their kind.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{
    Compression, LogicalType, Repetition, TimeUnit, Type as PhysicalType, ZstdLevel,
};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::error::RecordError;
use super::row::Row;
use super::schema::{self, Cell, ColumnType, Columns};
use crate::time::Timestamp;
use crate::venue::Venue;

const TIME: &str = "time";
const EXCHANGE_TIME: &str = "exchange_time";
const SEQUENCE: &str = "sequence";
/// Key of the number of the last part that a day's file has taken in.
const LAST_PART: &str = "ballast.last_part";

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

/// Writes a file of one or several row groups.
pub(super) struct RowWriter {
    writer: SerializedFileWriter<File>,
    columns: Columns,
}

impl RowWriter {
    /// Creates `path` for rows of `folder`'s kind.
    pub(super) fn create(
        path: &Path,
        folder: &'static str,
        last_part: Option<u32>,
    ) -> Result<Self, ParquetError> {
        let columns = schema::columns(folder).unwrap_or_default();
        let metadata =
            last_part.map(|part| vec![KeyValue::new(LAST_PART.to_owned(), part.to_string())]);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by("ballast-scorer".to_owned())
            .set_key_value_metadata(metadata)
            .build();
        let file = File::create(path)?;
        let writer =
            SerializedFileWriter::new(file, parquet_schema(columns)?, Arc::new(properties))?;
        Ok(Self { writer, columns })
    }

    /// Writes `rows` as one row group.
    pub(super) fn write(&mut self, rows: &[Row]) -> Result<(), ParquetError> {
        let encoded: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| schema::encode(&row.event.kind))
            .collect();
        let mut group = self.writer.next_row_group()?;
        let mut index = 0;
        while let Some(mut column) = group.next_column()? {
            match index {
                0 => {
                    let times: Vec<i64> = rows.iter().map(|row| row.received_at.millis()).collect();
                    column
                        .typed::<Int64Type>()
                        .write_batch(&times, None, None)?;
                }
                1 => {
                    let times: Vec<Option<i64>> = rows
                        .iter()
                        .map(|row| row.event.exchange_time.map(Timestamp::millis))
                        .collect();
                    let (values, levels) = split(times);
                    column
                        .typed::<Int64Type>()
                        .write_batch(&values, Some(&levels), None)?;
                }
                2 => {
                    let numbers: Vec<i64> = rows.iter().map(|row| row.sequence).collect();
                    column
                        .typed::<Int64Type>()
                        .write_batch(&numbers, None, None)?;
                }
                own => {
                    let cells = encoded.iter().map(|cells| &cells[own - 3]);
                    match self.columns[own - 3].1 {
                        ColumnType::Integer => {
                            let cells = cells.map(|cell| match cell {
                                Cell::Integer(value) => Some(*value),
                                _ => None,
                            });
                            let (values, levels) = split(cells);
                            let column = column.typed::<Int64Type>();
                            column.write_batch(&values, Some(&levels), None)?;
                        }
                        ColumnType::Number => {
                            let cells = cells.map(|cell| match cell {
                                Cell::Number(value) => Some(*value),
                                _ => None,
                            });
                            let (values, levels) = split(cells);
                            let column = column.typed::<DoubleType>();
                            column.write_batch(&values, Some(&levels), None)?;
                        }
                        ColumnType::Text => {
                            let cells = cells.map(|cell| match cell {
                                Cell::Text(value) => Some(ByteArray::from(value.as_str())),
                                _ => None,
                            });
                            let (values, levels) = split(cells);
                            let column = column.typed::<ByteArrayType>();
                            column.write_batch(&values, Some(&levels), None)?;
                        }
                    }
                }
            }
            column.close()?;
            index += 1;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file and puts it on the disk.
    pub(super) fn finish(self) -> Result<(), ParquetError> {
        let file = self.writer.into_inner()?;
        file.sync_all()?;
        Ok(())
    }
}

/// The values that are there, and for each row whether its is.
fn split<T>(cells: impl IntoIterator<Item = Option<T>>) -> (Vec<T>, Vec<i16>) {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    (values, levels)
}

fn parquet_schema(columns: Columns) -> Result<Arc<Type>, ParquetError> {
    let time = Type::primitive_type_builder(TIME, PhysicalType::INT64)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::MILLIS)))
        .build()?;
    let exchange_time = Type::primitive_type_builder(EXCHANGE_TIME, PhysicalType::INT64)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::MILLIS)))
        .build()?;
    let sequence = Type::primitive_type_builder(SEQUENCE, PhysicalType::INT64)
        .with_repetition(Repetition::REQUIRED)
        .build()?;
    let mut fields = vec![Arc::new(time), Arc::new(exchange_time), Arc::new(sequence)];
    for (name, column) in columns {
        let (physical, logical) = match column {
            ColumnType::Integer => (PhysicalType::INT64, None),
            ColumnType::Number => (PhysicalType::DOUBLE, None),
            ColumnType::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    let schema = Type::group_type_builder("schema")
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(schema))
}

/// Reads a file of rows, one row group after another.
pub(super) struct RowReader {
    reader: SerializedFileReader<File>,
    file: std::path::PathBuf,
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
        let first = [
            (TIME, ColumnType::Integer),
            (EXCHANGE_TIME, ColumnType::Integer),
            (SEQUENCE, ColumnType::Integer),
        ];
        let own = schema::columns(key.folder).unwrap_or_default();
        let located = first
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
        let kind = schema::decode(self.key.folder, cells)?;
        let (venue, instrument) = (self.key.venue, self.key.instrument.as_str());
        Ok(schema::row(
            venue,
            instrument,
            time,
            exchange_time,
            sequence,
            kind,
        ))
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

pub(super) fn unreadable(path: &Path, error: &impl ToString) -> RecordError {
    RecordError::FileUnreadable {
        file: path.to_owned(),
        reason: error.to_string(),
    }
}

pub(super) fn unwritable(path: &Path, error: &impl ToString) -> RecordError {
    RecordError::FileUnwritable {
        file: path.to_owned(),
        reason: error.to_string(),
    }
}
