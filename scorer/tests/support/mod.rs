//! Markets and models that several tests share: small, synthetic, seeded.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    missing_docs,
    unreachable_pub
)]

pub mod real;

use ballast_scorer::data::{AssetHistory, Bar, Dataset, FundingRate, HourlyGrid};
use ballast_scorer::model::TrainConfig;
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::{Timestamp, Window};

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
        *history = AssetHistory::new(HourlyGrid::new(bars.first(), slots), funding);
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
