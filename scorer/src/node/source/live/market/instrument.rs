//! What was heard of one instrument.

use crate::data::Depth;
use crate::node::source::live::bars::BarSeries;
use crate::node::source::live::levels::{Funding, LevelSeries, Looks};
use crate::record::Row;
use crate::time::{MILLIS_PER_HOUR, Timestamp};
use crate::venue::{EventKind, GapReason};

/// Where the depth within 50 basis points stands among `book::DEPTH_BPS`.
const WITHIN_50BPS: usize = 2;
const MINUTE_MILLIS: i64 = 60_000;

/// One instrument.
#[derive(Clone, Debug)]
pub(super) struct Instrument {
    pub(super) bars: BarSeries,
    pub(super) mark: LevelSeries,
    pub(super) volatility: LevelSeries,
    pub(super) funding: Funding,
    pub(super) open_interest: Looks<f64>,
    pub(super) depth: Looks<Depth>,
    /// Until when stored history has its hours.
    pub(super) stored_until: Option<Timestamp>,
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

impl Instrument {
    /// Takes in a row; whether the dataset is another after it.
    pub(super) fn hear(&mut self, row: &Row) -> bool {
        let received = row.received_at.millis();
        match &row.event.kind {
            EventKind::Trade { price, size, .. } => {
                let at = row.event.exchange_time.unwrap_or(row.received_at);
                self.bars.trade(received, at.millis(), (*price, *size))
            }
            EventKind::MarkPrice { price } => self.mark.hear(received, *price),
            EventKind::ImpliedVolatility { percent } => self.volatility.hear(received, *percent),
            EventKind::Funding {
                rate_per_8h,
                next_time: Some(next),
            } => self.funding.hear(received, *rate_per_8h, *next),
            EventKind::OpenInterest { base_units, .. } => {
                self.open_interest.hear(received, *base_units)
            }
            EventKind::Depth(book) => {
                let depth = Depth {
                    within_50bps_usd: book.bid_usd[WITHIN_50BPS] + book.ask_usd[WITHIN_50BPS],
                    mid: f64::midpoint(book.best_bid, book.best_ask),
                };
                self.depth.hear(received, depth)
            }
            EventKind::Gap { reason, .. } => self.cut(*reason),
            _ => false,
        }
    }

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

    pub(super) fn forget(&mut self, oldest: i64, now: i64) {
        self.bars.forget(oldest);
        self.mark.forget(oldest);
        self.volatility.forget(oldest);
        self.funding.forget(oldest);
        self.open_interest.forget(oldest, now);
        self.depth.forget(oldest, now);
    }

    pub(super) fn entries(&self) -> usize {
        let looks = self.open_interest.entries() + self.depth.entries();
        let levels = self.mark.entries() + self.volatility.entries();
        self.bars.entries() + levels + looks + self.funding.entries()
    }
}
