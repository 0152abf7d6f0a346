//! The store: rows by day, in the order of receipt; crashes and damage.

use std::fs;
use std::path::Path;

use ballast_scorer::record::{Day, RecordError, Replay, Store};
use ballast_scorer::time::Span;
use ballast_scorer::venue::{EventKind, Venue};

use crate::recording::{at, files, replayed, trade};

#[test]
fn rows_lie_in_the_file_of_their_day() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(0, 0, Venue::Coinbase, 1.0));
    store.push(trade(60_000, 1, Venue::Coinbase, 2.0));

    assert_eq!(store.pending(), 2);
    assert_eq!(store.close().unwrap(), 2);

    let names: Vec<String> = files(folder.path())
        .iter()
        .map(|file| {
            file.strip_prefix(folder.path())
                .unwrap()
                .display()
                .to_string()
        })
        .collect();
    assert_eq!(
        names,
        [
            "trade/coinbase/BTC-USD/2024-08-08.parquet",
            "trade/coinbase/BTC-USD/2024-08-09.parquet"
        ]
    );
}

#[test]
fn day_that_is_over_is_put_together_while_the_next_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(0, 0, Venue::Coinbase, 1.0));
    store.flush(Day::of(at(0))).unwrap();
    store.push(trade(60_000, 1, Venue::Coinbase, 2.0));

    store.flush(Day::of(at(60_000))).unwrap();

    let extensions: Vec<_> = files(folder.path())
        .iter()
        .filter_map(|file| Some(file.extension()?.to_str()?.to_owned()))
        .collect();
    assert_eq!(extensions, ["lock", "parquet", "part"]);
    assert_eq!(replayed(folder.path()).len(), 2, "parts are read as well");
}

#[test]
fn crash_loses_only_what_was_not_flushed() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(0, 0, Venue::Coinbase, 1.0));
    store.flush(Day::of(at(0))).unwrap();
    store.push(trade(1, 1, Venue::Coinbase, 2.0));
    drop(store);
    let half = folder
        .path()
        .join("trade/coinbase/BTC-USD/2024-08-08.000001.tmp");
    fs::write(&half, b"PAR1 half a file").unwrap();

    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(2, 0, Venue::Coinbase, 3.0));
    store.close().unwrap();

    let prices: Vec<f64> = replayed(folder.path())
        .iter()
        .filter_map(|row| match row.event.kind {
            EventKind::Trade { price, .. } => Some(price),
            _ => None,
        })
        .collect();
    assert_eq!(prices, [1.0, 3.0]);
    assert!(!half.exists());
}

#[test]
fn crash_between_putting_together_and_removing_parts_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(0, 0, Venue::Coinbase, 1.0));
    store.flush(Day::of(at(0))).unwrap();
    let part = folder
        .path()
        .join("trade/coinbase/BTC-USD/2024-08-08.000000.part");
    let copy = fs::read(&part).unwrap();
    store.close().unwrap();
    fs::write(&part, copy).unwrap();

    assert_eq!(
        replayed(folder.path()).len(),
        1,
        "the part is known to be in the file"
    );
    Store::open(folder.path()).unwrap().close().unwrap();

    assert!(!part.exists());
    assert_eq!(replayed(folder.path()).len(), 1);
}

#[test]
fn ties_go_by_venue_then_sequence() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let order = [
        trade(0, 7, Venue::Coinbase, 1.0),
        trade(0, 8, Venue::Coinbase, 2.0),
        trade(0, 1, Venue::OkxSpot, 3.0),
        trade(1, 0, Venue::BinanceSpot, 4.0),
    ];
    for index in [2, 3, 0, 1] {
        store.push(order[index].clone());
    }
    store.close().unwrap();

    assert_eq!(replayed(folder.path()), order);
}

#[test]
fn replay_keeps_to_its_span_and_says_when_there_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    for millis in 0..5 {
        store.push(trade(millis, millis, Venue::Coinbase, 1.0));
    }
    store.close().unwrap();
    let span = |from: i64, until: i64| Span {
        from: Some(at(from)),
        until: Some(at(until)),
    };

    let inside = Replay::open(folder.path(), span(1, 3)).unwrap().count();
    let empty = Replay::open(folder.path(), span(50, 60)).unwrap_err();

    assert_eq!(inside, 2);
    assert!(matches!(empty, RecordError::StoreEmpty { .. }), "{empty}");
}

#[test]
fn truncated_file_is_refused_by_its_name_at_every_length() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(0, 0, Venue::Coinbase, 1.0));
    store.close().unwrap();
    let file = files(folder.path()).remove(0);
    let bytes = fs::read(&file).unwrap();

    for length in (0..bytes.len()).step_by(7) {
        fs::write(&file, &bytes[..length]).unwrap();
        let error = Replay::open(folder.path(), Span::ALL).unwrap_err();
        assert!(
            matches!(error, RecordError::FileUnreadable { .. }),
            "{length}: {error}"
        );
        assert!(error.to_string().contains("2024-08-08.parquet"), "{error}");
    }
}

#[test]
fn foreign_files_and_columns_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.push(trade(0, 0, Venue::Coinbase, 1.0));
    store.close().unwrap();
    let stream = folder.path().join("trade/coinbase/BTC-USD");
    let funding = folder.path().join("funding/coinbase/BTC-USD");
    fs::create_dir_all(&funding).unwrap();
    fs::copy(
        stream.join("2024-08-08.parquet"),
        funding.join("2024-08-08.parquet"),
    )
    .unwrap();

    let columns = Replay::open(folder.path(), Span::ALL).unwrap_err();
    fs::remove_dir_all(folder.path().join("funding")).unwrap();
    fs::write(stream.join("notes.txt"), "x").unwrap();
    let foreign = Replay::open(folder.path(), Span::ALL).unwrap_err();

    assert!(
        matches!(
            columns,
            RecordError::ColumnMissing {
                column: "rate_per_8h",
                ..
            }
        ),
        "{columns}"
    );
    assert!(foreign.to_string().contains("notes.txt"), "{foreign}");
}

#[test]
fn second_recorder_is_kept_out_and_a_dead_ones_lock_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();

    let error = Store::open(folder.path()).unwrap_err();
    drop(store);
    // No process has this number: it is above the largest that Linux gives.
    fs::write(folder.path().join("recorder.lock"), "4999999").unwrap();
    let taken_over = Store::open(folder.path());

    assert!(matches!(error, RecordError::StoreLocked { .. }), "{error}");
    let has_proc = Path::new("/proc/self").exists();
    assert_eq!(taken_over.is_ok(), has_proc);
}
