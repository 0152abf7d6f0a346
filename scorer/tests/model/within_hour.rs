//! A score between two full hours: the first minutes of a crash are enough.

use ballast_scorer::data::{
    Bar, Dataset, FiveMinuteGrid, GapPolicy, LoadRequest, SeriesKind, load,
};
use ballast_scorer::evidence::Cause;
use ballast_scorer::model::{Model, TrainConfig};
use ballast_scorer::time::{Span, Timestamp, Window};

use crate::support::real::folder;
use crate::support::{ASSETS, SEED, flat_bar, market, small_config, time};

const FIVE_MINUTES: i64 = 300_000;

/// Bars of five minutes from `hour` on that close at `prices`.
fn minutes(hour: Timestamp, prices: &[f64]) -> FiveMinuteGrid<Bar> {
    let bars = prices.iter().map(|&price| Some(flat_bar(price)));
    FiveMinuteGrid::new(hour, bars.collect())
}

fn after(hour: Timestamp, bars: i64) -> Timestamp {
    Timestamp::from_millis(hour.millis() + bars * FIVE_MINUTES)
}

#[test]
fn crash_within_the_hour_is_seen_at_the_next_five_minutes() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let hour = time("2022-01-20");
    let at_hour = model.score_at(&dataset, "ETH", hour).unwrap();
    let p = at_hour.price;
    let bars = minutes(hour, &[p, p, 0.92 * p, 0.92 * p]);

    let calm = model
        .score_within_hour(&dataset, "ETH", after(hour, 2), &bars)
        .unwrap();
    let crash = model
        .score_within_hour(&dataset, "ETH", after(hour, 3), &bars)
        .unwrap();

    assert_eq!(calm.score_hundredths, at_hour.score_hundredths);
    assert!(crash.score_hundredths >= 6_500, "{crash:?}");
    assert_eq!((crash.cause, crash.time), (Cause::Fall, after(hour, 3)));
    assert_eq!(crash.input_hash, at_hour.input_hash);
}

#[test]
fn bar_that_has_not_closed_is_not_seen() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let hour = time("2022-01-20");
    let p = model.score_at(&dataset, "ETH", hour).unwrap().price;
    let at = Timestamp::from_millis(after(hour, 2).millis() - 1);
    let score = |second: f64| {
        let bars = minutes(hour, &[p, second]);
        model.score_within_hour(&dataset, "ETH", at, &bars).unwrap()
    };

    assert_eq!(score(p), score(0.5 * p));
}

#[test]
fn hour_without_a_minute_has_no_price_and_the_full_hour_needs_none() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let hour = time("2022-01-20");
    let none = minutes(hour, &[]);

    let error = model
        .score_within_hour(&dataset, "ETH", after(hour, 1), &none)
        .unwrap_err();
    let full = model
        .score_within_hour(&dataset, "ETH", hour, &none)
        .unwrap();

    assert!(error.to_string().contains("no price"), "{error}");
    assert_eq!(full, model.score_at(&dataset, "ETH", hour).unwrap());
}

/// Minutes from the first five-minute close 5 % under the high of the 24 hours before to a score of 65 or more.
fn minutes_late(model: &Model, dataset: &Dataset, asset: &str, window: Window) -> Option<i64> {
    let bars = dataset.assets[asset]
        .extras()
        .perpetual_5m
        .as_ref()
        .unwrap();
    let mut leg = None;
    let mut now = window.from;
    while now < window.until {
        let closed = bars.closed_by(now);
        let day = &bars.slots()[closed - 288..closed];
        let high = day.iter().flatten().map(|bar| bar.high).fold(0.0, f64::max);
        let price = day.iter().flatten().next_back().unwrap().close;
        if leg.is_none() && price <= 0.95 * high {
            leg = Some(now);
        }
        let scored = model.score_within_hour(dataset, asset, now, bars).unwrap();
        if let Some(leg) = leg
            && scored.score_hundredths >= 6_500
        {
            return Some((now.millis() - leg.millis()) / 60_000);
        }
        now = Timestamp::from_millis(now.millis() + FIVE_MINUTES);
    }
    None
}

#[test]
fn august_2024_is_stress_in_five_minute_bars_on_the_day_it_breaks() {
    let Some(folder) = folder() else { return };
    let request = LoadRequest {
        assets: ASSETS.map(str::to_owned).to_vec(),
        span: Span {
            from: Some(time("2020-01-01")),
            until: Some(time("2024-08-07")),
        },
        gaps: GapPolicy::Mark,
        series: vec![SeriesKind::PerpetualFiveMinutes],
    };
    let dataset = load(&folder, &request).unwrap();
    let training = Window::new(time("2020-02-01"), time("2024-01-01"));
    let model = Model::train(&dataset, &TrainConfig::new(&ASSETS, training)).unwrap();

    for asset in ["BTC", "SOL"] {
        let window = Window::new(time("2024-08-04T12:00:00Z"), time("2024-08-06"));
        let late = minutes_late(&model, &dataset, asset, window);
        println!("{asset}: stress {late:?} minutes after the first 5 % leg of 2024-08-04");
        assert!(
            late.is_some_and(|late| late <= 12 * 60),
            "{asset}: {late:?}"
        );
    }
}
