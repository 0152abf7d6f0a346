//! Writes a series as Parquet with zstd, in the columns that `parquet_file` reads.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{
    Compression, LogicalType, Repetition, TimeUnit, Type as PhysicalType, ZstdLevel,
};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::table::Layout;
use crate::data::DataError;
use crate::time::Timestamp;

/// Writes `times` and the layout's columns as Parquet with zstd.
pub(super) fn write(
    path: &Path,
    layout: Layout,
    times: &[Timestamp],
    columns: &[Vec<f64>],
) -> Result<(), DataError> {
    let times: Vec<i64> = times.iter().map(|time| time.millis()).collect();
    write_columns(path, layout, &times, columns).map_err(|error| DataError::FileUnwritable {
        file: path.to_owned(),
        reason: error.to_string(),
    })
}

fn write_columns(
    path: &Path,
    layout: Layout,
    times: &[i64],
    columns: &[Vec<f64>],
) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by("ballast-scorer".to_owned())
        .build();
    let mut writer =
        SerializedFileWriter::new(File::create(path)?, schema(layout)?, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let mut index = 0;
    while let Some(mut column) = group.next_column()? {
        if index == 0 {
            column.typed::<Int64Type>().write_batch(times, None, None)?;
        } else {
            column
                .typed::<DoubleType>()
                .write_batch(&columns[index - 1], None, None)?;
        }
        column.close()?;
        index += 1;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}

fn schema(layout: Layout) -> Result<Arc<Type>, ParquetError> {
    let time = Type::primitive_type_builder("time", PhysicalType::INT64)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::MILLIS)))
        .build()?;
    let mut fields = vec![Arc::new(time)];
    for column in layout.columns {
        let number = Type::primitive_type_builder(column, PhysicalType::DOUBLE)
            .with_repetition(Repetition::REQUIRED)
            .build()?;
        fields.push(Arc::new(number));
    }
    Ok(Arc::new(
        Type::group_type_builder("schema")
            .with_fields(fields)
            .build()?,
    ))
}
