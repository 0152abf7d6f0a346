//! Rows of a file of bars: what is accepted, and what is refused by file, row and column.

use std::fs;

use ballast_scorer::data::{Bar, DataError, GapPolicy, load};
use ballast_scorer::time::Window;
use tempfile::TempDir;

use crate::csv_files::{assert_refused, bars, file, refusal, request};
use crate::support::time;

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
