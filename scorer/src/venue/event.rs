//! What every venue's messages become: one event with exact units.

use serde::{Deserialize, Serialize};

use crate::book::{BookDiff, BookSnapshot, BookSummary};
use crate::time::Timestamp;

/// One thing that a venue said, or that went wrong in listening to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The venue's own name of the market, feed or account, such as `BTCUSDT`.
    pub instrument: String,
    /// When the venue says it happened; None where it does not say.
    pub exchange_time: Option<Timestamp>,
    /// What happened.
    pub kind: EventKind,
}

impl Event {
    /// An event of `instrument` at the venue's `exchange_time`.
    pub fn new(
        instrument: impl Into<String>,
        exchange_time: Option<Timestamp>,
        kind: EventKind,
    ) -> Self {
        Self {
            instrument: instrument.into(),
            exchange_time,
            kind,
        }
    }
}

/// Who started a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakerSide {
    /// Bought at the ask.
    Buy,
    /// Sold at the bid.
    Sell,
}

impl TakerSide {
    /// `buy` or `sell`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }
}

/// Best bid and ask as the venue states them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BookTop {
    /// Number of the book's update that made it so; None where the venue gives none.
    pub update: Option<i64>,
    /// Highest bid, quote currency.
    pub bid: f64,
    /// Units of the asset at the bid.
    pub bid_size: f64,
    /// Lowest ask, quote currency.
    pub ask: f64,
    /// Units of the asset at the ask.
    pub ask_size: f64,
}

/// A lending pool's stock, in units of its token.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolReserve {
    /// Protocol that the pool belongs to.
    pub protocol: String,
    /// Address of the account that says so.
    pub address: String,
    /// Tokens that can be borrowed or withdrawn now.
    pub available: f64,
    /// Tokens that are lent out.
    pub borrowed: f64,
    /// `borrowed / (available + borrowed)`, 0 to 1; 0 for an empty pool.
    pub utilization: f64,
}

/// Why data are missing from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// The recorder began; nothing is known of the time before.
    Started,
    /// The connection was lost or refused.
    Disconnected,
    /// The venue asked for fewer requests (429, 418).
    RateLimited,
    /// Nothing came for longer than the limit, though the connection stood.
    Silent,
    /// Updates of an order book or trade numbers did not follow each other.
    SequenceBroken,
    /// A message could not be understood.
    MessageMalformed,
    /// A rebuilt book had a bid at or above an ask.
    BookCrossed,
    /// The venue answered with an error.
    Refused,
    /// Messages came faster than they were taken.
    Overrun,
    /// Sizes came before the venue had said what a contract is worth.
    UnitUnknown,
    /// Every attempt was used up; this feed is no longer tried.
    GivenUp,
    /// The recorder stopped in order.
    Stopped,
}

impl GapReason {
    /// Every reason, in order.
    pub const ALL: [Self; 12] = [
        Self::Started,
        Self::Disconnected,
        Self::RateLimited,
        Self::Silent,
        Self::SequenceBroken,
        Self::MessageMalformed,
        Self::BookCrossed,
        Self::Refused,
        Self::Overrun,
        Self::UnitUnknown,
        Self::GivenUp,
        Self::Stopped,
    ];

    /// The reason in `snake_case`, as on disk.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Disconnected => "disconnected",
            Self::RateLimited => "rate_limited",
            Self::Silent => "silent",
            Self::SequenceBroken => "sequence_broken",
            Self::MessageMalformed => "message_malformed",
            Self::BookCrossed => "book_crossed",
            Self::Refused => "refused",
            Self::Overrun => "overrun",
            Self::UnitUnknown => "unit_unknown",
            Self::GivenUp => "given_up",
            Self::Stopped => "stopped",
        }
    }
}

/// What happened, in units that are the same for every venue.
#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// One trade, or one taker's order against several makers.
    Trade {
        /// Quote currency per unit of the asset.
        price: f64,
        /// Units of the asset.
        size: f64,
        /// Who started it.
        side: TakerSide,
    },
    /// Best bid and ask.
    BookTop(BookTop),
    /// Depth and slippage of the book, measured here.
    Depth(BookSummary),
    /// The raw book.
    BookSnapshot(BookSnapshot),
    /// The raw change of the book.
    BookDiff(BookDiff),
    /// Funding of a perpetual future.
    Funding {
        /// Fraction of the notional that longs pay to shorts, per 8 hours: a venue that settles
        /// every `h` hours has its rate times `8 / h`.
        rate_per_8h: f64,
        /// When it is next settled.
        next_time: Option<Timestamp>,
    },
    /// Contracts that stand open.
    OpenInterest {
        /// Units of the asset.
        base_units: f64,
        /// The same in US dollars, where the venue or a known mark price gives it.
        usd: Option<f64>,
    },
    /// The price that a future is margined at, quote currency.
    MarkPrice {
        /// Quote currency per unit of the asset.
        price: f64,
    },
    /// The spot index under a future, quote currency.
    IndexPrice {
        /// Quote currency per unit of the asset.
        price: f64,
    },
    /// An implied-volatility index.
    ImpliedVolatility {
        /// Annualised, in percent: 55 means 55 % a year.
        percent: f64,
    },
    /// An oracle's price.
    OraclePrice {
        /// US dollars per unit of the asset.
        price: f64,
        /// Half-width of the oracle's interval, US dollars.
        confidence: f64,
        /// When the oracle published it.
        publish_time: Timestamp,
    },
    /// A lending pool.
    Reserve(PoolReserve),
    /// Data are missing.
    Gap {
        /// Why.
        reason: GapReason,
        /// In words, with the operands.
        detail: String,
    },
}

impl EventKind {
    /// Folder of this kind in a store.
    pub const fn folder(&self) -> &'static str {
        match self {
            Self::Trade { .. } => "trade",
            Self::BookTop(_) => "book_top",
            Self::Depth(_) => "depth",
            Self::BookSnapshot(_) => "book_snapshot",
            Self::BookDiff(_) => "book_diff",
            Self::Funding { .. } => "funding",
            Self::OpenInterest { .. } => "open_interest",
            Self::MarkPrice { .. } => "mark_price",
            Self::IndexPrice { .. } => "index_price",
            Self::ImpliedVolatility { .. } => "implied_volatility",
            Self::OraclePrice { .. } => "oracle_price",
            Self::Reserve(_) => "reserve",
            Self::Gap { .. } => "gap",
        }
    }

    /// A gap for `reason`.
    pub fn gap(reason: GapReason, detail: impl Into<String>) -> Self {
        Self::Gap {
            reason,
            detail: detail.into(),
        }
    }
}
