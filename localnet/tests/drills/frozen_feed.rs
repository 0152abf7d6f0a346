//! The node's data stand still, and then end. What is frozen may not be taken for calm, and what is over may not be reported.

use super::stage::{FEED, is_ready, is_red, now_millis, shared, ticks, until};
use ballast_scorer::data::{self, AssetHistory, Bar, Extras, FiveMinuteGrid};
use ballast_scorer::synthetic::{SyntheticConfig, generate};
use ballast_scorer::time::{Timestamp, Window};
use std::path::Path;

const PUBLISHER: usize = 4;
/// Seconds of data in a second: a bar every three.
const SPEED: f64 = 100.0;
const HOURS: i64 = 400 * 24;
const BARS_PER_HOUR: i64 = 12;

/// A market whose five-minute bars stop moving at `still`, and that ends an hour later.
fn market(folder: &Path, still: Timestamp) {
    let until = still.plus_hours(1);
    let window = Window::new(still.plus_hours(-HOURS), until);
    let config = SyntheticConfig {
        seed: 7,
        window,
        assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
        crash: None,
    };
    let mut dataset = generate(&config).unwrap().dataset;
    let history = dataset.assets.remove(FEED).unwrap();
    let price = history.bars().get(still.plus_hours(-1)).unwrap().close;
    let first = still.plus_hours(-24);
    let bar = |number: i64| {
        let is_still = number >= 24 * BARS_PER_HOUR;
        let close = if is_still || number % 2 == 0 {
            price
        } else {
            price * 1.0005
        };
        let (low, high) = if is_still {
            (price, price)
        } else {
            (price, price * 1.0005)
        };
        let volume = if is_still { 0.0 } else { 1_000.0 };
        Some(Bar {
            open: price,
            high,
            low,
            close,
            volume,
        })
    };
    let bars = (0..25 * BARS_PER_HOUR).map(bar).collect();
    let extras = Extras {
        spot_5m: Some(FiveMinuteGrid::new(first, bars)),
        ..Extras::default()
    };
    let history = AssetHistory::new(history.bars().clone(), history.funding().to_vec());
    dataset
        .assets
        .insert(FEED.to_owned(), history.with_extras(extras));
    data::write(folder, &dataset).unwrap();
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn frozen_bars_widen_the_report_and_a_market_that_ended_is_not_reported() {
    // Given a node whose market still moves
    let stage = shared();
    let mut room = stage.room("frozen_feed");
    let still: Timestamp = "2022-11-08T12:00:00Z".parse().unwrap();
    let folder = room.folder.join("data");
    market(&folder, still);
    let before = stage.standing(PUBLISHER);
    let replay = room.session.replay.as_mut().unwrap();
    // It has some seconds to start.
    (replay.data, replay.speed) = (folder, SPEED);
    replay.from_millis = still.millis() - 1_500_000;
    replay.until_millis = still.plus_hours(1).millis();
    replay.epoch_millis = now_millis();
    let node = room.node(PUBLISHER, "a.sqlite", &[]);
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > before.report.sequence && is_ready(&node)
    });
    let moving = stage.standing(PUBLISHER).report;

    // When its bars stand still
    until("it is named", &[&node], || {
        is_red(&node, "source:SOL spot_5m")
    });
    let named = node.readiness().unwrap().wrong;
    assert!(
        named["source:SOL spot_5m"].starts_with("frozen"),
        "{named:?}"
    );

    // Then the report is wider by ten points, and no lower
    until("a wider one lands", &[&node], || {
        stage.standing(PUBLISHER).report.half_width >= moving.half_width + 900
    });
    assert!(stage.standing(PUBLISHER).report.score + 500 >= moving.score);

    // When there are no data at all any more, then nothing is reported
    until("there is no score", &[&node], || {
        node.metric("errors_total", "no_score").unwrap() > 0.5
    });
    until("nothing is in flight", &[&node], || {
        node.metric("in_flight", "").unwrap() < 0.5
    });
    let last = stage.standing(PUBLISHER);
    ticks(&node, 16.0);
    assert_eq!(stage.standing(PUBLISHER), last);
    assert!(!is_ready(&node));
    assert!(node.stop().unwrap().status.success());
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
}
