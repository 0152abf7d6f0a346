//! Whatever is written comes back, bit for bit.

use ballast_scorer::book::{BookDiff, BookSnapshot, BookSummary, Level, Slippage};
use ballast_scorer::record::{Day, Row, Store};
use ballast_scorer::time::Timestamp;
use ballast_scorer::venue::{BookTop, Event, EventKind, GapReason, PoolReserve, TakerSide, Venue};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::recording::{at, files, replayed};

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
