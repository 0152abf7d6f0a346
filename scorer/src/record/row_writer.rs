//! Rows to Parquet columns, by the columns of their kind.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{
    Compression, LogicalType, Repetition, TimeUnit, Type as PhysicalType, ZstdLevel,
};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::encode::encode;
use super::row::Row;
use super::schema::{
    self, Cell, ColumnType, Columns, EXCHANGE_TIME, FIRST, LAST_PART, SEQUENCE, TIME,
};

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
        let mut columns = vec![Vec::with_capacity(rows.len()); self.columns.len() + 3];
        for row in rows {
            let exchange_time = row.event.exchange_time;
            let first = [
                Cell::Integer(row.received_at.millis()),
                exchange_time.map_or(Cell::Empty, |time| Cell::Integer(time.millis())),
                Cell::Integer(row.sequence),
            ];
            let cells = first.into_iter().chain(encode(&row.event.kind));
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
        let types = FIRST.iter().chain(self.columns).map(|(_, column)| *column);
        let mut group = self.writer.next_row_group()?;
        for (cells, kind) in columns.into_iter().zip(types) {
            if let Some(mut column) = group.next_column()? {
                write_cells(&mut column, kind, cells)?;
                column.close()?;
            }
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

/// Writes one column. `time` and `sequence`, whose fields are never empty, need no levels.
fn write_cells(
    column: &mut SerializedColumnWriter<'_>,
    kind: ColumnType,
    cells: Vec<Cell>,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = cells
        .iter()
        .map(|cell| i16::from(*cell != Cell::Empty))
        .collect();
    let levels = Some(levels.as_slice());
    match kind {
        ColumnType::Integer => {
            let values: Vec<i64> = cells.into_iter().filter_map(Cell::integer).collect();
            let column = column.typed::<Int64Type>();
            column.write_batch(&values, levels, None)?;
        }
        ColumnType::Number => {
            let values: Vec<f64> = cells.into_iter().filter_map(Cell::number).collect();
            let column = column.typed::<DoubleType>();
            column.write_batch(&values, levels, None)?;
        }
        ColumnType::Text => {
            let texts = cells.into_iter().filter_map(Cell::text);
            let values: Vec<ByteArray> = texts.map(|text| text.into_bytes().into()).collect();
            let column = column.typed::<ByteArrayType>();
            column.write_batch(&values, levels, None)?;
        }
    }
    Ok(())
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
