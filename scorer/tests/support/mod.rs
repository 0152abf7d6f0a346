//! Markets and models that several tests share: small, synthetic, seeded.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    missing_docs,
    unreachable_pub
)]

use ballast_scorer::data::{
    AssetHistory, Bar, Dataset, FundingRate, HourlyGrid, MarketSeries, Readings,
};
use ballast_scorer::feature::{FeatureSchema, MarketView, Shocks};
use ballast_scorer::model::TrainConfig;
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::{Timestamp, Window};

pub mod real;
pub mod series;

pub const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
pub const SEED: u64 = 7;

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Fourteen months: enough to train on a year, and to score after it.
pub fn market(seed: u64) -> Dataset {
    let window = Window::new(time("2021-01-01"), time("2022-03-01"));
    let assets = ASSETS.map(str::to_owned).to_vec();
    synthetic::generate(&SyntheticConfig {
        seed,
        window,
        assets,
        crash: None,
    })
    .unwrap()
    .dataset
}

/// The same with every optional series.
pub fn full_market(seed: u64) -> Dataset {
    series::with_series(market(seed))
}

/// A small model of that market's first year.
pub fn small_config() -> TrainConfig {
    let window = Window::new(time("2021-01-01"), time("2022-01-15"));
    let mut config = TrainConfig::new(&ASSETS, window);
    config.booster.trees = 8;
    config
}

pub fn flat_bar(price: f64) -> Bar {
    Bar {
        open: price,
        high: price,
        low: price,
        close: price,
        volume: 1.0,
    }
}

/// An asset whose hours close at `closes`, the first opened at 1970-01-01.
pub fn history(closes: &[f64], funding: Vec<FundingRate>) -> AssetHistory {
    let slots = closes.iter().map(|&close| Some(flat_bar(close))).collect();
    AssetHistory::new(HourlyGrid::new(Timestamp::from_millis(0), slots), funding)
}

pub fn dataset(assets: Vec<(&str, AssetHistory)>) -> Dataset {
    Dataset {
        origin: "test".to_owned(),
        assets: assets
            .into_iter()
            .map(|(name, history)| (name.to_owned(), history))
            .collect(),
        implied_volatility: None,
        market: MarketSeries::default(),
        absent: Vec::new(),
    }
}

/// The data set with every bar, funding rate and DVOL value that is not known at `time` replaced or
/// removed, by a rule that depends on `salt`.
pub fn with_other_future(dataset: &Dataset, time: Timestamp, salt: u32) -> Dataset {
    let mut other = dataset.clone();
    for history in other.assets.values_mut() {
        let bars = history.bars();
        let known = bars.closed_by(time);
        let mut slots = bars.slots().to_vec();
        for (index, slot) in slots.iter_mut().enumerate().skip(known) {
            *slot = match (index + salt as usize) % 5 {
                0 => None,
                rest => slot.map(|bar| scaled(bar, 1.0 + 0.3 * f64::from(salt % 7) + rest as f64)),
            };
        }
        let mut funding = history.funding().to_vec();
        for rate in funding.iter_mut().filter(|rate| rate.time > time) {
            rate.rate = -rate.rate - 0.01;
        }
        *history = AssetHistory::new(HourlyGrid::new(bars.first(), slots), funding)
            .with_extras(history.extras().clone());
    }
    if let Some(grid) = &dataset.implied_volatility {
        let known = grid.closed_by(time);
        let mut slots = grid.slots().to_vec();
        for slot in slots.iter_mut().skip(known) {
            *slot = slot.map(|mut value| {
                value.close *= 3.0;
                value
            });
        }
        other.implied_volatility = Some(HourlyGrid::new(grid.first(), slots));
    }
    series::with_other_series(&mut other, time, false);
    other
}

pub fn scaled(bar: Bar, factor: f64) -> Bar {
    Bar {
        open: factor * bar.open,
        high: factor * bar.high,
        low: factor * bar.low,
        close: factor * bar.close,
        volume: factor * bar.volume,
    }
}

/// The value of the feature `name` of `asset`, `minutes` after 1970, in a market of A (shock 0.1),
/// B (shock 0.2) and BTC (shock 0.08).
pub fn feature_at_minute(name: &str, dataset: &Dataset, asset: &str, minutes: i64) -> Option<f64> {
    let shocks: Shocks = [("A", 0.1), ("B", 0.2), ("BTC", 0.08)]
        .map(|(asset, shock)| (asset.to_owned(), shock))
        .into();
    let at = Timestamp::from_millis(60_000 * minutes);
    let view = MarketView::new(dataset, &shocks, asset, at).unwrap();
    FeatureSchema::of_names(&[name]).unwrap().row(&view).values[0]
}

/// The same on a full hour.
pub fn feature(name: &str, dataset: &Dataset, asset: &str, hours: i64) -> Option<f64> {
    feature_at_minute(name, dataset, asset, 60 * hours)
}

#[track_caller]
pub fn assert_close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!(
        (found - expected).abs() < 1e-9,
        "found {found}, expected {expected}"
    );
}

/// Readings at these hours after 1970.
pub fn readings<T>(entries: Vec<(i64, T)>) -> Readings<T> {
    let at = |hours: i64| Timestamp::from_millis(0).plus_hours(hours);
    let entries = entries.into_iter();
    Readings::new(entries.map(|(hours, value)| (at(hours), value)).collect())
}

/// Closes that rise by a hundredth (in logarithm) in even hours and fall by it in odd ones.
pub fn zigzag(hours: usize) -> Vec<f64> {
    let up = 100.0 * 0.01_f64.exp();
    (0..hours)
        .map(|hour| if hour % 2 == 0 { 100.0 } else { up })
        .collect()
}

/// Closes whose logarithmic returns are `returns`, the first close at 100.
pub fn closes(returns: &[f64]) -> Vec<f64> {
    let mut price = 100.0_f64;
    let after = returns.iter().map(|value| {
        price *= value.exp();
        price
    });
    std::iter::once(100.0).chain(after).collect()
}

/// Returns of this size, up in even hours and down in odd ones.
pub fn alternating(size: f64, hours: usize) -> Vec<f64> {
    (0..hours)
        .map(|hour| if hour % 2 == 0 { size } else { -size })
        .collect()
}
