//! Requests, streams of events, and what keeps a connection alive.

use std::time::Duration;

use ballast_scorer::record::Row;
use ballast_scorer::venue::{
    Connector, Event, EventKind, Feed, GapReason, KeepAlive, Venue, VenueError,
};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

use crate::recorder::{gaps, hermes, messages, options, price, record_until, responses, rows};
use crate::server::{Answer, http, websocket};

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
