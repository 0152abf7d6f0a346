//! The recorder against servers of 127.0.0.1 that disconnect, refuse, babble and fall silent: every
//! fault is a gap in the store and a number in the counts, and recording goes on.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/server.rs"]
mod server;

use std::path::Path;
use std::time::Duration;

use ballast_scorer::record::{
    Counters, NetworkOptions, RecordOptions, Recorded, RecorderOptions, Replay, Row, record,
};
use ballast_scorer::time::Span;
use ballast_scorer::venue::{
    BinanceSpot, Coinbase, Connector, Event, EventKind, Feed, GapReason, KeepAlive, PythFeed,
    PythHermes, Venue, VenueError,
};
use futures_util::{SinkExt, StreamExt};
use server::{Answer, http, websocket};
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;

const FEED: &str = "ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace";

fn options() -> RecordOptions {
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
async fn record_until(
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

fn rows(folder: &Path) -> Vec<Row> {
    let replay = Replay::open(folder, Span::ALL).unwrap();
    replay.map(Result::unwrap).collect()
}

fn gaps(folder: &Path) -> Vec<GapReason> {
    let rows = rows(folder);
    let reasons = rows.iter().filter_map(|row| match row.event.kind {
        EventKind::Gap { reason, .. } => Some(reason),
        _ => None,
    });
    reasons.collect()
}

fn messages(counters: &Counters) -> u64 {
    counters.venues.values().map(|venue| venue.messages).sum()
}

fn responses(counters: &Counters) -> u64 {
    counters.venues.values().map(|venue| venue.responses).sum()
}

fn price(mantissa: u64) -> String {
    format!(
        r#"{{"parsed":[{{"id":"{FEED}","price":{{"price":"{mantissa}","conf":"1","expo":-8,"publish_time":1717632000}}}}]}}"#
    )
}

fn hermes(url: &str, every: Option<Duration>) -> PythHermes {
    let feed = PythFeed {
        name: "ETH-USD".to_owned(),
        id: FEED.to_owned(),
    };
    PythHermes::new(url, &[feed], every, None)
}

fn coinbase(url: &str) -> Coinbase {
    Coinbase::new(url, &["BTC-USD".to_owned()])
}

fn matched(trade: i64) -> Message {
    Message::text(format!(
        r#"{{"type":"match","trade_id":{trade},"time":"2014-11-07T08:19:27.028459Z","product_id":"BTC-USD","size":"1","price":"400.23","side":"sell"}}"#
    ))
}

fn diff(first: i64, last: i64, bid: f64) -> Message {
    Message::text(format!(
        r#"{{"stream":"x","data":{{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":{first},"u":{last},"b":[["{bid}","2"]],"a":[]}}}}"#
    ))
}

#[tokio::test]
async fn lost_connection_is_marked_and_the_book_starts_anew() {
    let folder = tempfile::tempdir().unwrap();
    let socket = websocket(|number, mut socket| async move {
        // The second session's book ends where the second snapshot does.
        let first = if number == 0 { 11 } else { 101 };
        socket.send(diff(first, first + 1, 99.5)).await.unwrap();
        if number > 0 {
            // Held open until the recorder leaves.
            while socket.next().await.is_some_and(|read| read.is_ok()) {}
        }
    })
    .await;
    let (rest, seen) = http(|number, _| {
        let last = if number == 0 { 10 } else { 100 };
        Answer::ok(format!(
            r#"{{"lastUpdateId":{last},"bids":[["99.0","1"]],"asks":[["101.0","1"]]}}"#
        ))
    })
    .await;
    let venue = BinanceSpot::new(&socket, &rest, &["BTCUSDT".to_owned()]);

    let recorded = record_until(venue, &options(), folder.path(), |counters| {
        responses(counters) >= 2 && messages(counters) >= 2
    })
    .await;

    assert!(!recorded.is_exhausted);
    let counts = &recorded.counters.venues[&Venue::BinanceSpot];
    assert_eq!(
        (counts.connections, counts.disconnects),
        (2, 1),
        "{counts:?}"
    );
    assert_eq!(counts.snapshots_asked, 2);
    assert!(
        seen.lock().unwrap()[0]
            .0
            .contains("/api/v3/depth?symbol=BTCUSDT")
    );
    assert_eq!(
        gaps(folder.path()),
        [
            GapReason::Started,
            GapReason::Disconnected,
            GapReason::Stopped
        ]
    );
    let depths = rows(folder.path());
    let last = depths.iter().rev().find_map(|row| match &row.event.kind {
        EventKind::Depth(summary) => Some(summary.clone()),
        _ => None,
    });
    let last = last.unwrap();
    assert!(
        (last.best_bid - 99.5).abs() < 1e-9,
        "buffered differences are in: {last:?}"
    );
    assert!(last.slippage[0].buy_bps.is_some());
}

#[tokio::test]
async fn number_that_is_missing_ends_the_book() {
    let folder = tempfile::tempdir().unwrap();
    let socket = websocket(|_, mut socket| async move {
        for message in [diff(11, 12, 99.5), diff(14, 15, 99.6)] {
            socket.send(message).await.unwrap();
        }
        while socket.next().await.is_some_and(|read| read.is_ok()) {}
    })
    .await;
    let (rest, _) = http(|_, _| {
        Answer::ok(r#"{"lastUpdateId":10,"bids":[["99.0","1"]],"asks":[["101.0","1"]]}"#)
    })
    .await;
    let venue = BinanceSpot::new(&socket, &rest, &["BTCUSDT".to_owned()]);

    let recorded = record_until(venue, &options(), folder.path(), |counters| {
        responses(counters) >= 1 && messages(counters) >= 2
    })
    .await;

    // Whichever of the second difference and the snapshot comes first, 13 is missing.
    assert!(recorded.counters.gaps(GapReason::SequenceBroken) >= 1);
    assert!(gaps(folder.path()).contains(&GapReason::SequenceBroken));
    let is_wrong = |row: &Row| matches!(&row.event.kind, EventKind::Depth(summary) if summary.best_bid > 99.55);
    assert!(
        !rows(folder.path()).iter().any(is_wrong),
        "what follows a hole is not believed"
    );
}

#[tokio::test]
async fn venue_that_asks_for_fewer_is_left_alone_for_as_long_as_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let (url, seen) = http(|number, _| match number {
        0 => Answer::status(429, "retry-after: 1\r\n"),
        1 => Answer::status(418, ""),
        _ => Answer::ok(price(184_136_023_127)),
    })
    .await;
    let every = Some(Duration::from_millis(50));

    let recorded = record_until(hermes(&url, every), &options(), folder.path(), |counters| {
        responses(counters) >= 1
    })
    .await;

    let counts = &recorded.counters.venues[&Venue::PythHermes];
    assert_eq!(counts.rate_limited, 2);
    assert!(counts.waited_millis >= 1_000);
    assert!(
        counts.polls_skipped > 0,
        "polls went on asking meanwhile: {counts:?}"
    );
    let seen = seen.lock().unwrap();
    let waited = seen[1].1 - seen[0].1;
    assert!(waited >= Duration::from_secs(1), "{waited:?}");
    let limited = gaps(folder.path());
    let limited = limited
        .iter()
        .filter(|reason| **reason == GapReason::RateLimited);
    assert_eq!(limited.count(), 2);
}

#[tokio::test]
async fn request_that_is_wrong_is_not_repeated_until_its_next_turn() {
    let folder = tempfile::tempdir().unwrap();
    let (url, seen) = http(|_, _| Answer::status(401, "")).await;
    let every = Some(Duration::from_hours(1));

    let recorded = record_until(hermes(&url, every), &options(), folder.path(), |counters| {
        counters.gaps(GapReason::Refused) >= 1
    })
    .await;

    assert_eq!(recorded.counters.gaps(GapReason::Refused), 1);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn nonsense_is_marked_and_the_connection_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let url = websocket(|_, mut socket| async move {
        let subscription = socket.next().await.unwrap().unwrap();
        assert!(subscription.to_text().unwrap().contains("level2_batch"));
        let nonsense = [
            Message::text("{\"type\":"),
            Message::binary(vec![0xff, 0x00]),
        ];
        for message in [matched(1)].into_iter().chain(nonsense).chain([matched(2)]) {
            socket.send(message).await.unwrap();
        }
        while socket.next().await.is_some_and(|read| read.is_ok()) {}
    })
    .await;

    let recorded = record_until(coinbase(&url), &options(), folder.path(), |counters| {
        messages(counters) >= 4
    })
    .await;

    let counts = &recorded.counters.venues[&Venue::Coinbase];
    assert_eq!((counts.malformed, counts.disconnects), (2, 0), "{counts:?}");
    let kinds: Vec<&str> = rows(folder.path())
        .iter()
        .map(|row| row.event.kind.folder())
        .collect();
    assert_eq!(kinds, ["gap", "trade", "gap", "gap", "trade", "gap"]);
}

#[tokio::test]
async fn silence_ends_a_connection_and_too_much_of_it_the_feed() {
    let folder = tempfile::tempdir().unwrap();
    let url = websocket(|_, mut socket| async move {
        // Pings keep the connection up, yet nothing is said.
        let _ = socket.send(Message::Ping(vec![1].into())).await;
        while socket.next().await.is_some_and(|read| read.is_ok()) {}
    })
    .await;
    let mut options = options();
    options.network.silence_most = Duration::from_millis(60);

    let recorded = record_until(coinbase(&url), &options, folder.path(), |_| false).await;

    assert!(recorded.is_exhausted);
    assert_eq!(recorded.counters.gaps(GapReason::Silent), 4);
    assert_eq!(recorded.counters.gaps(GapReason::GivenUp), 1);
    let found = gaps(folder.path());
    assert_eq!(found.first(), Some(&GapReason::Started));
    assert_eq!(
        found[found.len() - 2..],
        [GapReason::GivenUp, GapReason::Stopped]
    );
}

#[tokio::test]
async fn port_where_nobody_listens_is_given_up_after_the_attempts_allowed() {
    let folder = tempfile::tempdir().unwrap();
    // Bound once and let go: nobody listens there now.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    drop(listener);

    let recorded = record_until(coinbase(&url), &options(), folder.path(), |_| false).await;

    assert!(recorded.is_exhausted);
    let counts = &recorded.counters.venues[&Venue::Coinbase];
    assert_eq!(
        (counts.connections, counts.gaps[&GapReason::Disconnected]),
        (0, 4)
    );
    assert!(counts.waited_millis > 0);
}

#[tokio::test]
async fn stream_of_events_is_read_and_its_end_marked() {
    let folder = tempfile::tempdir().unwrap();
    let (url, seen) = http(|number, _| {
        let mantissa = 100 + u64::try_from(number).unwrap();
        Answer::ok(format!(
            ":hi\n\ndata:{}\n\ndata:{}\n\n",
            price(mantissa),
            price(mantissa)
        ))
    })
    .await;

    let recorded = record_until(hermes(&url, None), &options(), folder.path(), |counters| {
        messages(counters) >= 4
    })
    .await;

    assert!(
        seen.lock().unwrap()[0]
            .0
            .contains("/v2/updates/price/stream?")
    );
    assert!(recorded.counters.gaps(GapReason::Disconnected) >= 1);
    let oracle = |row: &Row| matches!(row.event.kind, EventKind::OraclePrice { .. });
    assert!(rows(folder.path()).iter().filter(|row| oracle(row)).count() >= 4);
}

/// A venue that sends back what keeps it alive.
#[derive(Debug)]
struct Echo(String);

impl Connector for Echo {
    fn venue(&self) -> Venue {
        Venue::Deribit
    }

    fn instruments(&self) -> Vec<String> {
        vec!["echo".to_owned()]
    }

    fn feeds(&self) -> Vec<Feed> {
        let keep_alive = KeepAlive {
            text: "still here".to_owned(),
            every: Duration::from_millis(10),
        };
        vec![Feed::Socket {
            url: self.0.clone(),
            subscriptions: vec![],
            keep_alive: Some(keep_alive),
        }]
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        assert_eq!(message, "still here");
        Ok(vec![])
    }
}

#[tokio::test]
async fn keep_alive_is_sent_and_pings_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let url = websocket(|_, mut socket| async move {
        socket.send(Message::Ping(vec![42].into())).await.unwrap();
        let mut is_answered = false;
        while let Some(Ok(message)) = socket.next().await {
            match message {
                Message::Pong(bytes) => is_answered = bytes.as_ref() == [42],
                // Only what comes after the pong is sent back, so that the test needs both.
                Message::Text(_) if is_answered => socket.send(message).await.unwrap(),
                _ => {}
            }
        }
    })
    .await;

    let recorded = record_until(Echo(url), &options(), folder.path(), |counters| {
        messages(counters) >= 2
    })
    .await;

    assert_eq!(recorded.counters.venues[&Venue::Deribit].disconnects, 0);
}
