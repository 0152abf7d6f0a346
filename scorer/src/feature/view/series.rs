//! The optional series up to the decision time: bars that have closed, readings that were taken.
//! `hours` and `patience` bound how old they may be; what is older is not known.

use super::MarketView;
use crate::data::{Bar, Depth, FiveMinuteGrid, Grid, HourlyGrid, PoolReading, Readings};
use crate::time::Timestamp;

/// One hour's last price of the future, or its mark price, and of the spot market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosePair {
    /// Of the perpetual future: its last trade, or its mark price.
    pub future: f64,
    /// Of the spot market.
    pub spot: f64,
}

/// Whole hours since each source of an asset last said something; None where it never did, or longer
/// ago than was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SilentHours {
    /// Spot bars, since the close of the last.
    pub spot: Option<i64>,
    /// Funding settlements.
    pub funding: Option<i64>,
    /// The market's implied volatility, since the last close.
    pub implied_volatility: Option<i64>,
    /// Readings of the order book.
    pub depth: Option<i64>,
}

impl<'a> MarketView<'a> {
    /// How long each source has been silent, if it spoke within the last `hours`.
    pub fn silent_hours(&self, hours: i64) -> SilentHours {
        let after = self.time.plus_hours(-hours);
        let since = |time: Timestamp| self.time.hours_since_floor(time);
        let funding = self.history.funding();
        let settled = funding.partition_point(|rate| rate.time <= self.time);
        let funding = settled.checked_sub(1).map(|last| funding[last].time);
        let implied_volatility = self.dataset.implied_volatility.as_ref();
        let depths = self.depths(hours);
        SilentHours {
            spot: self.last_close(self.history.bars(), after).map(since),
            funding: funding.filter(|time| *time > after).map(since),
            implied_volatility: implied_volatility
                .and_then(|grid| self.last_close(grid, after))
                .map(since),
            depth: depths.last().map(|reading| since(reading.0)),
        }
    }

    /// Close of the last hour with a value, if it closed after `after`.
    fn last_close<T>(&self, grid: &HourlyGrid<T>, after: Timestamp) -> Option<Timestamp> {
        let (start, end) = (grid.closed_by(after), grid.closed_by(self.time));
        let last = (start..end)
            .rev()
            .find(|&hour| grid.slots()[hour].is_some())?;
        Some(grid.first().plus_hours(i64::try_from(last).ok()? + 1))
    }

    /// The closes of the perpetual future beside those of the spot market, for the `hours` hours
    /// that closed last, skipping the last `ago`; newest first, without hours that lack either.
    pub fn basis_pairs(&self, ago: usize, hours: usize) -> impl Iterator<Item = ClosePair> {
        let perpetual = self.history.extras().perpetual.as_ref();
        self.close_pairs(perpetual, ago, hours, |bar| bar.close)
    }

    /// The same for the mark price of the perpetual future.
    pub fn mark_pairs(&self, ago: usize, hours: usize) -> impl Iterator<Item = ClosePair> {
        let mark = self.history.extras().mark.as_ref();
        self.close_pairs(mark, ago, hours, |bar| bar.close)
    }

    fn close_pairs<T>(
        &self,
        future: Option<&'a HourlyGrid<T>>,
        ago: usize,
        hours: usize,
        close: impl Fn(&T) -> f64,
    ) -> impl Iterator<Item = ClosePair> {
        let (spot, last) = (self.history.bars(), self.time.hour_floor().plus_hours(-1));
        let span = if future.is_some() { hours } else { 0 };
        (0_i64..).skip(ago).take(span).filter_map(move |ago| {
            let open = last.plus_hours(-ago);
            Some(ClosePair {
                future: close(future?.get(open)?),
                spot: spot.get(open)?.close,
            })
        })
    }

    /// The last open interest read up to `ago` hours before the decision time, in coins, and less
    /// than `patience` hours before that.
    pub fn open_interest(&self, ago: i64, patience: i64) -> Option<f64> {
        self.last_reading(&self.history.extras().open_interest, ago, patience)
            .copied()
    }

    /// The last depth read up to `ago` hours before the decision time, and less than `patience`
    /// hours before that.
    pub fn depth(&self, ago: i64, patience: i64) -> Option<Depth> {
        self.last_reading(&self.history.extras().depth, ago, patience)
            .copied()
    }

    /// The depths read within the last `hours`, ascending in time.
    pub fn depths(&self, hours: i64) -> &'a [(Timestamp, Depth)] {
        let after = self.time.plus_hours(-hours);
        self.history.extras().depth.within(after, self.time)
    }

    /// The five-minute bars of the last `hours` hours of the perpetual future, or of the spot market
    /// where that has more of them; oldest first, holes as None, empty where neither is known.
    pub fn five_minute_bars(&self, hours: usize) -> &'a [Option<Bar>] {
        let extras = self.history.extras();
        let last = |grid: &'a Option<FiveMinuteGrid<Bar>>| {
            let slots = grid.as_ref().map(|grid| self.last_slots(grid, 12 * hours));
            slots.unwrap_or_default()
        };
        let known = |slots: &[Option<Bar>]| slots.iter().flatten().count();
        let (future, spot) = (last(&extras.perpetual_5m), last(&extras.spot_5m));
        if known(spot) > known(future) {
            spot
        } else {
            future
        }
    }

    /// The last close of each stablecoin, in USDT, known within the last `hours`.
    pub fn stablecoin_prices(&self, hours: usize) -> impl Iterator<Item = f64> {
        let coins = self.dataset.market.stablecoins.values();
        coins.filter_map(move |grid| Some(self.last_known(grid, hours)?.close))
    }

    /// The market's implied volatility over 7 days at the last close, annualised, in percent, if
    /// known within the last `hours`.
    pub fn short_implied_volatility(&self, hours: usize) -> Option<f64> {
        let grid = self.dataset.market.short_implied_volatility.as_ref()?;
        Some(self.last_known(grid, hours)?.close)
    }

    /// The last reading of the reserve that lends the asset, up to `ago` hours before the decision
    /// time, and less than `patience` hours before that.
    pub fn pool(&self, ago: i64, patience: i64) -> Option<&'a PoolReading> {
        let readings = self.dataset.market.pools.get(self.symbol)?;
        self.last_reading(readings, ago, patience)
    }

    /// The last readings of all other reserves, less than `patience` hours old.
    pub fn other_pools(&self, patience: i64) -> impl Iterator<Item = &'a PoolReading> {
        let pools = self.dataset.market.pools.iter();
        pools
            .filter(|(reserve, _)| reserve.as_str() != self.symbol)
            .filter_map(move |(_, readings)| self.last_reading(readings, 0, patience))
    }

    fn last_reading<T>(&self, readings: &'a Readings<T>, ago: i64, patience: i64) -> Option<&'a T> {
        let time = self.time.plus_hours(-ago);
        readings.last_within(time, patience).map(|(_, value)| value)
    }

    fn last_known<T>(&self, grid: &'a HourlyGrid<T>, hours: usize) -> Option<&'a T> {
        let slots = self.last_slots(grid, hours);
        slots.iter().rev().find_map(Option::as_ref)
    }

    /// The slots whose steps ended within the last `steps` steps; shorter where the grid begins
    /// later or has ended.
    fn last_slots<T, const STEP_MILLIS: i64>(
        &self,
        grid: &'a Grid<T, STEP_MILLIS>,
        steps: usize,
    ) -> &'a [Option<T>] {
        let span = i64::try_from(steps).unwrap_or(i64::MAX);
        let reach = span.saturating_mul(STEP_MILLIS);
        let start = Timestamp::from_millis(self.time.millis().saturating_sub(reach));
        let (start, end) = (grid.closed_by(start), grid.closed_by(self.time));
        &grid.slots()[start.min(end)..end]
    }
}
