//! Recordings that the tests of the store make and look at.

use std::fs;
use std::path::{Path, PathBuf};

use ballast_scorer::record::{Replay, Row};
use ballast_scorer::time::{Span, Timestamp};
use ballast_scorer::venue::{Event, EventKind, TakerSide, Venue};

/// 2024-08-08 23:59:00 UTC.
const START: i64 = 1_723_161_540_000;

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(START + millis)
}

pub(crate) fn trade(millis: i64, sequence: i64, venue: Venue, price: f64) -> Row {
    let kind = EventKind::Trade {
        price,
        size: 1.0,
        side: TakerSide::Buy,
    };
    Row {
        received_at: at(millis),
        venue,
        sequence,
        event: Event::new("BTC-USD", Some(at(millis - 5)), kind),
    }
}

pub(crate) fn replayed(folder: &Path) -> Vec<Row> {
    let rows = Replay::open(folder, Span::ALL).unwrap();
    rows.map(Result::unwrap).collect()
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
