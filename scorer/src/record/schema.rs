//! Columns of each kind of event. Every file begins with
//!
//! | column | | |
//! |---|---|---|
//! | `time` | timestamp, ms UTC | when it came here |
//! | `exchange_time` | ms UTC, may be empty | when the venue says it happened |
//! | `sequence` | integer | counts the venue's events within a run |
//!
//! and goes on with the kind's own columns, listed in [`columns`]; units are those of
//! `venue::EventKind`. Levels of a book are a JSON list of `[price, size]`, slippage one of
//! `[size_usd, buy_bps, sell_bps]`.

/// What a column holds. Every column but `time` and `sequence` may be empty in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Integer,
    Number,
    Text,
}

/// One field of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Integer(i64),
    Number(f64),
    Text(String),
}

impl Cell {
    pub(super) fn integer(self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(value) => Some(value),
            _ => None,
        }
    }
}

pub(super) type Columns = &'static [(&'static str, ColumnType)];

/// Kinds of events, by their folder.
pub(super) const FOLDERS: [&str; 13] = [
    "book_diff",
    "book_snapshot",
    "book_top",
    "depth",
    "funding",
    "gap",
    "implied_volatility",
    "index_price",
    "mark_price",
    "open_interest",
    "oracle_price",
    "reserve",
    "trade",
];

use ColumnType::{Integer, Number, Text};

pub(super) const TIME: &str = "time";
pub(super) const EXCHANGE_TIME: &str = "exchange_time";
pub(super) const SEQUENCE: &str = "sequence";
/// What every file begins with.
pub(super) const FIRST: [(&str, ColumnType); 3] = [
    (TIME, Integer),
    (EXCHANGE_TIME, Integer),
    (SEQUENCE, Integer),
];
/// Key of the number of the last part that a day's file has taken in.
pub(super) const LAST_PART: &str = "ballast.last_part";

const PRICE: Columns = &[("price", Number)];
const DEPTH: Columns = &[
    ("best_bid", Number),
    ("best_bid_size", Number),
    ("best_ask", Number),
    ("best_ask_size", Number),
    ("bid_10bps_usd", Number),
    ("bid_25bps_usd", Number),
    ("bid_50bps_usd", Number),
    ("bid_100bps_usd", Number),
    ("ask_10bps_usd", Number),
    ("ask_25bps_usd", Number),
    ("ask_50bps_usd", Number),
    ("ask_100bps_usd", Number),
    ("known_bps", Number),
    ("slippage", Text),
];

/// Columns of the kind in `folder`, after the first three; None for a folder of no kind.
pub(super) fn columns(folder: &str) -> Option<Columns> {
    Some(match folder {
        "trade" => &[("price", Number), ("size", Number), ("side", Text)],
        "book_top" => &[
            ("update", Integer),
            ("bid", Number),
            ("bid_size", Number),
            ("ask", Number),
            ("ask_size", Number),
        ],
        "depth" => DEPTH,
        "book_snapshot" => &[
            ("last_update", Integer),
            ("is_whole", Integer),
            ("bids", Text),
            ("asks", Text),
        ],
        "book_diff" => &[
            ("first_update", Integer),
            ("last_update", Integer),
            ("previous_update", Integer),
            ("bids", Text),
            ("asks", Text),
        ],
        "funding" => &[("rate_per_8h", Number), ("next_time", Integer)],
        "open_interest" => &[("base_units", Number), ("usd", Number)],
        "mark_price" | "index_price" => PRICE,
        "implied_volatility" => &[("percent", Number)],
        "oracle_price" => &[
            ("price", Number),
            ("confidence", Number),
            ("publish_time", Integer),
        ],
        "reserve" => &[
            ("protocol", Text),
            ("address", Text),
            ("available", Number),
            ("borrowed", Number),
            ("utilization", Number),
        ],
        "gap" => &[("reason", Text), ("detail", Text)],
        _ => return None,
    })
}
