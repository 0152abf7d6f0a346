//! Parquet files of other shapes, and damaged ones.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ballast_scorer::data::{DataError, Dataset, GapPolicy, LoadRequest, load, write};
use ballast_scorer::time::Span;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::{SEED, market};

fn try_load(folder: &Path) -> Result<Dataset, DataError> {
    let assets = vec!["BTC".to_owned()];
    load(
        folder,
        &LoadRequest {
            assets,
            span: Span::ALL,
            gaps: GapPolicy::Reject,
            series: Vec::new(),
        },
    )
}

/// One row of spot bars whose `time` and `close` are declared as given; a null close if `None`.
fn one_row(time: &str, millis: i64, close: &str, value: Option<f64>) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("spot_1h").join("BTC.parquet");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let message = format!(
        "message schema {{ {time}; required double open; required double high; \
         required double low; {close}; required double volume; }}"
    );
    let schema = Arc::new(parse_message_type(&message).unwrap());
    let properties = Arc::new(WriterProperties::default());
    let mut writer =
        SerializedFileWriter::new(File::create(&path).unwrap(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut index = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        match index {
            0 => {
                column
                    .typed::<Int64Type>()
                    .write_batch(&[millis], None, None)
                    .unwrap();
            }
            4 if close.contains("binary") => {
                let text = [ByteArray::from("100")];
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&text, None, None)
                    .unwrap();
            }
            4 if close.contains("float") => {
                column
                    .typed::<FloatType>()
                    .write_batch(&[100.0], None, None)
                    .unwrap();
            }
            4 if close.contains("int64") => {
                column
                    .typed::<Int64Type>()
                    .write_batch(&[100], None, None)
                    .unwrap();
            }
            4 if close.contains("optional") => {
                let (values, levels): (Vec<f64>, [i16; 1]) =
                    (value.into_iter().collect(), [i16::from(value.is_some())]);
                column
                    .typed::<DoubleType>()
                    .write_batch(&values, Some(&levels), None)
                    .unwrap();
            }
            _ => {
                column
                    .typed::<DoubleType>()
                    .write_batch(&[100.0], None, None)
                    .unwrap();
            }
        }
        column.close().unwrap();
        index += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
    (folder, path)
}

const TIME: &str = "required int64 time (timestamp(millis,true))";

#[test]
fn other_time_units_and_number_types_read_the_same() {
    let hour = 3_600_000;
    for (time, units) in [
        (TIME, 1),
        ("required int64 time (timestamp(micros,true))", 1_000),
        ("required int64 time (timestamp(nanos,true))", 1_000_000),
        ("required int64 time", 1),
    ] {
        for close in ["double", "float", "int64"] {
            let close = format!("required {close} close");
            let (folder, _) = one_row(time, hour * units, &close, None);
            let dataset = try_load(folder.path()).unwrap();
            let (open, bar) = dataset.assets["BTC"].bars().iter().next().unwrap();
            assert_eq!(
                (open.millis(), bar.close.to_bits()),
                (hour, 100_f64.to_bits()),
                "{time}"
            );
        }
    }
}

#[test]
fn text_column_is_refused_by_name() {
    let (folder, file) = one_row(TIME, 0, "required binary close (string)", None);

    let message = try_load(folder.path()).unwrap_err().to_string();

    let expected = format!(
        "{}: column close holds BYTE_ARRAY (String), expected numbers",
        file.display()
    );
    assert_eq!(message, expected);
}

#[test]
fn time_that_is_no_time_is_refused() {
    let (folder, _) = one_row(
        "required int64 time (time(micros,true))",
        0,
        "required double close",
        None,
    );

    let error = try_load(folder.path()).unwrap_err();

    assert!(
        matches!(&error, DataError::ColumnTypeWrong { column, .. } if column == "time"),
        "{error}"
    );
}

#[test]
fn null_is_refused_by_row_and_column() {
    let (folder, file) = one_row(TIME, 0, "optional double close", None);
    let (sound, _) = one_row(TIME, 0, "optional double close", Some(100.0));

    let message = try_load(folder.path()).unwrap_err().to_string();

    assert_eq!(
        message,
        format!("{}: row 1, column close: empty", file.display())
    );
    assert!(try_load(sound.path()).is_ok());
}

fn small_file() -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let mut dataset = market(SEED);
    dataset.assets.retain(|asset, _| asset == "BTC");
    write(folder.path(), &dataset).unwrap();
    fs::read(folder.path().join("spot_1h").join("BTC.parquet")).unwrap()
}

fn load_bytes(bytes: &[u8]) -> Result<Dataset, DataError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("spot_1h").join("BTC.parquet");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    try_load(folder.path())
}

#[test]
fn truncated_file_is_refused_wherever_it_is_cut() {
    let bytes = small_file();

    for kept in [0, 1, 4, 100, bytes.len() / 2, bytes.len() - 1] {
        let error = load_bytes(&bytes[..kept]).unwrap_err();
        assert!(
            matches!(error, DataError::FileUnreadable { .. }),
            "{kept} bytes: {error}"
        );
        assert!(
            error.to_string().contains("BTC.parquet: cannot be read"),
            "{error}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_damage_is_an_error_or_other_data_but_never_a_panic(
        place in any::<prop::sample::Index>(),
        flipped in 1_u8..,
    ) {
        let mut bytes = small_file();
        let place = place.index(bytes.len());
        bytes[place] ^= flipped;
        drop(load_bytes(&bytes));
    }
}
