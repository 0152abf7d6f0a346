//! The node's live source against a venue of 127.0.0.1.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ballast_scorer::data;
use ballast_scorer::model::Model;
use ballast_scorer::node::config::NodeConfig;
use ballast_scorer::node::health::Metrics;
use ballast_scorer::node::source::{LiveSource, Running, Source, reach};
use ballast_scorer::node::start;
use ballast_scorer::node::tick::{FeedScore, Stances};
use ballast_scorer::record::Replay;
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::{Span, Timestamp, Window};
use ballast_scorer::venue::{EventKind, GapReason};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use crate::server::{Answer, Seen, http, websocket};

const STEP: i64 = 300_000;

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

/// A venue whose first session ends when `hang_up` says so, and whose candles can be asked for.
async fn venue(hang_up: Arc<Notify>) -> (String, String, Seen) {
    let socket = websocket(move |number, mut socket| {
        let hang_up = Arc::clone(&hang_up);
        async move {
            for (place, asset) in ["BTC", "ETH", "SOL"].iter().enumerate() {
                let at = now().millis();
                let text = format!(
                    r#"{{"e":"trade","E":{at},"s":"{asset}USDT","t":{place},"p":"100","q":"1","T":{at},"m":true}}"#
                );
                socket.send(Message::text(text)).await.unwrap();
            }
            if number == 0 {
                hang_up.notified().await;
                return;
            }
            while socket.next().await.is_some_and(|read| read.is_ok()) {}
        }
    })
    .await;
    let (rest, seen) = http(|_, line| {
        let number = |name: &str| -> i64 {
            let (_, rest) = line.split_once(name).unwrap();
            let digits = rest.split(|letter: char| !letter.is_ascii_digit());
            digits.into_iter().next().unwrap().parse().unwrap()
        };
        if !line.contains("/api/v3/klines") {
            return Answer::status(404, "");
        }
        let (from, until) = (number("startTime="), number("endTime="));
        let rows = (0..=(until - from) / STEP).map(|step| {
            let open = from + step * STEP;
            let price = 100 + open / STEP % 3;
            format!(
                r#"[{open},"{price}","{price}.5","{price}","{price}.2","7",0,"0",1,"0","0","0"]"#
            )
        });
        Answer::ok(format!("[{}]", rows.collect::<Vec<_>>().join(",")))
    })
    .await;
    (socket, rest, seen)
}

/// History until three hours ago, and a configuration that goes on from there.
fn config(folder: &Path, socket: &str, rest: &str) -> NodeConfig {
    let until = now().hour_floor().plus_hours(-3);
    let generated = synthetic::generate(&SyntheticConfig {
        seed: 3,
        window: Window::new(until.plus_hours(-1_000), until),
        assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
        crash: None,
    });
    data::write(&folder.join("history"), &generated.unwrap().dataset).unwrap();
    let record = format!(
        "[recorder]\nflush_every_seconds = 1\n[network]\nwait_first_ms = 10\nwait_most_ms = 40\n\
         [binance_spot]\nsymbols = [\"BTCUSDT\", \"ETHUSDT\", \"SOLUSDT\"]\n\
         socket_url = \"{socket}\"\nrest_url = \"{rest}\"\n"
    );
    std::fs::write(folder.join("record.toml"), record).unwrap();
    let at = |name: &str| folder.join(name).display().to_string();
    let text = format!(
        "rpc.urls = [\"http://127.0.0.1:8899\"]\n[source]\nkind = \"live\"\n[source.live]\nrecord_config = \"{}\"\nhistory = \"{}\"\nstore = \"{}\"\n\
         perpetual = {{}}\nimplied_volatility = \"\"\nbackfill_every_seconds = 1\n\
         [[feeds]]\nname = \"sol\"\naddress = \"11111111111111111111111111111112\"\nassets = [\"SOL\"]\n",
        at("record.toml"),
        at("history"),
        at("store")
    );
    NodeConfig::parse(&text, Path::new("node.toml"), []).unwrap()
}

fn open(config: &NodeConfig) -> LiveSource {
    let model = Model::embedded().unwrap();
    LiveSource::open(&config.source.live, &config.drift, &model, now()).unwrap()
}

fn score(config: &NodeConfig, source: &mut LiveSource) -> Result<FeedScore, String> {
    let scorer = start::scorer(config).unwrap();
    let feed = config.feeds().unwrap().remove(0);
    let snapshot = source.snapshot(now()).unwrap();
    let scored = scorer.score(&snapshot, &feed, &Stances::new());
    scored.map_err(|error| error.to_string())
}

/// Looks again and again until `found` has something.
async fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    for _ in 0..6_000 {
        if let Some(found) = found() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never came: {what}");
}

fn sum(metrics: &Metrics, name: &str) -> f64 {
    let text = metrics.text();
    let line = text.lines().find(|line| {
        let begins = line.strip_prefix("ballast_publisher_");
        begins.is_some_and(|line| line.starts_with(name))
    });
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0.0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_source_fills_the_hole_after_history_scores_and_outlives_a_disconnect() {
    let folder = tempfile::tempdir().unwrap();
    let hang_up = Arc::new(Notify::new());
    let (socket, rest, seen) = venue(Arc::clone(&hang_up)).await;
    let config = config(folder.path(), &socket, &rest);
    let mut source = open(&config);
    assert!(
        score(&config, &mut source).is_err(),
        "history ends three hours ago"
    );

    let (mut tasks, stop) = (JoinSet::new(), CancellationToken::new());
    let metrics = Arc::new(Metrics::new("hash", "key"));
    source.begin(Running {
        tasks: &mut tasks,
        stop: &stop,
        metrics: &metrics,
    });
    let scored = until("a score", || score(&config, &mut source).ok()).await;
    let inputs = &scored.detail.assets[0].inputs;
    let minutes = inputs.iter().find(|input| input.name == "SOL spot_5m");
    assert_eq!(minutes.unwrap().state, "fresh", "{inputs:?}");
    assert!(sum(&metrics, "backfill_filled_total") >= 3.0 * 36.0);
    until("the trades", || {
        source.snapshot(now()).unwrap();
        (sum(&metrics, "venue_events_total{venue=\"binance_spot\"}") >= 6.0).then_some(())
    })
    .await;

    let gaps = sum(&metrics, "venue_gaps_total");
    hang_up.notify_one();
    until("the gap", || {
        source.snapshot(now()).unwrap();
        (sum(&metrics, "venue_gaps_total") >= gaps + 3.0).then_some(())
    })
    .await;
    stop.cancel();
    while tasks.join_next().await.is_some() {}

    let klines = seen.lock().unwrap();
    assert!(klines.iter().any(|(line, _)| line.contains("klines")));
    let rows = Replay::open(&folder.path().join("store"), Span::ALL).unwrap();
    let rows: Vec<_> = rows.map(Result::unwrap).collect();
    let trades = rows.iter().filter(|row| row.event.kind.folder() == "trade");
    assert!(trades.count() >= 3);
    let is_last = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::Gap {
                reason: GapReason::Stopped,
                ..
            }
        )
    };
    assert!(
        rows.last().is_some_and(|row| is_last(&row.event.kind)),
        "stopped in order"
    );
    let again = open(&config).describe();
    assert!(
        again.contains(&format!("{} stored rows", rows.len())),
        "{again}"
    );
}

#[tokio::test]
async fn venue_that_answers_is_told_from_one_that_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let (socket, rest, _) = venue(Arc::new(Notify::new())).await;
    let answers = config(folder.path(), &socket, &rest);
    let said = reach(&answers.source.live).await.unwrap();
    assert_eq!(said, [("binance_spot".to_owned(), Ok(3))]);

    let (closed, _) = http(|_, _| Answer::status(403, "")).await;
    let refuses = config(folder.path(), &socket, &closed);
    let said = reach(&refuses.source.live).await.unwrap();
    assert_eq!(said.len(), 1);
    assert!(said[0].1.is_err());
}

#[test]
fn market_that_the_recorder_does_not_listen_to_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path(), "ws://127.0.0.1:1", "http://127.0.0.1:1");
    let bitcoin = "coinbase:BTC-USD".to_owned();
    config.source.live.spot.insert("BTC".to_owned(), bitcoin);
    let model = Model::embedded().unwrap();

    let error = LiveSource::open(&config.source.live, &config.drift, &model, now()).unwrap_err();

    assert!(error.to_string().contains("coinbase:BTC-USD"), "{error}");
}
