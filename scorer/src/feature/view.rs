//! What may be known about the market at a decision time: bars that have closed, funding that has
//! been settled. Features see the data only through this view, so they cannot look ahead.

mod coverage;
mod series;

use std::collections::BTreeMap;

use crate::data::{AssetHistory, Bar, DataError, Dataset, FundingRate};
use crate::evidence::{FallInProgress, LOOK_BACKS_HOURS};
use crate::time::Timestamp;

pub use coverage::COVERAGE_REQUIRED;
pub(super) use coverage::{covered, covered_mean, is_covered, mean, root_mean_square};
pub use series::{ClosePair, SilentHours};

/// Symbols and the fall that counts as a shock for each.
///
/// A shock is a fraction of the price: 0.08 means that the asset is judged by falls of 8 %.
pub type Shocks = BTreeMap<String, f64>;

/// One asset at one decision time, among its market.
#[derive(Clone, Copy, Debug)]
pub struct MarketView<'a> {
    dataset: &'a Dataset,
    market: &'a Shocks,
    history: &'a AssetHistory,
    symbol: &'a str,
    shock: f64,
    time: Timestamp,
    closed: usize,
}

impl<'a> MarketView<'a> {
    /// `asset` at `time`; `market` lists the assets that cross-asset features look at.
    ///
    /// # Errors
    /// [`DataError::AssetUnknown`] when `dataset` or `market` does not hold the asset.
    pub fn new(
        dataset: &'a Dataset,
        market: &'a Shocks,
        asset: &str,
        time: Timestamp,
    ) -> Result<Self, DataError> {
        let (symbol, &shock) = market.get_key_value(asset).ok_or_else(|| {
            let available = market.keys().cloned().collect::<Vec<_>>().join(", ");
            DataError::AssetUnknown {
                asset: asset.to_owned(),
                available,
            }
        })?;
        let history = dataset.asset(asset)?;
        let closed = history.bars().closed_by(time);
        Ok(Self {
            dataset,
            market,
            history,
            symbol,
            shock,
            time,
            closed,
        })
    }

    /// The asset's symbol.
    pub fn symbol(&self) -> &'a str {
        self.symbol
    }

    /// The asset's reference shock, a fraction of its price.
    pub fn shock(&self) -> f64 {
        self.shock
    }

    /// The last close, in USDT: the price at the decision time. None when the bar that closed at
    /// the decision time is missing.
    pub fn price(&self) -> Option<f64> {
        let opened = self.time.hour_floor().plus_hours(-1);
        self.history.bars().get(opened).map(|bar| bar.close)
    }

    /// The decision time.
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// The close `hours` before the decision time. None when that bar is missing.
    pub fn price_ago(&self, hours: usize) -> Option<f64> {
        let hours = i64::try_from(hours).ok()?;
        let opened = self.time.hour_floor().plus_hours(-1 - hours);
        self.history.bars().get(opened).map(|bar| bar.close)
    }

    /// The last `hours` slots that ended at the decision time, oldest first; shorter where the
    /// history begins later, and empty where the series ended before the decision time.
    pub fn bars(&self, hours: usize) -> &'a [Option<Bar>] {
        let (start, end) = self.last(hours);
        &self.history.bars().slots()[start..end]
    }

    /// The last `hours` hourly logarithmic returns, oldest first; NaN where unknown, shorter where
    /// the history begins later.
    pub fn log_returns(&self, hours: usize) -> &'a [f64] {
        let (start, end) = self.last(hours);
        &self.history.log_returns()[start..end]
    }

    /// The last settled funding rate, if it was settled within the last `hours`.
    pub fn funding_rate(&self, hours: i64) -> Option<f64> {
        let funding = self.history.funding();
        let known = funding.partition_point(|rate| rate.time <= self.time);
        let last = funding.get(known.checked_sub(1)?)?;
        (last.time > self.time.plus_hours(-hours)).then_some(last.rate)
    }

    /// The funding rates settled within the last `hours`, oldest first.
    pub fn funding_rates(&self, hours: i64) -> &'a [FundingRate] {
        let funding = self.history.funding();
        let known = funding.partition_point(|rate| rate.time <= self.time);
        let first = funding.partition_point(|rate| rate.time <= self.time.plus_hours(-hours));
        &funding[first.min(known)..known]
    }

    /// The market's implied volatility at the close `hours_ago` before the last one, annualised, in percent: the last
    /// one printed within `within_hours` before that.
    pub fn implied_volatility_ago(&self, hours_ago: usize, within_hours: usize) -> Option<f64> {
        let grid = self.dataset.implied_volatility.as_ref()?;
        let ago = i64::try_from(hours_ago).ok()?;
        let opened = self.time.hour_floor().plus_hours(-1 - ago);
        (0_i64..)
            .take(within_hours)
            .find_map(|ago| grid.get(opened.plus_hours(-ago)))
            .map(|value| value.close)
    }

    /// The fall in progress at `price` by the highs of the closed bars of the last day and by `high_since`, the highest price
    /// after them. Nothing where the week before it is not covered.
    pub fn fall_in_progress(&self, price: f64, high_since: f64) -> FallInProgress {
        let mut fall = FallInProgress::default();
        let Some(volatility) = self.usual_volatility() else {
            return fall;
        };
        for hours in LOOK_BACKS_HOURS {
            let highs = self.bars(usize::from(hours)).iter().flatten();
            let high = highs.map(|bar| bar.high).fold(high_since, f64::max);
            fall.see(price, high, f64::from(hours), volatility);
        }
        fall
    }

    /// Hourly volatility of the week that ended six hours before the decision time.
    fn usual_volatility(&self) -> Option<f64> {
        const RECENT_HOURS: usize = 6;
        const USUAL_HOURS: usize = 168;
        let returns = self.log_returns(USUAL_HOURS + RECENT_HOURS);
        let usual = &returns[..returns.len().saturating_sub(RECENT_HOURS)];
        root_mean_square(&covered(usual.iter().copied(), USUAL_HOURS)?)
    }

    /// The views of all assets of the market that the data set holds, this one included.
    pub fn market(self) -> impl Iterator<Item = MarketView<'a>> {
        self.market
            .keys()
            .filter_map(move |asset| Self::new(self.dataset, self.market, asset, self.time).ok())
    }

    /// Slots of the last `hours`. Empty when the asset's series has ended before the decision time:
    /// an old return must not pass for a fresh one.
    fn last(&self, hours: usize) -> (usize, usize) {
        if self.time.hour_floor() > self.history.bars().window().until {
            return (self.closed, self.closed);
        }
        (self.closed.saturating_sub(hours), self.closed)
    }
}
