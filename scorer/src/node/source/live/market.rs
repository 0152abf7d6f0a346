//! What was heard, by instrument, and the dataset that features read.
//!
//! Stored history comes first, then the venue's own candles, then what was heard. What none of them knows is missing.

mod dataset;
mod instrument;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::markets::{Market, Markets};
use crate::data::Dataset;
use crate::record::Row;
use crate::time::{Timestamp, Window};
use crate::venue::{CANDLE_MILLIS, Candle, EventKind, GapReason, Venue};

use instrument::Instrument;

/// A hole this young may still be filled by what is on its way.
const HOLE_LEAST_MILLIS: i64 = 30_000;

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
    markets: Arc<Markets>,
    instruments: BTreeMap<Venue, BTreeMap<String, Instrument>>,
    history: Option<Arc<Dataset>>,
    keep_hours: i64,
    heard: BTreeMap<Venue, VenueHeard>,
    /// Grows whenever the dataset would be another.
    revision: u64,
    /// Five-minute bars that candles have told.
    filled_bars: u64,
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
            markets: Arc::new(markets),
            instruments,
            history,
            keep_hours,
            heard: BTreeMap::new(),
            revision: 0,
            filled_bars: 0,
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
        let is_news = instrument.hear(row);
        self.revision += u64::from(is_news);
    }

    /// Takes the venue's candles of a hole; how many steps became known.
    pub fn fill(&mut self, hole: &Hole, candles: &[Candle]) -> u64 {
        let of = self.instruments.get_mut(&hole.market.venue);
        let instrument = of.and_then(|of| of.get_mut(&hole.market.instrument));
        let filled = instrument.map_or(0, |found| found.bars.fill(hole.window, candles));
        self.revision += u64::from(filled > 0);
        self.filled_bars += filled;
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

    /// What is listened to.
    pub fn markets(&self) -> &Arc<Markets> {
        &self.markets
    }

    /// Five-minute bars that candles have told so far.
    pub fn filled_bars(&self) -> u64 {
        self.filled_bars
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

    fn oldest(&self, now: Timestamp) -> Timestamp {
        now.hour_floor().plus_hours(-self.keep_hours)
    }

    fn instrument(&self, market: &Market) -> Option<&Instrument> {
        self.instruments.get(&market.venue)?.get(&market.instrument)
    }

    fn instrument_of(&self, market: Option<&Market>) -> Option<&Instrument> {
        market.and_then(|market| self.instrument(market))
    }
}
