//! A chunk as a Parquet file: the unit's number, then a column of doubles each; NaN where a unit has no value.

use super::{ShardError, Work};
use parquet::basic::{Compression, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RowAccessor;
use parquet::schema::types::Type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

const FINGERPRINT: &str = "ballast.fingerprint";
const UNIT: &str = "unit";

/// Writes the rows of the units from `from` on.
pub(super) fn write(
    path: &Path,
    work: &Work,
    from: u64,
    rows: &[Vec<f64>],
) -> Result<(), ParquetError> {
    let fingerprint = KeyValue::new(FINGERPRINT.to_owned(), work.fingerprint.clone());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by("ballast-scorer".to_owned())
        .set_key_value_metadata(Some(vec![fingerprint]))
        .build();
    let file = File::create(path)?;
    let mut writer = SerializedFileWriter::new(file, schema(work)?, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    let units: Vec<i64> = (from..)
        .zip(rows)
        .map(|(unit, _)| unit.cast_signed())
        .collect();
    let mut index = 0;
    while let Some(mut column) = group.next_column()? {
        if index == 0 {
            column
                .typed::<Int64Type>()
                .write_batch(&units, None, None)?;
        } else {
            let values: Vec<f64> = rows.iter().map(|row| row[index - 1]).collect();
            column
                .typed::<DoubleType>()
                .write_batch(&values, None, None)?;
        }
        column.close()?;
        index += 1;
    }
    group.close()?;
    let file = writer.into_inner()?;
    // Renamed next: a name must never point at bytes that a power cut can still take away.
    file.sync_all()?;
    Ok(())
}

fn schema(work: &Work) -> Result<Arc<Type>, ParquetError> {
    let required = |name: &str, kind| {
        Type::primitive_type_builder(name, kind)
            .with_repetition(Repetition::REQUIRED)
            .build()
            .map(Arc::new)
    };
    let mut fields = vec![required(UNIT, PhysicalType::INT64)?];
    for column in &work.columns {
        fields.push(required(column, PhysicalType::DOUBLE)?);
    }
    let schema = Type::group_type_builder("schema").with_fields(fields);
    Ok(Arc::new(schema.build()?))
}

/// The rows of chunk `chunk`, checked: of this work, whole, in order.
pub(super) fn read(path: &Path, work: &Work, chunk: u64) -> Result<Vec<Vec<f64>>, ShardError> {
    let damaged = |reason: String| ShardError::ChunkDamaged {
        file: path.to_owned(),
        reason,
    };
    let file = File::open(path).map_err(|source| ShardError::Io {
        file: path.to_owned(),
        source,
    })?;
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(error.to_string()))?;
    let found = fingerprint(&reader).unwrap_or_else(|| "none".to_owned());
    if found != work.fingerprint {
        return Err(ShardError::OtherWork {
            file: path.to_owned(),
            found,
            wanted: work.fingerprint.clone(),
        });
    }
    let rows = rows(&reader, work, chunk).map_err(|error| damaged(error.to_string()))?;
    rows.ok_or_else(|| damaged("its units are not those of its number".to_owned()))
}

fn fingerprint(reader: &SerializedFileReader<File>) -> Option<String> {
    let metadata = reader.metadata().file_metadata();
    let entries = metadata.key_value_metadata()?.iter();
    let entry = entries.into_iter().find(|entry| entry.key == FINGERPRINT)?;
    entry.value.clone()
}

/// None where the units are not the chunk's.
fn rows(
    reader: &SerializedFileReader<File>,
    work: &Work,
    chunk: u64,
) -> Result<Option<Vec<Vec<f64>>>, ParquetError> {
    let units = work.units_of(chunk);
    let mut rows = Vec::new();
    let mut expected = units.clone();
    for row in reader.get_row_iter(None)? {
        let row = row?;
        if expected.next().map(u64::cast_signed) != Some(row.get_long(0)?) {
            return Ok(None);
        }
        let values = (1..=work.columns.len()).map(|column| row.get_double(column));
        rows.push(values.collect::<Result<Vec<f64>, _>>()?);
    }
    Ok(expected.next().is_none().then_some(rows))
}
