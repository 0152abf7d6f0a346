//! Data files: what is right is read exactly, what is wrong is refused by file, row and column.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use ballast_scorer::data::{Bar, DataError, Dataset, GapPolicy, LoadRequest, load, write};
use ballast_scorer::time::{Span, Window};
use support::{SEED, market, time};
use tempfile::TempDir;

const HEADER: &str = "time,open,high,low,close,volume\n";

fn request(gaps: GapPolicy) -> LoadRequest {
    LoadRequest {
        assets: vec!["BTC".to_owned()],
        span: Span::ALL,
        gaps,
        series: Vec::new(),
    }
}

/// Writes `rows` after the usual header as BTC's bars.
fn bars(rows: &str) -> (TempDir, PathBuf) {
    file(&format!("{HEADER}{rows}"))
}

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("spot_1h").join("BTC.csv");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, text).unwrap();
    (folder, file)
}

fn refusal(folder: &Path) -> DataError {
    load(folder, &request(GapPolicy::Reject)).unwrap_err()
}

/// The error names the file, and reads `expected` after it.
#[track_caller]
fn assert_refused(rows: &str, expected: &str) {
    let (folder, file) = bars(rows);
    let message = refusal(folder.path()).to_string();
    assert_eq!(message, format!("{}: {expected}", file.display()));
}

#[test]
fn csv_accepts_both_time_forms_and_any_column_order() {
    let (folder, _) = file(
        "volume,close,low,high,open,extra,time\n\
         5,101,99,102,100,x,2022-11-08T00:00:00Z\n\
         6,102,100,103,101,y,1667869200000\n",
    );

    let dataset = load(folder.path(), &request(GapPolicy::Reject)).unwrap();

    let bars = dataset.assets["BTC"].bars();
    assert_eq!(
        bars.window(),
        Window::new(time("2022-11-08"), time("2022-11-08T02:00:00Z"))
    );
    let bar = bars.get(time("2022-11-08T01:00:00Z")).unwrap();
    let expected = Bar {
        open: 101.0,
        high: 103.0,
        low: 100.0,
        close: 102.0,
        volume: 6.0,
    };
    assert_eq!(*bar, expected);
}

#[test]
fn missing_file_is_named() {
    let folder = TempDir::new().unwrap();

    let error = refusal(folder.path());

    assert!(
        matches!(&error, DataError::FileMissing { file } if file.ends_with("spot_1h/BTC.parquet"))
    );
}

#[test]
fn two_formats_of_one_file_are_ambiguous() {
    let (folder, file) = bars("2022-11-08T00:00:00Z,1,1,1,1,1\n");
    fs::write(file.with_extension("parquet"), b"PAR1").unwrap();

    assert!(matches!(
        refusal(folder.path()),
        DataError::FileAmbiguous { .. }
    ));
}

#[test]
fn missing_column_is_named_with_those_found() {
    let (folder, file) = file("time,open,high,low,close\n2022-11-08T00:00:00Z,1,1,1,1\n");

    let message = refusal(folder.path()).to_string();

    let expected = "column volume is missing; the file has time, open, high, low, close";
    assert_eq!(message, format!("{}: {expected}", file.display()));
}

#[test]
fn file_without_rows_is_refused() {
    assert_refused("", "holds no rows");
}

#[test]
fn text_in_a_number_column_is_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,1,1,1\n2022-11-08T01:00:00Z,1,1,1,n/a,1\n",
        "row 2, column close: \"n/a\" is not a number",
    );
}

#[test]
fn empty_field_is_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,1,1,\n",
        "row 1, column volume: empty",
    );
}

#[test]
fn malformed_time_is_refused() {
    assert_refused(
        "8 Nov,1,1,1,1,1\n",
        "row 1, column time: \"8 Nov\" is not a time: write 2022-06-01, 2022-06-01T14:00:00Z or \
         milliseconds since 1970",
    );
}

#[test]
fn csv_cut_in_the_middle_of_a_row_is_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,1,1,1\n2022-11-08T01:00:00Z,1,1",
        "row 2 has 3 fields where the header has 6",
    );
}

#[test]
fn csv_cut_in_the_middle_of_its_last_number_is_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,1,1,1\n2022-11-08T01:00:00Z,1,1,1,1,12",
        "row 2 (the last) has no line end, so the file may be cut short; add a line end if it is \
         complete",
    );
}

#[test]
fn unsorted_time_is_refused() {
    assert_refused(
        "2022-11-08T01:00:00Z,1,1,1,1,1\n2022-11-08T00:00:00Z,1,1,1,1,1\n",
        "row 2, column time: 2022-11-08T00:00:00Z comes after 2022-11-08T01:00:00Z; sort the rows \
         by time",
    );
}

#[test]
fn duplicate_time_is_refused() {
    assert_refused(
        "2022-11-08T01:00:00Z,1,1,1,1,1\n2022-11-08T01:00:00Z,1,1,1,1,1\n",
        "row 2, column time: 2022-11-08T01:00:00Z is there twice",
    );
}

#[test]
fn time_off_the_hour_is_refused() {
    assert_refused(
        "2022-11-08T01:30:00Z,1,1,1,1,1\n",
        "row 1, column time: 2022-11-08T01:30:00Z is not a full hour",
    );
}

#[test]
fn nan_and_infinity_are_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,1,NaN,1\n",
        "row 1, column close: NaN is not a finite number",
    );
    assert_refused(
        "2022-11-08T00:00:00Z,1,inf,1,1,1\n",
        "row 1, column high: inf is not a finite number",
    );
}

#[test]
fn price_of_zero_and_negative_volume_are_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,0,1,1\n",
        "row 1, column low: 0 is not above zero",
    );
    assert_refused(
        "2022-11-08T00:00:00Z,1,1,1,1,-1\n",
        "row 1, column volume: -1 is below zero",
    );
}

#[test]
fn impossible_bars_are_refused() {
    assert_refused(
        "2022-11-08T00:00:00Z,2,1,3,2,1\n",
        "row 1, column high: 1 is below low 3",
    );
    assert_refused(
        "2022-11-08T00:00:00Z,1,2,1,2.5,1\n",
        "row 1, column close: 2.5 lies outside low 1 to high 2",
    );
}

const GAP: &str = "2022-11-08T00:00:00Z,1,1,1,1,1\n2022-11-08T05:00:00Z,1,1,1,1,1\n";

#[test]
fn gap_is_refused_with_its_ends_and_length() {
    assert_refused(
        GAP,
        "row 2, column time: bars are missing for 4 h, from 2022-11-08T01:00:00Z up to \
         2022-11-08T05:00:00Z; supply them, choose another span, or accept marked gaps (--gaps mark)",
    );
}

#[test]
fn marked_gap_stays_visible() {
    let (folder, _) = bars(GAP);

    let dataset = load(folder.path(), &request(GapPolicy::Mark)).unwrap();

    let gaps = dataset.assets["BTC"].bars().gaps();
    assert_eq!(gaps.len(), 1);
    assert_eq!(
        (gaps[0].start, gaps[0].hours()),
        (time("2022-11-08T01:00:00Z"), 4)
    );
}

#[test]
fn hours_missing_at_either_end_of_the_span_are_gaps() {
    let (folder, _) = bars("2022-11-08T02:00:00Z,1,1,1,1,1\n");
    let refused = |from: &str, until: &str| {
        let span = Window::new(time(from), time(until)).into();
        let request = LoadRequest {
            span,
            ..request(GapPolicy::Reject)
        };
        load(folder.path(), &request)
    };

    let hours = |outcome| match outcome {
        Err(DataError::GapFound { hours, row, .. }) => (row, hours),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        hours(refused("2022-11-08T00:00:00Z", "2022-11-08T03:00:00Z")),
        (1, 2)
    );
    assert_eq!(
        hours(refused("2022-11-08T02:00:00Z", "2022-11-08T08:00:00Z")),
        (1, 5)
    );
    assert!(refused("2022-11-08T02:00:00Z", "2022-11-08T03:00:00Z").is_ok());
    assert!(matches!(
        refused("2020-01-01", "2021-01-01"),
        Err(DataError::SpanEmpty { .. })
    ));
}

#[test]
fn gap_outside_the_span_does_not_matter_but_damage_does() {
    let (folder, _) = bars(&format!("{GAP}2022-11-08T06:00:00Z,1,1,1,1,1\n"));
    let span = Window::new(time("2022-11-08T05:00:00Z"), time("2022-11-08T07:00:00Z")).into();
    let narrow = LoadRequest {
        span,
        ..request(GapPolicy::Reject)
    };
    assert!(load(folder.path(), &narrow).is_ok());

    let (damaged, _) = bars(&format!("{GAP}2022-11-08T06:00:00Z,1,1,1,-1,1\n"));
    let span = Window::new(time("2022-11-08T05:00:00Z"), time("2022-11-08T06:00:00Z")).into();
    let narrow = LoadRequest {
        span,
        ..request(GapPolicy::Reject)
    };
    assert!(matches!(
        load(damaged.path(), &narrow),
        Err(DataError::ValueNotPositive { row: 3, .. })
    ));
}

#[test]
fn missed_funding_settlement_is_a_gap() {
    let (folder, _) = bars("2022-11-08T00:00:00Z,1,1,1,1,1\n");
    let funding = folder.path().join("funding_8h").join("BTC.csv");
    fs::create_dir_all(funding.parent().unwrap()).unwrap();
    fs::write(
        &funding,
        "time,rate\n2022-11-08T00:00:00Z,0.1\n2022-11-08T16:00:00Z,0.1\n",
    )
    .unwrap();

    let error = refusal(folder.path());

    assert!(
        matches!(&error, DataError::GapFound { file, row: 2, hours: 8, .. } if *file == funding)
    );
    assert!(load(folder.path(), &request(GapPolicy::Mark)).is_ok());
}

#[test]
fn optional_files_that_are_absent_are_listed() {
    let (folder, _) = bars("2022-11-08T00:00:00Z,1,1,1,1,1\n");

    let dataset = load(folder.path(), &request(GapPolicy::Reject)).unwrap();

    let absent: Vec<PathBuf> = ["funding_8h/BTC.parquet", "dvol_1h/BTC.parquet"]
        .iter()
        .map(|file| folder.path().join(file))
        .collect();
    assert_eq!(dataset.absent, absent);
    assert!(dataset.implied_volatility.is_none());
}

#[test]
fn no_asset_is_refused() {
    let nothing = LoadRequest {
        assets: vec![],
        ..request(GapPolicy::Reject)
    };

    assert!(matches!(
        load(Path::new("."), &nothing),
        Err(DataError::AssetsEmpty)
    ));
}

#[test]
fn written_data_are_read_back_to_the_bit() {
    let folder = TempDir::new().unwrap();
    let written = market(SEED);
    write(folder.path(), &written).unwrap();

    let assets = written.assets.keys().cloned().collect();
    let request = LoadRequest {
        assets,
        span: Span::ALL,
        gaps: GapPolicy::Reject,
        series: Vec::new(),
    };
    let read = load(folder.path(), &request).unwrap();

    assert_same_data(&read, &written);
}

fn assert_same_data(read: &Dataset, written: &Dataset) {
    assert_eq!(read.assets.len(), written.assets.len());
    for (asset, history) in &written.assets {
        assert_eq!(
            read.assets[asset].bars(),
            history.bars(),
            "{asset}, seed {SEED}"
        );
        assert_eq!(
            read.assets[asset].funding(),
            history.funding(),
            "{asset}, seed {SEED}"
        );
    }
    assert_eq!(read.implied_volatility, written.implied_volatility);
}
