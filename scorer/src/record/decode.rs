//! Fields back to the event that they were stored as.

use serde::de::DeserializeOwned;

use super::schema::{Cell, ColumnType, columns};
use crate::book::{BookDiff, BookSnapshot, BookSummary};
use crate::time::Timestamp;
use crate::venue::{BookTop, EventKind, GapReason, PoolReserve, TakerSide};

/// The cells of one row, taken one after another.
struct Cells<I> {
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
    match folder {
        "trade" => trade(&mut cells),
        "book_top" => book_top(&mut cells),
        "depth" => Ok(EventKind::Depth(depth(&mut cells)?)),
        "book_snapshot" => book_snapshot(&mut cells),
        "book_diff" => book_diff(&mut cells),
        "reserve" => reserve(&mut cells),
        "gap" => gap(&mut cells),
        _ => value(folder, &mut cells),
    }
}

fn trade<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<EventKind, String> {
    Ok(EventKind::Trade {
        price: cells.number()?,
        size: cells.number()?,
        side: match cells.text()?.as_str() {
            "buy" => TakerSide::Buy,
            "sell" => TakerSide::Sell,
            other => return Err(format!("side is {other:?}, expected buy or sell")),
        },
    })
}

fn book_top<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<EventKind, String> {
    Ok(EventKind::BookTop(BookTop {
        update: cells.maybe_integer()?,
        bid: cells.number()?,
        bid_size: cells.number()?,
        ask: cells.number()?,
        ask_size: cells.number()?,
    }))
}

fn book_snapshot<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<EventKind, String> {
    Ok(EventKind::BookSnapshot(BookSnapshot {
        last: cells.integer()?,
        is_whole: cells.integer()? != 0,
        bids: cells.json()?,
        asks: cells.json()?,
    }))
}

fn book_diff<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<EventKind, String> {
    Ok(EventKind::BookDiff(BookDiff {
        first: cells.integer()?,
        last: cells.integer()?,
        previous: cells.maybe_integer()?,
        bids: cells.json()?,
        asks: cells.json()?,
    }))
}

fn reserve<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<EventKind, String> {
    Ok(EventKind::Reserve(PoolReserve {
        protocol: cells.text()?,
        address: cells.text()?,
        available: cells.number()?,
        borrowed: cells.number()?,
        utilization: cells.number()?,
    }))
}

fn gap<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<EventKind, String> {
    let name = cells.text()?;
    let reason = GapReason::ALL
        .into_iter()
        .find(|known| known.name() == name)
        .ok_or_else(|| format!("{name:?} is no reason for a gap"))?;
    let detail = cells.text()?;
    Ok(EventKind::Gap { reason, detail })
}

/// Kinds of one number or a few.
fn value<I: Iterator<Item = Cell>>(
    folder: &str,
    cells: &mut Cells<I>,
) -> Result<EventKind, String> {
    Ok(match folder {
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
        _ => return Err(format!("{folder} is no kind of event")),
    })
}

fn depth<I: Iterator<Item = Cell>>(cells: &mut Cells<I>) -> Result<BookSummary, String> {
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
