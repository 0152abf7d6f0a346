//! Order books: each venue's rule for numbers, what is not applied, and a recorded stream rebuilt.
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use ballast_scorer::book::{
    Applied, BookBuilder, BookDiff, BookReport, BookSnapshot, Level, RecordingError, SequenceRule,
    read_recording,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

fn diff(first: i64, last: i64, previous: Option<i64>, bid: f64) -> BookDiff {
    BookDiff {
        first,
        last,
        previous,
        bids: vec![Level::new(bid, 1.0)],
        asks: vec![],
    }
}

fn snapshot(last: i64) -> BookSnapshot {
    BookSnapshot {
        last,
        is_whole: false,
        bids: vec![Level::new(99.0, 1.0), Level::new(98.0, 1.0)],
        asks: vec![Level::new(101.0, 1.0), Level::new(102.0, 1.0)],
    }
}

#[test]
fn spot_snapshot_takes_up_what_was_buffered_after_it() {
    let mut builder = BookBuilder::new(SequenceRule::Contiguous);

    assert_eq!(builder.diff(diff(5, 8, None, 97.0)), Applied::Buffered);
    assert_eq!(builder.diff(diff(9, 12, None, 100.0)), Applied::Buffered);
    assert_eq!(builder.snapshot(&snapshot(10)), Applied::Live);

    assert_eq!(builder.last(), Some(12));
    assert_eq!(builder.book().best_bid(), Some(Level::new(100.0, 1.0)));
    let has_97 = builder
        .book()
        .levels(ballast_scorer::book::BookSide::Bid)
        .any(|level| level.price < 97.5);
    assert!(!has_97, "an update from before the snapshot is dropped");
}

#[test]
fn spot_hole_drops_the_book_and_keeps_the_newest() {
    let mut builder = BookBuilder::new(SequenceRule::Contiguous);
    builder.snapshot(&snapshot(10));

    let outcome = builder.diff(diff(12, 13, None, 100.0));

    let expected = Applied::Broken {
        expected: 11,
        found: 12,
    };
    assert_eq!(outcome, expected);
    assert!(!builder.is_live());
    assert_eq!(builder.snapshot(&snapshot(12)), Applied::Live);
    assert_eq!(builder.last(), Some(13));
}

#[test]
fn snapshot_older_than_the_buffer_is_refused() {
    let mut builder = BookBuilder::new(SequenceRule::Contiguous);
    builder.diff(diff(20, 22, None, 100.0));

    let outcome = builder.snapshot(&snapshot(10));

    assert!(matches!(outcome, Applied::Broken { .. }), "{outcome:?}");
    assert!(!builder.is_live(), "another snapshot is needed");
}

#[test]
fn futures_first_difference_overlaps_then_each_links_by_pu() {
    let mut builder = BookBuilder::new(SequenceRule::LinkedOverlapping);
    builder.snapshot(&snapshot(10));

    assert_eq!(builder.diff(diff(3, 9, Some(2), 97.0)), Applied::Old);
    assert_eq!(builder.diff(diff(10, 14, Some(9), 98.5)), Applied::Live);
    // Numbers jump between events; only `pu` must match.
    assert_eq!(builder.diff(diff(40, 44, Some(14), 99.5)), Applied::Live);
    let outcome = builder.diff(diff(45, 46, Some(43), 100.0));

    let expected = Applied::Broken {
        expected: 44,
        found: 43,
    };
    assert_eq!(outcome, expected);
}

#[test]
fn okx_sequence_that_begins_anew_is_followed_while_it_links() {
    let mut builder = BookBuilder::new(SequenceRule::Linked);
    builder.snapshot(&snapshot(100));

    // 90 < 100: no change since; the snapshot lies between 95 and 103.
    assert_eq!(builder.diff(diff(98, 98, Some(90), 97.0)), Applied::Old);
    assert_eq!(builder.diff(diff(103, 103, Some(95), 99.1)), Applied::Live);
    assert_eq!(builder.diff(diff(103, 103, Some(103), 99.2)), Applied::Live);
    assert_eq!(builder.diff(diff(3, 3, Some(103), 99.3)), Applied::Live);
    assert_eq!(builder.diff(diff(5, 5, Some(3), 99.4)), Applied::Live);

    assert!(matches!(
        builder.diff(diff(9, 9, Some(8), 99.5)),
        Applied::Broken { .. }
    ));
}

proptest! {
    /// Whatever order and holes the numbers have, a live book never skipped one.
    #[test]
    fn live_book_has_applied_every_number(lost in proptest::collection::vec(any::<bool>(), 1..60), start in 0_i64..30) {
        let mut builder = BookBuilder::new(SequenceRule::LinkedOverlapping);
        let mut previous = 0;
        for (index, lost) in lost.iter().enumerate() {
            let last = previous + 3;
            if !lost {
                builder.diff(diff(previous + 1, last, Some(previous), 90.0));
            }
            if i64::try_from(index).unwrap() == start {
                builder.snapshot(&snapshot(last));
            }
            if let Some(reached) = builder.last() {
                let missed = *lost && reached == last && i64::try_from(index).unwrap() != start;
                prop_assert!(!missed, "number {last} was lost and yet reached");
            }
            previous = last;
        }
    }
}

fn write(folder: &Path, lines: &[String], is_gzip: bool) -> PathBuf {
    let file = folder.join("stream.gz");
    let text = lines.join("\n") + "\n";
    let bytes = if is_gzip {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    } else {
        text.into_bytes()
    };
    std::fs::write(&file, bytes).unwrap();
    file
}

fn line(milli: i64, message: &str) -> String {
    format!("{} {message}", milli * 1_000_000)
}

fn depth(update: i64, previous: i64, bids: &str, asks: &str) -> String {
    format!(
        r#"{{"stream":"x@depth","data":{{"e":"depthUpdate","E":7,"T":7,"s":"X","U":{},"u":{update},"pu":{previous},"b":{bids},"a":{asks}}}}}"#,
        previous + 1
    )
}

fn top(update: i64, bid: &str, ask: &str) -> String {
    format!(
        r#"{{"stream":"x@bookTicker","data":{{"e":"bookTicker","u":{update},"s":"X","b":"{bid}","B":"1","a":"{ask}","A":"1","T":7,"E":7}}}}"#
    )
}

const SNAPSHOT: &str =
    r#"{"lastUpdateId":10,"E":7,"T":7,"bids":[["99.0","1"]],"asks":[["101.0","1"]]}"#;

fn read(lines: &[String]) -> BookReport {
    let folder = tempfile::tempdir().unwrap();
    read_recording(&write(folder.path(), lines, true), |_| {}).unwrap()
}

#[test]
fn snapshot_in_the_file_takes_up_the_differences_before_it() {
    let lines = [
        line(1, &depth(8, 7, r#"[["98.0","1"]]"#, "[]")),
        line(2, &depth(12, 8, r#"[["100.0","1"]]"#, "[]")),
        line(3, SNAPSHOT),
        line(4, &top(14, "100.5", "101.0")),
        line(5, &depth(15, 12, r#"[["100.5","1"]]"#, "[]")),
    ];

    let report = read(&lines);

    assert_eq!((report.start, report.sequence_gaps), ("snapshot", 0));
    assert_eq!((report.tops_compared, report.tops_agreed), (1, 1));
    assert_eq!(report.tops_agreed_in_size, 1);
    assert_eq!(report.levels, (3, 1), "98 lies before the snapshot");
    assert_eq!((report.from_millis, report.until_millis), (1, 5));
}

#[test]
fn lost_difference_is_a_gap_and_the_book_is_partial_again() {
    let lines = [
        line(1, SNAPSHOT),
        line(2, &depth(12, 9, r#"[["100.0","1"]]"#, "[]")),
        line(3, &depth(20, 17, r#"[["100.2","1"]]"#, "[]")),
        line(4, &top(20, "100.2", "101.0")),
    ];

    let report = read(&lines);

    assert_eq!(report.sequence_gaps, 1);
    assert_eq!(report.tops_compared, 0, "a partial book is not judged");
}

#[test]
fn crossed_book_disagreement_and_nonsense_are_counted() {
    let lines = [
        line(1, SNAPSHOT),
        line(2, &depth(12, 9, r#"[["101.5","1"]]"#, "[]")),
        line(2, &top(12, "99.0", "101.0")),
        line(1, &depth(13, 12, r#"[["101.5","0"],["-4","1"]]"#, "[]")),
        "nonsense".to_owned(),
        line(3, r#"{"stream":"x@depth","data":{"e":"depthUpdate"}}"#),
    ];

    let report = read(&lines);

    assert_eq!(report.crossed, 1);
    assert_eq!((report.tops_compared, report.tops_agreed), (1, 0));
    assert_eq!(report.unsorted, 1);
    assert_eq!(report.malformed, 3, "two lines and one impossible level");
    assert!(report.first_malformed.unwrap().starts_with("line 5"));
}

#[test]
fn book_without_a_snapshot_is_partial_until_its_top_has_agreed() {
    let side = |first: i64, step: i64| -> String {
        let levels: Vec<String> = (0..12)
            .map(|index| format!(r#"["{}","1"]"#, first + step * index))
            .collect();
        format!("[{}]", levels.join(","))
    };
    let mut lines = vec![line(1, &depth(10, 9, &side(99, -1), &side(101, 1)))];
    for update in 11..40 {
        lines.push(line(update, &top(update, "99", "101")));
        lines.push(line(
            update,
            &depth(update, update - 1, r#"[["50","2"]]"#, "[]"),
        ));
    }

    let report = read(&lines);

    assert_eq!(report.start, "agreement");
    assert_eq!(report.sequence_gaps, 0);
    assert_eq!(report.tops_compared, 29 - 10);
    assert_eq!(report.agreement(), Some(1.0));
}

#[test]
fn truncated_and_foreign_files_are_refused_with_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = (0..500).map(|at| line(at, SNAPSHOT)).collect();
    let file = write(folder.path(), &lines, true);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();

    let cut = read_recording(&file, |_| {}).unwrap_err();
    let foreign = write(folder.path(), &["hello world".to_owned()], false);
    let foreign = read_recording(&foreign, |_| {}).unwrap_err();

    assert!(
        matches!(cut, RecordingError::FileUnreadable { .. }),
        "{cut}"
    );
    assert!(cut.to_string().contains("stream.gz"));
    assert!(
        matches!(foreign, RecordingError::MessagesEmpty { .. }),
        "{foreign}"
    );
}

#[test]
fn real_stream_rebuilds_without_a_gap_and_agrees_with_the_venue() {
    let beside = ballast_vm::repository_root().join("../shared/data");
    let folder = std::env::var_os("BALLAST_DATA").map_or(beside, PathBuf::from);
    let file = folder.join("l2/btcusdt_20240808.gz");
    if !file.is_file() {
        println!("skipped: no recording at {}", file.display());
        return;
    }

    let report = read_recording(&file, |_| {}).unwrap();

    println!("{report:#?}");
    assert_eq!(report.messages, 93_954);
    assert_eq!(
        (report.diffs, report.tops, report.trades),
        (6_551, 66_089, 21_313)
    );
    assert_eq!((report.malformed, report.snapshots), (0, 1));
    assert_eq!(
        (report.sequence_gaps, report.crossed, report.unsorted),
        (0, 0, 0)
    );
    assert_eq!(report.start, "snapshot");
    assert!(report.tops_compared > 5_000);
    assert_eq!(report.tops_agreed_in_size, report.tops_compared);
    let spread = report.spread.unwrap();
    assert!(spread.minimum_bps > 0.0 && spread.median_bps < 0.1);
}
