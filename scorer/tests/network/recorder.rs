//! A recorder that is quick to try again, and what the servers send it.

use std::path::Path;
use std::time::Duration;

use ballast_scorer::record::{
    Counters, NetworkOptions, RecordOptions, Recorded, RecorderOptions, Replay, Row, record,
};
use ballast_scorer::time::Span;
use ballast_scorer::venue::{Coinbase, Connector, EventKind, GapReason, PythFeed, PythHermes};
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;

pub(crate) const FEED: &str = "ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace";

pub(crate) fn options() -> RecordOptions {
    RecordOptions {
        recorder: RecorderOptions {
            depth_every: Duration::ZERO,
            slippage_usd: vec![100.0],
            keeps_raw_book: true,
            keeps_book_top: true,
        },
        network: NetworkOptions {
            wait_first: Duration::from_millis(10),
            wait_most: Duration::from_millis(40),
            attempts_most: 4,
            silence_most: Duration::from_secs(20),
            answer_most: Duration::from_secs(20),
            seed: 7,
        },
        flush_every: Duration::from_millis(10),
    }
}

/// Records until `is_enough` of the counts, or until every feed was given up.
pub(crate) async fn record_until(
    connector: impl Connector + 'static,
    options: &RecordOptions,
    folder: &Path,
    is_enough: impl Fn(&Counters) -> bool,
) -> Recorded {
    let enough = Notify::new();
    let on_flush = |counters: &Counters| {
        if is_enough(counters) {
            enough.notify_one();
        }
    };
    let connectors: Vec<Box<dyn Connector>> = vec![Box::new(connector)];
    let recording = record(connectors, options, folder, enough.notified(), on_flush);
    tokio::time::timeout(Duration::from_mins(1), recording)
        .await
        .unwrap()
        .unwrap()
}

pub(crate) fn rows(folder: &Path) -> Vec<Row> {
    let replay = Replay::open(folder, Span::ALL).unwrap();
    replay.map(Result::unwrap).collect()
}

pub(crate) fn gaps(folder: &Path) -> Vec<GapReason> {
    let rows = rows(folder);
    let reasons = rows.iter().filter_map(|row| match row.event.kind {
        EventKind::Gap { reason, .. } => Some(reason),
        _ => None,
    });
    reasons.collect()
}

pub(crate) fn messages(counters: &Counters) -> u64 {
    counters.venues.values().map(|venue| venue.messages).sum()
}

pub(crate) fn responses(counters: &Counters) -> u64 {
    counters.venues.values().map(|venue| venue.responses).sum()
}

pub(crate) fn price(mantissa: u64) -> String {
    format!(
        r#"{{"parsed":[{{"id":"{FEED}","price":{{"price":"{mantissa}","conf":"1","expo":-8,"publish_time":1717632000}}}}]}}"#
    )
}

pub(crate) fn hermes(url: &str, every: Option<Duration>) -> PythHermes {
    let feed = PythFeed {
        name: "ETH-USD".to_owned(),
        id: FEED.to_owned(),
    };
    PythHermes::new(url, &[feed], every, None)
}

pub(crate) fn coinbase(url: &str) -> Coinbase {
    Coinbase::new(url, &["BTC-USD".to_owned()])
}

pub(crate) fn matched(trade: i64) -> Message {
    Message::text(format!(
        r#"{{"type":"match","trade_id":{trade},"time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"1","price":"400.23","side":"sell"}}"#
    ))
}

pub(crate) fn diff(first: i64, last: i64, bid: f64) -> Message {
    Message::text(format!(
        r#"{{"stream":"x","data":{{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":{first},"u":{last},"b":[["{bid}","2"]],"a":[]}}}}"#
    ))
}
