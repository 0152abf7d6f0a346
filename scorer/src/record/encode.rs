//! An event's own fields, in the order of its kind's columns.

use serde::Serialize;

use super::schema::Cell;
use crate::book::BookSummary;
use crate::time::Timestamp;
use crate::venue::EventKind;

/// The kind's own fields of an event, in the order of `schema::columns`.
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
