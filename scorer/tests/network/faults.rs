//! Connections that break, babble or fall silent.

use std::time::Duration;

use ballast_scorer::record::Row;
use ballast_scorer::venue::{BinanceSpot, EventKind, GapReason, Venue};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use crate::recorder::{
    coinbase, diff, gaps, matched, messages, options, record_until, responses, rows,
};
use crate::server::{Answer, http, websocket};

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
