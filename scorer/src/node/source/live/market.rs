//! What was heard, by instrument, and the dataset that features read.
//!
//! Stored history comes first, then the venue's own candles, then what was heard. What none of them knows is missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bars::BarSeries;
use super::levels::{Funding, HourLevels, LevelSeries, Looks};
use super::markets::{Market, Markets};
use crate::data::{
    AssetHistory, Bar, Dataset, Depth, Extras, FiveMinuteGrid, HourlyGrid, ImpliedVolatility,
    MarkBar, MarketSeries, Readings,
};
use crate::record::Row;
use crate::time::{MILLIS_PER_HOUR, Timestamp, Window};
use crate::venue::{CANDLE_MILLIS, Candle, EventKind, GapReason, Venue};

/// Where the depth within 50 basis points stands among `book::DEPTH_BPS`.
const WITHIN_50BPS: usize = 2;
const MINUTE_MILLIS: i64 = 60_000;
/// A hole this young may still be filled by what is on its way.
const HOLE_LEAST_MILLIS: i64 = 30_000;

/// One instrument.
#[derive(Clone, Debug)]
struct Instrument {
    bars: BarSeries,
    mark: LevelSeries,
    volatility: LevelSeries,
    funding: Funding,
    open_interest: Looks<f64>,
    depth: Looks<Depth>,
    /// Until when stored history has its hours.
    stored_until: Option<Timestamp>,
}

impl Default for Instrument {
    fn default() -> Self {
        Self {
            bars: BarSeries::default(),
            mark: LevelSeries::default(),
            volatility: LevelSeries::default(),
            funding: Funding::default(),
            open_interest: Looks::every(MILLIS_PER_HOUR),
            depth: Looks::every(MINUTE_MILLIS),
            stored_until: None,
        }
    }
}

/// What was heard of a venue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VenueHeard {
    /// Rows, gaps included.
    pub events: u64,
    /// Gaps by reason.
    pub gaps: BTreeMap<GapReason, u64>,
    /// Receipt of the last row that is no gap.
    pub last: Option<Timestamp>,
}

/// A time of which nothing is known of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Of which instrument.
    pub market: Market,
    /// Full five minutes.
    pub window: Window,
}

/// The market as it is known here. Looks at no clock.
#[derive(Clone, Debug)]
pub struct LiveMarket {
    markets: Markets,
    instruments: BTreeMap<Venue, BTreeMap<String, Instrument>>,
    history: Option<Arc<Dataset>>,
    keep_hours: i64,
    heard: BTreeMap<Venue, VenueHeard>,
    /// Grows whenever the dataset would be another.
    revision: u64,
}

impl LiveMarket {
    /// Nothing was heard yet; `keep_hours` are kept.
    pub fn new(markets: Markets, history: Option<Arc<Dataset>>, keep_hours: i64) -> Self {
        let mut instruments: BTreeMap<Venue, BTreeMap<String, Instrument>> = BTreeMap::new();
        for market in markets.all() {
            let of = instruments.entry(market.venue).or_default();
            let instrument = of.entry(market.instrument.clone()).or_default();
            let stored = history.as_ref();
            instrument.stored_until =
                stored.and_then(|stored| markets.stored_until(stored, market));
        }
        Self {
            markets,
            instruments,
            history,
            keep_hours,
            heard: BTreeMap::new(),
            revision: 0,
        }
    }

    /// Takes in a row.
    pub fn hear(&mut self, row: &Row) {
        let heard = self.heard.entry(row.venue).or_default();
        heard.events += 1;
        if let EventKind::Gap { reason, .. } = &row.event.kind {
            *heard.gaps.entry(*reason).or_default() += 1;
        } else {
            heard.last = heard.last.max(Some(row.received_at));
        }
        let of = self.instruments.get_mut(&row.venue);
        let Some(instrument) = of.and_then(|of| of.get_mut(&row.event.instrument)) else {
            return;
        };
        let received = row.received_at.millis();
        let is_news = match &row.event.kind {
            EventKind::Trade { price, size, .. } => {
                let at = row.event.exchange_time.unwrap_or(row.received_at);
                let bars = &mut instrument.bars;
                bars.trade(received, at.millis(), (*price, *size))
            }
            EventKind::MarkPrice { price } => instrument.mark.hear(received, *price),
            EventKind::ImpliedVolatility { percent } => {
                instrument.volatility.hear(received, *percent)
            }
            EventKind::Funding {
                rate_per_8h,
                next_time: Some(next),
            } => instrument.funding.hear(received, *rate_per_8h, *next),
            EventKind::OpenInterest { base_units, .. } => {
                instrument.open_interest.hear(received, *base_units)
            }
            EventKind::Depth(book) => {
                let depth = Depth {
                    within_50bps_usd: book.bid_usd[WITHIN_50BPS] + book.ask_usd[WITHIN_50BPS],
                    mid: f64::midpoint(book.best_bid, book.best_ask),
                };
                instrument.depth.hear(received, depth)
            }
            EventKind::Gap { reason, .. } => instrument.cut(*reason),
            _ => false,
        };
        self.revision += u64::from(is_news);
    }

    /// Takes the venue's candles of a hole; how many steps became known.
    pub fn fill(&mut self, hole: &Hole, candles: &[Candle]) -> u64 {
        let of = self.instruments.get_mut(&hole.market.venue);
        let instrument = of.and_then(|of| of.get_mut(&hole.market.instrument));
        let filled = instrument.map_or(0, |found| found.bars.fill(hole.window, candles));
        self.revision += u64::from(filled > 0);
        filled
    }

    /// What is not known of the `hours` before `now` and after stored history, oldest first within each instrument.
    pub fn holes(&self, now: Timestamp, hours: i64) -> Vec<Hole> {
        let until = now.millis() - HOLE_LEAST_MILLIS;
        let until = Timestamp::from_millis(until - until.rem_euclid(CANDLE_MILLIS));
        let from = now.plus_hours(-hours.min(self.keep_hours)).hour_ceil();
        let markets = self.markets.with_bars();
        let holes = markets.filter_map(|market| {
            let instrument = self.instrument(market)?;
            let from = instrument
                .stored_until
                .map_or(from, |stored| stored.max(from));
            let windows = instrument.bars.holes(Window::new(from, until));
            let hole = |window| Hole {
                market: market.clone(),
                window,
            };
            Some(windows.into_iter().map(hole).collect::<Vec<_>>())
        });
        holes.flatten().collect()
    }

    /// Forgets what is older than is kept.
    pub fn forget(&mut self, now: Timestamp) {
        let oldest = self.oldest(now).millis();
        let instruments = self.instruments.values_mut().flat_map(BTreeMap::values_mut);
        for instrument in instruments {
            instrument.forget(oldest, now.millis());
        }
    }

    /// What was heard of each venue.
    pub fn heard(&self) -> &BTreeMap<Venue, VenueHeard> {
        &self.heard
    }

    /// Trades of `venue` that were left out for their time.
    pub fn left_out(&self, venue: Venue) -> u64 {
        let of = self.instruments.get(&venue).into_iter();
        let instruments = of.flat_map(BTreeMap::values);
        instruments.map(|instrument| instrument.bars.left_out).sum()
    }

    /// Bars, hours and looks that are kept of what was heard: a measure of memory.
    pub fn entries(&self) -> usize {
        let instruments = self.instruments.values().flat_map(BTreeMap::values);
        instruments.map(Instrument::entries).sum()
    }

    /// Grows whenever [`Self::dataset`] would give another.
    pub fn revision(&self) -> u64 {
        self.revision
    }

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

    fn oldest(&self, now: Timestamp) -> Timestamp {
        now.hour_floor().plus_hours(-self.keep_hours)
    }

    fn instrument(&self, market: &Market) -> Option<&Instrument> {
        self.instruments.get(&market.venue)?.get(&market.instrument)
    }

    fn instrument_of(&self, market: Option<&Market>) -> Option<&Instrument> {
        market.and_then(|market| self.instrument(market))
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

impl Instrument {
    /// Something may have been missed of everything that this instrument tells.
    fn cut(&mut self, reason: GapReason) -> bool {
        // A book that is wrong, or a request too many, loses no trade.
        if matches!(reason, GapReason::BookCrossed | GapReason::RateLimited) {
            return false;
        }
        self.bars.cut();
        self.mark.cut();
        self.volatility.cut();
        true
    }

    fn forget(&mut self, oldest: i64, now: i64) {
        self.bars.forget(oldest);
        self.mark.forget(oldest);
        self.volatility.forget(oldest);
        self.funding.forget(oldest);
        self.open_interest.forget(oldest, now);
        self.depth.forget(oldest, now);
    }

    fn entries(&self) -> usize {
        let looks = self.open_interest.entries() + self.depth.entries();
        let levels = self.mark.entries() + self.volatility.entries();
        self.bars.entries() + levels + looks + self.funding.entries()
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
