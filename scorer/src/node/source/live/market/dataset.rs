//! The dataset that features read, of what is stored and what was heard.

use std::collections::BTreeMap;

use super::LiveMarket;
use super::instrument::Instrument;
use crate::data::{
    AssetHistory, Bar, Dataset, Extras, FiveMinuteGrid, HourlyGrid, ImpliedVolatility, MarkBar,
    MarketSeries, Readings,
};
use crate::node::source::live::levels::{HourLevels, Looks};
use crate::time::Timestamp;
use crate::venue::CANDLE_MILLIS;

impl LiveMarket {
    /// All that is known at `now` and kept.
    pub fn dataset(&self, now: Timestamp) -> Dataset {
        let history = self.history.as_deref();
        let assets = self.markets.assets();
        let assets = assets.map(|asset| (asset.to_owned(), self.asset(asset, now)));
        let assets = assets.collect();
        let market = self.markets.implied.as_ref();
        let implied = market.and_then(|market| self.instrument(market));
        let stored = history.and_then(|history| history.implied_volatility.as_ref());
        let implied_volatility = self.hours(now, stored, |open| {
            let levels = implied?.volatility.hour(open)?;
            Some(ImpliedVolatility::from(levels))
        });
        let before = history.map(|history| &history.market);
        let mut stablecoins = BTreeMap::new();
        for coin in self.markets.coins(before) {
            let stored = before.and_then(|before| before.stablecoins.get(coin));
            let bars = self.instrument_of(self.markets.stablecoins.get(coin));
            let hours = self.hours(now, stored, |open| bars?.bars.hour(open));
            stablecoins.extend(hours.map(|hours| (coin.to_owned(), hours)));
        }
        let before = before.cloned().unwrap_or_default();
        Dataset {
            origin: "live".to_owned(),
            assets,
            implied_volatility,
            market: MarketSeries {
                stablecoins,
                ..before
            },
            absent: Vec::new(),
        }
    }

    fn asset(&self, asset: &str, now: Timestamp) -> AssetHistory {
        let before = self.history.as_ref().and_then(|of| of.assets.get(asset));
        let spot = self.instrument_of(self.markets.spot.get(asset));
        let perpetual = self.instrument_of(self.markets.perpetual.get(asset));
        let stored = before.map(AssetHistory::bars);
        let bars = self.hours(now, stored, |open| spot?.bars.hour(open));
        let bars = bars.unwrap_or_else(|| HourlyGrid::new(self.oldest(now), Vec::new()));
        let mut funding = before.map(|of| of.funding().to_vec()).unwrap_or_default();
        let last = funding.last().map(|rate| rate.time);
        funding.extend(perpetual.into_iter().flat_map(|of| of.funding.after(last)));
        let stored = before.map(AssetHistory::extras);
        let extras = Extras {
            perpetual: self.hours(now, stored.and_then(|of| of.perpetual.as_ref()), |open| {
                perpetual?.bars.hour(open)
            }),
            mark: self.hours(now, stored.and_then(|of| of.mark.as_ref()), |open| {
                Some(MarkBar::from(perpetual?.mark.hour(open)?))
            }),
            open_interest: readings(
                stored.map(|of| &of.open_interest),
                perpetual.map(|of| &of.open_interest),
            ),
            depth: readings(stored.map(|of| &of.depth), spot.map(|of| &of.depth)),
            perpetual_5m: self.minutes(
                now,
                stored.and_then(|of| of.perpetual_5m.as_ref()),
                perpetual,
            ),
            spot_5m: self.minutes(now, stored.and_then(|of| of.spot_5m.as_ref()), spot),
        };
        AssetHistory::new(bars, funding).with_extras(extras)
    }

    /// The full hours that are kept; None where none is known.
    fn hours<T: Copy>(
        &self,
        now: Timestamp,
        stored: Option<&HourlyGrid<T>>,
        heard: impl Fn(i64) -> Option<T>,
    ) -> Option<HourlyGrid<T>> {
        let first = self.oldest(now);
        let slot = |hour: i64| {
            let open = first.plus_hours(hour);
            let known = stored.and_then(|stored| stored.get(open)).copied();
            known.or_else(|| heard(open.millis()))
        };
        let slots: Vec<Option<T>> = (0..self.keep_hours).map(slot).collect();
        let is_known = slots.iter().any(Option::is_some);
        is_known.then(|| HourlyGrid::new(first, slots))
    }

    /// The full five minutes that are kept; None where none is known.
    fn minutes(
        &self,
        now: Timestamp,
        stored: Option<&FiveMinuteGrid<Bar>>,
        heard: Option<&Instrument>,
    ) -> Option<FiveMinuteGrid<Bar>> {
        let first = self.oldest(now).millis();
        let steps = (now.millis() - first).div_euclid(CANDLE_MILLIS);
        let slot = |step: i64| {
            let open = first + step * CANDLE_MILLIS;
            let known = stored.and_then(|stored| stored.get(Timestamp::from_millis(open)));
            known.copied().or_else(|| heard?.bars.at(open).bar())
        };
        let slots: Vec<Option<Bar>> = (0..steps).map(slot).collect();
        let is_known = slots.iter().any(Option::is_some);
        is_known.then(|| FiveMinuteGrid::new(Timestamp::from_millis(first), slots))
    }
}

/// Stored readings, and what was heard after the last of them.
fn readings<T: Copy>(stored: Option<&Readings<T>>, heard: Option<&Looks<T>>) -> Readings<T> {
    let stored = stored.map(Readings::entries).unwrap_or_default();
    let last = stored.last().map(|(time, _)| *time);
    let heard = heard.into_iter().flat_map(|looks| looks.after(last));
    Readings::new(stored.iter().copied().chain(heard).collect())
}

impl From<HourLevels> for ImpliedVolatility {
    fn from(hour: HourLevels) -> Self {
        Self {
            open: hour.open,
            high: hour.high,
            low: hour.low,
            close: hour.close,
        }
    }
}

impl From<HourLevels> for MarkBar {
    fn from(hour: HourLevels) -> Self {
        Self {
            open: hour.open,
            high: hour.high,
            low: hour.low,
            close: hour.close,
        }
    }
}
