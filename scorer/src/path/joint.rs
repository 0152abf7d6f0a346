//! The hours in which every asset has a return.
//!
//! An hour with any asset missing is dropped, and what came before it does not run on into what came after:
//! [`JointHours::missing_before`] says where a run of hours begins.

use super::PathError;
use crate::data::{AssetHistory, Dataset};
use crate::time::{Timestamp, Window};

/// Logarithmic hourly returns of several assets, hour by hour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JointHours {
    assets: Vec<String>,
    opens: Vec<Timestamp>,
    returns: Vec<f64>,
}

impl JointHours {
    /// The hours of `window` in which every one of `assets` has a return: this bar and the one before it, both inside.
    ///
    /// # Errors
    /// [`PathError::Data`] for an unknown asset, [`PathError::AssetsEmpty`], [`PathError::AssetRepeated`].
    pub(super) fn collect(
        dataset: &Dataset,
        assets: &[String],
        window: Window,
    ) -> Result<Self, PathError> {
        if assets.is_empty() {
            return Err(PathError::AssetsEmpty);
        }
        for (index, asset) in assets.iter().enumerate() {
            if assets[..index].contains(asset) {
                let asset = asset.clone();
                return Err(PathError::AssetRepeated { asset });
            }
        }
        let histories: Vec<&AssetHistory> = assets
            .iter()
            .map(|asset| dataset.asset(asset))
            .collect::<Result<_, _>>()?;
        let joint = histories
            .iter()
            .map(|history| history.bars().window())
            .fold(window, |joint, next| {
                Window::new(joint.from.max(next.from), joint.until.min(next.until))
            });
        let mut hours = Self {
            assets: assets.to_vec(),
            opens: Vec::new(),
            returns: Vec::new(),
        };
        let first_with_return = Window::new(joint.from.hour_ceil().plus_hours(1), joint.until);
        for open in first_with_return.hours() {
            if open.plus_hours(1) > joint.until {
                break;
            }
            let row = hours.returns.len();
            let known = histories
                .iter()
                .map_while(|history| returned(history, open));
            hours.returns.extend(known);
            if hours.returns.len() == row + histories.len() {
                hours.opens.push(open);
            } else {
                hours.returns.truncate(row);
            }
        }
        Ok(hours)
    }

    /// Symbols, in the order of every row.
    pub(super) fn assets(&self) -> &[String] {
        &self.assets
    }

    /// Number of hours.
    pub(super) fn len(&self) -> usize {
        self.opens.len()
    }

    /// Opens of the hours, ascending.
    pub(super) fn opens(&self) -> &[Timestamp] {
        &self.opens
    }

    /// The returns of all assets, hour by hour.
    pub(super) fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.returns.chunks_exact(self.assets.len())
    }

    /// One asset's returns.
    pub(super) fn column(&self, asset: usize) -> Vec<f64> {
        self.rows().map(|row| row[asset]).collect()
    }

    /// Hours missing between each hour and the one before it; zero where they follow each other, and for the first.
    pub(super) fn missing_before(&self) -> Vec<i64> {
        let after = self
            .opens
            .windows(2)
            .map(|pair| pair[1].hours_since_floor(pair[0]) - 1);
        std::iter::once(0).chain(after).take(self.len()).collect()
    }

    /// From the first hour's open to the last hour's close; None without an hour.
    pub(super) fn window(&self) -> Option<Window> {
        let (first, last) = (self.opens.first()?, self.opens.last()?);
        Some(Window::new(*first, last.plus_hours(1)))
    }
}

fn returned(history: &AssetHistory, open: Timestamp) -> Option<f64> {
    let hour = open.hours_since_floor(history.bars().first());
    let value = *history.log_returns().get(usize::try_from(hour).ok()?)?;
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Bar, HourlyGrid, MarketSeries};

    fn history(closes: &[Option<f64>]) -> AssetHistory {
        let slots = closes.iter().map(|close| {
            close.map(|price| Bar {
                open: price,
                high: price,
                low: price,
                close: price,
                volume: 1.0,
            })
        });
        AssetHistory::new(
            HourlyGrid::new(Timestamp::from_millis(0), slots.collect()),
            Vec::new(),
        )
    }

    fn dataset(assets: Vec<(&str, AssetHistory)>) -> Dataset {
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

    #[test]
    fn hours_that_any_asset_misses_are_dropped_and_seen() {
        let whole: Vec<Option<f64>> = (0..8).map(|hour| Some(1.0 + f64::from(hour))).collect();
        let mut holed = whole.clone();
        holed[3] = None;
        let dataset = dataset(vec![("A", history(&whole)), ("B", history(&holed))]);
        let at = |hours| Timestamp::from_millis(0).plus_hours(hours);

        let hours = JointHours::collect(
            &dataset,
            &["A".to_owned(), "B".to_owned()],
            Window::new(at(0), at(7)),
        )
        .unwrap();

        assert_eq!(hours.opens(), [at(1), at(2), at(5), at(6)]);
        assert_eq!(hours.missing_before(), [0, 0, 2, 0]);
        assert_eq!(hours.window(), Some(Window::new(at(1), at(7))));
        let twice = ["A".to_owned(), "A".to_owned()];
        assert!(matches!(
            JointHours::collect(&dataset, &twice, Window::new(at(0), at(7))),
            Err(PathError::AssetRepeated { asset }) if asset == "A"
        ));
    }
}
