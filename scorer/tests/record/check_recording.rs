//! `data check` on a recording.

use std::fs;
use std::path::Path;

use ballast_scorer::record::check::{CheckReport, Fault, Severity};
use ballast_scorer::record::{Row, Store};
use ballast_scorer::time::Timestamp;
use ballast_scorer::venue::{Event, EventKind, GapReason, TakerSide, Venue};

use crate::checking::{START, checked};

/// A recording of the events, each at its milliseconds after the start.
fn recorded(folder: &Path, events: Vec<(i64, Venue, &str, EventKind)>) -> CheckReport {
    let mut store = Store::open(folder).unwrap();
    for ((millis, venue, instrument, kind), sequence) in events.into_iter().zip(0..) {
        let received_at = Timestamp::from_millis(START + millis);
        let event = Event::new(instrument, Some(received_at), kind);
        store.push(Row {
            received_at,
            venue,
            sequence,
            event,
        });
    }
    store.close().unwrap();
    checked(folder)
}

fn mark(price: f64) -> EventKind {
    EventKind::MarkPrice { price }
}

fn trade(price: f64) -> EventKind {
    EventKind::Trade {
        price,
        size: 1.0,
        side: TakerSide::Buy,
    }
}

#[test]
fn recording_says_which_gaps_were_marked_and_which_were_not() {
    let folder = tempfile::tempdir().unwrap();
    let venue = Venue::BinancePerpetual;
    let lost = || EventKind::gap(GapReason::Disconnected, "x");
    let report = recorded(
        folder.path(),
        vec![
            (0, venue, "BTCUSDT", EventKind::gap(GapReason::Started, "x")),
            (0, venue, "BTCUSDT", mark(100.0)),
            (1_000, venue, "BTCUSDT", lost()),
            (181_000, venue, "BTCUSDT", mark(100.0)),
            (381_000, venue, "BTCUSDT", mark(100.0)),
            (
                382_000,
                venue,
                "BTCUSDT",
                EventKind::gap(GapReason::Stopped, "x"),
            ),
        ],
    );

    let found: Vec<(Fault, Option<f64>)> = report
        .findings
        .iter()
        .map(|finding| (finding.fault, finding.hours))
        .collect();
    assert_eq!(
        found,
        [
            (Fault::MarkedGap, Some(0.05)),
            (Fault::Hole, Some(200_000.0 / 3_600_000.0))
        ]
    );
    assert_eq!(report.count(Severity::Error), 0);
}

#[test]
fn recording_with_wrong_units_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let funding = |rate_per_8h| EventKind::Funding {
        rate_per_8h,
        next_time: None,
    };
    let report = recorded(
        folder.path(),
        vec![
            (0, Venue::Coinbase, "BTC-USD", trade(100.0)),
            (1, Venue::OkxSpot, "BTC-USDT", trade(100.2)),
            (2, Venue::BinanceSpot, "BTCUSDT", trade(10_000.0)),
            (3, Venue::OkxPerpetual, "ETH-USDT-SWAP", funding(0.04)),
            (
                4,
                Venue::Deribit,
                "btc_usd",
                EventKind::ImpliedVolatility { percent: 0.6 },
            ),
        ],
    );

    let mut series: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.fault == Fault::Unit)
        .map(|finding| finding.series.as_str())
        .collect();
    series.sort_unstable();
    // The first venue is the measure; who of the two is wrong the prices do not say.
    assert_eq!(
        series,
        [
            "funding/okx_perpetual/ETH-USDT-SWAP",
            "implied_volatility/deribit/btc_usd",
            "price/coinbase/BTC-USD",
            "price/okx_spot/BTC-USDT",
        ]
    );
    assert_eq!(report.count(Severity::Error), 4);
}

#[test]
fn damaged_recording_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    recorded(
        folder.path(),
        vec![(0, Venue::Coinbase, "BTC-USD", trade(1.0))],
    );
    let file = folder
        .path()
        .join("trade/coinbase/BTC-USD/2023-01-01.parquet");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();

    let report = checked(folder.path());

    assert_eq!(report.count(Severity::Error), 1, "{:#?}", report.findings);
    assert!(report.findings[0].detail.contains("2023-01-01.parquet"));
}
