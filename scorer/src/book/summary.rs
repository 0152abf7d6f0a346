//! What a book is worth to someone who must trade: its depth near the mid and the price of size.
//!
//! Depth within N bps is the quote-currency value of a side's levels whose price lies within N
//! ten-thousandths of the mid. Slippage of a size is how much worse than the mid its average price
//! is when it is filled from the best level outward.

use serde::{Deserialize, Serialize};

use super::builder::BookEdges;
use super::order_book::{BookSide, OrderBook};

/// Distances from the mid at which depth is summed, in basis points, ascending.
pub const DEPTH_BPS: [u32; 4] = [10, 25, 50, 100];

/// What filling one size would cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slippage {
    /// Size in the quote currency, taken as US dollars.
    pub size_usd: f64,
    /// How far above the mid a buyer pays on average, in bps; None when the asks are too few.
    pub buy_bps: Option<f64>,
    /// How far below the mid a seller gets on average, in bps; None when the bids are too few.
    pub sell_bps: Option<f64>,
}

/// One look at a book. Quote-currency values count a stable quote as a US dollar.
#[derive(Clone, Debug, PartialEq)]
pub struct BookSummary {
    /// Highest bid.
    pub best_bid: f64,
    /// Units of the asset at the highest bid.
    pub best_bid_size: f64,
    /// Lowest ask.
    pub best_ask: f64,
    /// Units of the asset at the lowest ask.
    pub best_ask_size: f64,
    /// Value of the bids within [`DEPTH_BPS`] of the mid, USD.
    pub bid_usd: [f64; 4],
    /// Value of the asks within [`DEPTH_BPS`] of the mid, USD.
    pub ask_usd: [f64; 4],
    /// How far from the mid the book is surely whole, in bps; beyond it depth is a lower bound.
    /// None when the venue gave the whole book.
    pub known_bps: Option<f64>,
    /// Cost of each size asked for.
    pub slippage: Vec<Slippage>,
}

impl BookSummary {
    /// Measures `book`; None unless both sides have a level. `edges` are the outermost prices that
    /// the snapshot reached.
    pub fn of(book: &OrderBook, edges: Option<BookEdges>, sizes_usd: &[f64]) -> Option<Self> {
        let (bid, ask) = (book.best_bid()?, book.best_ask()?);
        let mid = f64::midpoint(bid.price, ask.price);
        let slippage = sizes_usd
            .iter()
            .map(|&size_usd| Slippage {
                size_usd,
                buy_bps: average_price(book, BookSide::Ask, size_usd)
                    .map(|price| (price / mid - 1.0) * 10_000.0),
                sell_bps: average_price(book, BookSide::Bid, size_usd)
                    .map(|price| (1.0 - price / mid) * 10_000.0),
            })
            .collect();
        Some(Self {
            best_bid: bid.price,
            best_bid_size: bid.size,
            best_ask: ask.price,
            best_ask_size: ask.size,
            bid_usd: depth_usd(book, BookSide::Bid, mid),
            ask_usd: depth_usd(book, BookSide::Ask, mid),
            known_bps: edges.map(|edges| edges.bps_from(mid)),
            slippage,
        })
    }
}

/// Value of one side within each of [`DEPTH_BPS`] of `mid`.
fn depth_usd(book: &OrderBook, side: BookSide, mid: f64) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for level in book.levels(side) {
        let distance_bps = (level.price / mid - 1.0).abs() * 10_000.0;
        let Some(nearest) = DEPTH_BPS
            .iter()
            .position(|&bps| distance_bps <= f64::from(bps))
        else {
            break;
        };
        for sum in &mut sums[nearest..] {
            *sum += level.price * level.size;
        }
    }
    sums
}

/// Average price of `size_usd` filled from the best level of `side` outward.
fn average_price(book: &OrderBook, side: BookSide, size_usd: f64) -> Option<f64> {
    let (mut left_usd, mut units) = (size_usd, 0.0);
    for level in book.levels(side) {
        let value = level.price * level.size;
        if value >= left_usd {
            return Some(size_usd / (units + left_usd / level.price));
        }
        left_usd -= value;
        units += level.size;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Level;

    fn book() -> OrderBook {
        let mut book = OrderBook::default();
        let bids = [
            Level::new(99.95, 10.0),
            Level::new(99.70, 10.0),
            Level::new(98.0, 10.0),
        ];
        let asks = [Level::new(100.05, 10.0), Level::new(100.60, 10.0)];
        book.set_all(&bids, &asks);
        book
    }

    #[test]
    fn depth_counts_only_what_stands_within_the_distance() {
        let summary = BookSummary::of(&book(), None, &[]).unwrap();

        let near = |found: [f64; 4], expected: [f64; 4]| {
            found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-9)
        };
        assert!(
            near(summary.bid_usd, [999.5, 999.5, 1_996.5, 1_996.5]),
            "{:?}",
            summary.bid_usd
        );
        assert!(
            near(summary.ask_usd, [1_000.5, 1_000.5, 1_000.5, 2_006.5]),
            "{:?}",
            summary.ask_usd
        );
        assert_eq!(summary.known_bps, None);
    }

    #[test]
    fn size_beyond_the_first_level_pays_the_second() {
        let summary = BookSummary::of(&book(), None, &[500.25, 2_006.5, 3_000.0]).unwrap();

        let buy = |index: usize| summary.slippage[index].buy_bps;
        assert!(
            (buy(0).unwrap() - 5.0).abs() < 1e-9,
            "inside the first level"
        );
        let average = 2_006.5 / 20.0;
        assert!((buy(1).unwrap() - (average / 100.0 - 1.0) * 10_000.0).abs() < 1e-6);
        assert_eq!(buy(2), None, "the asks are worth less than 3,000 USD");
        assert!(summary.slippage[2].sell_bps.is_none());
    }

    #[test]
    fn one_sided_book_has_no_summary() {
        let mut book = OrderBook::default();
        book.set_all(&[Level::new(1.0, 1.0)], &[]);

        assert_eq!(BookSummary::of(&book, None, &[]), None);
    }
}
