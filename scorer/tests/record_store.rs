//! The store: what is written comes back, by day, in the order of receipt; crashes and damage.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

use ballast_scorer::book::{BookDiff, BookSnapshot, BookSummary, Level, Slippage};
use ballast_scorer::record::{Day, RecordError, Replay, Row, Store};
use ballast_scorer::time::{Span, Timestamp};
use ballast_scorer::venue::{BookTop, Event, EventKind, GapReason, PoolReserve, TakerSide, Venue};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// 2024-08-08 23:59:00 UTC.
const START: i64 = 1_723_161_540_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(START + millis)
}

fn trade(millis: i64, sequence: i64, venue: Venue, price: f64) -> Row {
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

fn replayed(folder: &Path) -> Vec<Row> {
    let rows = Replay::open(folder, Span::ALL).unwrap();
    rows.map(Result::unwrap).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
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

fn levels() -> impl Strategy<Value = Vec<Level>> {
    vec(
        (1e-6..1e9, 0.0..1e6).prop_map(|(price, size)| Level::new(price, size)),
        0..4,
    )
}

fn depth() -> impl Strategy<Value = EventKind> {
    let slippage = (1.0..1e7, option::of(-5.0..500.0), option::of(0.0..500.0)).prop_map(
        |(size_usd, buy_bps, sell_bps)| Slippage {
            size_usd,
            buy_bps,
            sell_bps,
        },
    );
    let values = proptest::array::uniform4(0.0..1e9);
    (
        proptest::array::uniform4(1e-3..1e6),
        values.clone(),
        values,
        option::of(0.0..1e4),
        vec(slippage, 0..3),
    )
        .prop_map(|(top, bid_usd, ask_usd, known_bps, slippage)| {
            EventKind::Depth(BookSummary {
                best_bid: top[0],
                best_bid_size: top[1],
                best_ask: top[2],
                best_ask_size: top[3],
                bid_usd,
                ask_usd,
                known_bps,
                slippage,
            })
        })
}

fn kinds() -> impl Strategy<Value = EventKind> {
    let number = || 1e-9..1e12;
    prop_oneof![
        (number(), number(), any::<bool>()).prop_map(|(price, size, buys)| EventKind::Trade {
            price,
            size,
            side: if buys {
                TakerSide::Buy
            } else {
                TakerSide::Sell
            },
        }),
        (option::of(any::<i64>()), number(), number()).prop_map(|(update, bid, ask)| {
            EventKind::BookTop(BookTop {
                update,
                bid,
                bid_size: ask,
                ask,
                ask_size: bid,
            })
        }),
        depth(),
        (any::<i64>(), any::<bool>(), levels(), levels()).prop_map(
            |(last, is_whole, bids, asks)| EventKind::BookSnapshot(BookSnapshot {
                last,
                is_whole,
                bids,
                asks,
            })
        ),
        (
            any::<i64>(),
            any::<i64>(),
            option::of(any::<i64>()),
            levels(),
            levels()
        )
            .prop_map(|(first, last, previous, bids, asks)| EventKind::BookDiff(
                BookDiff {
                    first,
                    last,
                    previous,
                    bids,
                    asks,
                }
            )),
        (-0.03..0.03, option::of(0..4_000_000_000_000_i64)).prop_map(|(rate_per_8h, next)| {
            EventKind::Funding {
                rate_per_8h,
                next_time: next.map(Timestamp::from_millis),
            }
        }),
        (number(), option::of(number()))
            .prop_map(|(base_units, usd)| EventKind::OpenInterest { base_units, usd }),
        number().prop_map(|price| EventKind::MarkPrice { price }),
        number().prop_map(|price| EventKind::IndexPrice { price }),
        number().prop_map(|percent| EventKind::ImpliedVolatility { percent }),
        (number(), number(), any::<i64>()).prop_map(|(price, confidence, time)| {
            EventKind::OraclePrice {
                price,
                confidence,
                publish_time: Timestamp::from_millis(time),
            }
        }),
        (".{0,12}", ".{0,12}", number()).prop_map(|(protocol, address, available)| {
            EventKind::Reserve(PoolReserve {
                protocol,
                address,
                available,
                borrowed: available / 3.0,
                utilization: 0.25,
            })
        }),
        (0..GapReason::ALL.len(), ".{0,20}")
            .prop_map(|(reason, detail)| EventKind::gap(GapReason::ALL[reason], detail)),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        0..3_i64,
        0..Venue::ALL.len(),
        "[A-Z/. %-]{1,6}",
        option::of(any::<i64>()),
        kinds(),
        0..90_000_i64,
    );
    vec(row, 1..40).prop_map(|drawn| {
        let mut received = 0;
        let rows = drawn.into_iter().zip(0_i64..);
        rows.map(
            |((wait, venue, instrument, exchange, kind, leap), sequence)| {
                // Some steps are of zero milliseconds, some leap over midnight.
                received += if wait == 2 { leap } else { wait };
                let exchange_time = exchange.map(Timestamp::from_millis);
                Row {
                    received_at: at(received),
                    venue: Venue::ALL[venue],
                    sequence,
                    event: Event::new(instrument, exchange_time, kind),
                }
            },
        )
        .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any events, flushed anywhere, closed and opened again, come back bit for bit.
    #[test]
    fn what_is_written_comes_back(rows in rows(), flush_at in 0_usize..40, reopen_at in 0_usize..40) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Some(Store::open(folder.path()).unwrap());
        for (index, row) in rows.iter().enumerate() {
            if index == reopen_at {
                store.take().unwrap().close().unwrap();
                store = Some(Store::open(folder.path()).unwrap());
            }
            let open = store.as_mut().unwrap();
            open.push(row.clone());
            if index >= flush_at {
                open.flush(Day::of(row.received_at)).unwrap();
            }
        }
        store.unwrap().close().unwrap();

        let mut expected = rows;
        expected.sort_by(Row::replay_order);
        prop_assert_eq!(replayed(folder.path()), expected);
        let left: Vec<_> = files(folder.path()).into_iter().filter(|file| file.extension() != Some("parquet".as_ref())).collect();
        prop_assert!(left.is_empty(), "{:?}", left);
    }
}

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
