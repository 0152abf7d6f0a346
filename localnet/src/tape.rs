//! A market day: what each asset costs at every moment.
//!
//! An hourly bar does not say in which order its extremes came. A falling hour is taken to visit its high first and a
//! rising one its low first; between its open, the two extremes and its close the price goes in straight lines.

use crate::error::LocalnetError;
use ballast_scorer::data::{self, Bar, Dataset, GapPolicy, LoadRequest};
use ballast_scorer::synthetic;
use ballast_scorer::time::{Timestamp, Window};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Assets whose price moves.
const MOVING: [&str; 3] = ["BTC", "ETH", "SOL"];
/// What is worth a dollar all along.
const DOLLAR: &str = "USDC";
/// What a made-up market knows before it plays, days: models look back, and drift is judged.
const PAST_DAYS: i64 = 400;
/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// Where a market day comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TapeSource {
    /// A folder of market data.
    Folder(PathBuf),
    /// Made up, the same for the same seed. A crash week of the size of FTX's begins with it: prices fall from the eighth hour to
    /// the twenty-fourth, on a logarithmic scale by a third of what that week took.
    Synthetic(u64),
}

/// A market day.
#[derive(Clone, Debug)]
pub struct Tape {
    /// What it covers.
    pub window: Window,
    /// Where it comes from.
    pub source: String,
    /// The folder that it was read from.
    folder: Option<PathBuf>,
    /// What was made up.
    made_up: Option<Arc<Dataset>>,
    /// Open, first extreme, second extreme and close of each hour.
    hours: BTreeMap<String, Vec<[f64; 4]>>,
}

impl Tape {
    /// Reads `hours` hours of `source` from `from` on.
    pub fn read(source: &TapeSource, from: Timestamp, hours: i64) -> Result<Self, LocalnetError> {
        let from = from.hour_floor();
        let window = Window::new(from, from.plus_hours(hours));
        let failed = |error: &dyn std::fmt::Display| LocalnetError::Tape(error.to_string());
        let dataset = match source {
            TapeSource::Synthetic(seed) => {
                let config = synthetic::SyntheticConfig {
                    seed: *seed,
                    window: Window::new(from.plus_hours(-24 * PAST_DAYS), window.until),
                    assets: MOVING.map(str::to_owned).to_vec(),
                    crash: Some(from),
                };
                synthetic::generate(&config)
                    .map_err(|error| failed(&error))?
                    .dataset
            }
            TapeSource::Folder(folder) => {
                let request = LoadRequest {
                    assets: MOVING.map(str::to_owned).to_vec(),
                    span: window.into(),
                    gaps: GapPolicy::Mark,
                    series: vec![],
                };
                data::load(folder, &request).map_err(|error| failed(&error))?
            }
        };
        let mut tape = Self::of(&dataset, window)?;
        match source {
            TapeSource::Synthetic(_) => tape.made_up = Some(Arc::new(dataset)),
            TapeSource::Folder(folder) => tape.folder = Some(folder.clone()),
        }
        Ok(tape)
    }

    /// A folder with the data of the day and what came before, for whoever plays it along: where it was read from, or
    /// `data` in `out`, into which a made-up market is written.
    pub fn data_folder(&self, out: &Path) -> Result<PathBuf, LocalnetError> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let folder = out.join("data");
        if let Some(made_up) = &self.made_up {
            let written = data::write(&folder, made_up);
            written.map_err(|error| LocalnetError::Tape(error.to_string()))?;
        }
        Ok(folder)
    }

    fn of(dataset: &Dataset, window: Window) -> Result<Self, LocalnetError> {
        let mut hours = BTreeMap::new();
        for asset in MOVING {
            let history = dataset.asset(asset);
            let history = history.map_err(|error| LocalnetError::Tape(error.to_string()))?;
            // An hour without a bar is bridged by the last one's close.
            let mut last: Option<[f64; 4]> = None;
            let mut rows = Vec::new();
            for hour in window.hours() {
                let bar = history.bars().get(hour).map(knots);
                let row = bar.or(last.map(|[.., close]| [close; 4]));
                let row = row
                    .ok_or_else(|| LocalnetError::Tape(format!("{asset} has no bar at {hour}")))?;
                last = Some(row);
                rows.push(row);
            }
            hours.insert(asset.to_owned(), rows);
        }
        Ok(Self {
            window,
            source: dataset.origin.clone(),
            folder: None,
            made_up: None,
            hours,
        })
    }

    /// Dollars per whole token of `asset` at `millis` since 1970; the nearest end's outside the window, and nothing for
    /// an asset that is not on it.
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of an hour are exact"
    )]
    pub fn price(&self, asset: &str, millis: i64) -> Option<f64> {
        if asset == DOLLAR {
            return Some(1.0);
        }
        let rows = self.hours.get(asset)?;
        let into = (millis - self.window.from.millis()).max(0);
        let index = usize::try_from(into / HOUR).ok()?;
        let Some(row) = rows.get(index) else {
            return rows.last().map(|[.., close]| *close);
        };
        let place = (into % HOUR) as f64 / HOUR as f64 * 3.0;
        let [open, first, second, close] = *row;
        let (start, end, share) = if place < 1.0 {
            (open, first, place)
        } else if place < 2.0 {
            (first, second, place - 1.0)
        } else {
            (second, close, place - 2.0)
        };
        Some(start + (end - start) * share)
    }
}

fn knots(bar: &Bar) -> [f64; 4] {
    if bar.close < bar.open {
        [bar.open, bar.high, bar.low, bar.close]
    } else {
        [bar.open, bar.low, bar.high, bar.close]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_goes_in_straight_lines_and_stays_at_the_end() {
        // Given one falling hour
        let from = Timestamp::from_millis(0);
        let bar = Bar {
            open: 10.0,
            high: 13.0,
            low: 7.0,
            close: 8.0,
            volume: 1.0,
        };
        let tape = Tape {
            window: Window::new(from, from.plus_hours(1)),
            source: String::new(),
            folder: None,
            made_up: None,
            hours: BTreeMap::from([("SOL".to_owned(), vec![knots(&bar)])]),
        };

        // When it is asked at its corners, between them and past its end
        let minutes = [0, 10, 20, 30, 40, 60, 600];
        let prices = minutes.map(|minute| tape.price("SOL", minute * 60_000).unwrap());

        // Then it met its high before its low
        for (price, expected) in prices
            .into_iter()
            .zip([10.0, 11.5, 13.0, 10.0, 7.0, 8.0, 8.0])
        {
            assert!((price - expected).abs() < 1e-9, "{price} {expected}");
        }
        assert_eq!(tape.price("USDC", 0), Some(1.0));
        assert_eq!(tape.price("DOGE", 0), None);
    }

    #[test]
    fn made_up_day_falls_far_enough_to_liquidate_and_not_to_lose() {
        // Given the day that is made up
        let from: Timestamp = "2022-11-08".parse().unwrap();
        let tape = Tape::read(&TapeSource::Synthetic(7), from, 24).unwrap();
        let price = |asset: &str, hour: i64| tape.price(asset, from.plus_hours(hour).millis());

        // Then SOL ends it under what a debt of 68 % needs at a threshold of 80 %, and over what such a debt is worth
        let share = price("SOL", 24).unwrap() / price("SOL", 0).unwrap();
        assert!(0.68 < share && share < 0.68 / 0.8, "{share}");
    }

    #[test]
    fn the_same_seed_gives_the_same_day() {
        let from: Timestamp = "2022-11-08".parse().unwrap();
        let read = || Tape::read(&TapeSource::Synthetic(7), from, 24).unwrap();
        let (one, other) = (read(), read());
        for hour in 0..24 {
            let at = from.plus_hours(hour).millis();
            assert_eq!(one.price("SOL", at), other.price("SOL", at));
        }
    }
}
