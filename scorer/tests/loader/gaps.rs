//! Hours and files that are missing, and what is read back.

use std::fs;
use std::path::{Path, PathBuf};

use ballast_scorer::data::{DataError, Dataset, GapPolicy, LoadRequest, load, write};
use ballast_scorer::time::{Span, Window};
use tempfile::TempDir;

use crate::csv_files::{assert_refused, bars, refusal, request};
use crate::support::{SEED, market, time};

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
