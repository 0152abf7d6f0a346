//! Columns of each kind of event. Every file begins with
//!
//! | column | | |
//! |---|---|---|
//! | `time` | timestamp, ms UTC | when it came here |
//! | `exchange_time` | ms UTC, may be empty | when the venue says it happened |
//! | `sequence` | integer | counts the venue's events within a run |
//!
//! and goes on with the kind's own columns, listed in [`columns`]; units are those of
//! [`EventKind`]. Levels of a book are a JSON list of `[price, size]`, slippage one of
//! `[size_usd, buy_bps, sell_bps]`.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::row::Row;
use crate::book::{BookDiff, BookSnapshot, BookSummary};
use crate::time::Timestamp;
use crate::venue::{BookTop, Event, EventKind, GapReason, PoolReserve, TakerSide, Venue};

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

/// The kind's own fields of an event, in the order of [`columns`].
pub(super) fn encode(kind: &EventKind) -> Vec<Cell> {
    let number = |value: f64| Cell::Number(value);
    match kind {
        EventKind::Trade { price, size, side } => {
            vec![number(*price), number(*size), text(side.name())]
        }
        EventKind::BookTop(top) => vec![
            top.update.map_or(Cell::Empty, Cell::Integer),
            number(top.bid),
            number(top.bid_size),
            number(top.ask),
            number(top.ask_size),
        ],
        EventKind::Depth(summary) => encode_depth(summary),
        EventKind::BookSnapshot(book) => vec![
            Cell::Integer(book.last),
            Cell::Integer(i64::from(book.is_whole)),
            json(&book.bids),
            json(&book.asks),
        ],
        EventKind::BookDiff(diff) => vec![
            Cell::Integer(diff.first),
            Cell::Integer(diff.last),
            diff.previous.map_or(Cell::Empty, Cell::Integer),
            json(&diff.bids),
            json(&diff.asks),
        ],
        EventKind::Funding {
            rate_per_8h,
            next_time,
        } => vec![number(*rate_per_8h), time(*next_time)],
        EventKind::OpenInterest { base_units, usd } => {
            vec![number(*base_units), usd.map_or(Cell::Empty, number)]
        }
        EventKind::MarkPrice { price } | EventKind::IndexPrice { price } => vec![number(*price)],
        EventKind::ImpliedVolatility { percent } => vec![number(*percent)],
        EventKind::OraclePrice {
            price,
            confidence,
            publish_time,
        } => vec![
            number(*price),
            number(*confidence),
            time(Some(*publish_time)),
        ],
        EventKind::Reserve(pool) => vec![
            text(&pool.protocol),
            text(&pool.address),
            number(pool.available),
            number(pool.borrowed),
            number(pool.utilization),
        ],
        EventKind::Gap { reason, detail } => vec![text(reason.name()), text(detail)],
    }
}

fn encode_depth(summary: &BookSummary) -> Vec<Cell> {
    let top = [
        summary.best_bid,
        summary.best_bid_size,
        summary.best_ask,
        summary.best_ask_size,
    ];
    let numbers = top.iter().chain(&summary.bid_usd).chain(&summary.ask_usd);
    let mut cells: Vec<Cell> = numbers.map(|value| Cell::Number(*value)).collect();
    cells.push(summary.known_bps.map_or(Cell::Empty, Cell::Number));
    cells.push(json(&summary.slippage));
    cells
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn time(value: Option<Timestamp>) -> Cell {
    value.map_or(Cell::Empty, |time| Cell::Integer(time.millis()))
}

fn json(value: &impl Serialize) -> Cell {
    // Lists of numbers always serialise.
    Cell::Text(serde_json::to_string(value).unwrap_or_default())
}

/// The cells of one row, taken one after another.
pub(super) struct Cells<I> {
    cells: I,
    columns: std::slice::Iter<'static, (&'static str, ColumnType)>,
}

impl<I: Iterator<Item = Cell>> Cells<I> {
    fn next(&mut self) -> Result<(&'static str, Cell), String> {
        let (name, _) = self.columns.next().ok_or("too few columns")?;
        let cell = self
            .cells
            .next()
            .ok_or_else(|| format!("{name} is missing"))?;
        Ok((name, cell))
    }

    fn number(&mut self) -> Result<f64, String> {
        match self.next()? {
            (_, Cell::Number(value)) => Ok(value),
            (name, _) => Err(format!("{name} is empty")),
        }
    }

    fn maybe_number(&mut self) -> Result<Option<f64>, String> {
        Ok(match self.next()?.1 {
            Cell::Number(value) => Some(value),
            _ => None,
        })
    }

    fn integer(&mut self) -> Result<i64, String> {
        match self.next()? {
            (_, Cell::Integer(value)) => Ok(value),
            (name, _) => Err(format!("{name} is empty")),
        }
    }

    fn maybe_integer(&mut self) -> Result<Option<i64>, String> {
        Ok(match self.next()?.1 {
            Cell::Integer(value) => Some(value),
            _ => None,
        })
    }

    fn text(&mut self) -> Result<String, String> {
        match self.next()? {
            (_, Cell::Text(value)) => Ok(value),
            (name, _) => Err(format!("{name} is empty")),
        }
    }

    fn json<T: DeserializeOwned>(&mut self) -> Result<T, String> {
        let text = self.text()?;
        serde_json::from_str(&text).map_err(|error| format!("{text:?}: {error}"))
    }

    fn four(&mut self) -> Result<[f64; 4], String> {
        Ok([
            self.number()?,
            self.number()?,
            self.number()?,
            self.number()?,
        ])
    }
}

/// The event of `folder`'s kind that these fields were stored as.
pub(super) fn decode(folder: &str, cells: impl Iterator<Item = Cell>) -> Result<EventKind, String> {
    let columns = columns(folder).ok_or_else(|| format!("{folder} is no kind of event"))?;
    let mut cells = Cells {
        cells,
        columns: columns.iter(),
    };
    Ok(match folder {
        "trade" => EventKind::Trade {
            price: cells.number()?,
            size: cells.number()?,
            side: match cells.text()?.as_str() {
                "buy" => TakerSide::Buy,
                "sell" => TakerSide::Sell,
                other => return Err(format!("side is {other:?}, expected buy or sell")),
            },
        },
        "book_top" => EventKind::BookTop(BookTop {
            update: cells.maybe_integer()?,
            bid: cells.number()?,
            bid_size: cells.number()?,
            ask: cells.number()?,
            ask_size: cells.number()?,
        }),
        "depth" => EventKind::Depth(decode_depth(&mut cells)?),
        "book_snapshot" => EventKind::BookSnapshot(BookSnapshot {
            last: cells.integer()?,
            is_whole: cells.integer()? != 0,
            bids: cells.json()?,
            asks: cells.json()?,
        }),
        "book_diff" => EventKind::BookDiff(BookDiff {
            first: cells.integer()?,
            last: cells.integer()?,
            previous: cells.maybe_integer()?,
            bids: cells.json()?,
            asks: cells.json()?,
        }),
        "funding" => EventKind::Funding {
            rate_per_8h: cells.number()?,
            next_time: cells.maybe_integer()?.map(Timestamp::from_millis),
        },
        "open_interest" => EventKind::OpenInterest {
            base_units: cells.number()?,
            usd: cells.maybe_number()?,
        },
        "mark_price" => EventKind::MarkPrice {
            price: cells.number()?,
        },
        "index_price" => EventKind::IndexPrice {
            price: cells.number()?,
        },
        "implied_volatility" => EventKind::ImpliedVolatility {
            percent: cells.number()?,
        },
        "oracle_price" => EventKind::OraclePrice {
            price: cells.number()?,
            confidence: cells.number()?,
            publish_time: Timestamp::from_millis(cells.integer()?),
        },
        "reserve" => EventKind::Reserve(PoolReserve {
            protocol: cells.text()?,
            address: cells.text()?,
            available: cells.number()?,
            borrowed: cells.number()?,
            utilization: cells.number()?,
        }),
        _ => {
            let reason = cells.text()?;
            let reason = GapReason::ALL
                .into_iter()
                .find(|known| known.name() == reason)
                .ok_or_else(|| format!("{reason:?} is no reason for a gap"))?;
            EventKind::Gap {
                reason,
                detail: cells.text()?,
            }
        }
    })
}

fn decode_depth<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<BookSummary, String> {
    Ok(BookSummary {
        best_bid: cells.number()?,
        best_bid_size: cells.number()?,
        best_ask: cells.number()?,
        best_ask_size: cells.number()?,
        bid_usd: cells.four()?,
        ask_usd: cells.four()?,
        known_bps: cells.maybe_number()?,
        slippage: cells.json()?,
    })
}

/// Puts a row together from the first three columns and the kind's own.
pub(super) fn row(
    venue: Venue,
    instrument: &str,
    time: i64,
    exchange_time: Option<i64>,
    sequence: i64,
    kind: EventKind,
) -> Row {
    let exchange_time = exchange_time.map(Timestamp::from_millis);
    Row {
        received_at: Timestamp::from_millis(time),
        venue,
        sequence,
        event: Event::new(instrument, exchange_time, kind),
    }
}
