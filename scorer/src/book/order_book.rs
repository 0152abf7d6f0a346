//! The book itself: two ordered sides.

use std::collections::BTreeMap;

use super::level::{Level, PriceKey};

/// Which side of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookSide {
    /// Who wants to buy; the highest price is best.
    Bid,
    /// Who wants to sell; the lowest price is best.
    Ask,
}

/// Sizes by price, both sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderBook {
    bids: BTreeMap<PriceKey, f64>,
    asks: BTreeMap<PriceKey, f64>,
}

impl OrderBook {
    /// Puts `level.size` at its price, or takes the price out when the size is zero. A level that
    /// cannot stand in a book (price not above zero, size negative or not finite) is left out and
    /// answered with false.
    pub fn set(&mut self, side: BookSide, level: Level) -> bool {
        let Some(key) = PriceKey::new(level.price) else {
            return false;
        };
        let levels = match side {
            BookSide::Bid => &mut self.bids,
            BookSide::Ask => &mut self.asks,
        };
        if level.size > 0.0 && level.size.is_finite() {
            levels.insert(key, level.size);
            true
        } else {
            levels.remove(&key);
            level.size.abs() <= 0.0
        }
    }

    /// Sets every level of both lists; answers how many were left out as impossible.
    pub fn set_all(&mut self, bids: &[Level], asks: &[Level]) -> usize {
        let bids = bids.iter().map(|level| (BookSide::Bid, level));
        let asks = asks.iter().map(|level| (BookSide::Ask, level));
        bids.chain(asks)
            .filter(|(side, level)| !self.set(*side, **level))
            .count()
    }

    /// Takes every level out.
    pub fn clear(&mut self) {
        self.bids.clear();
        self.asks.clear();
    }

    /// Highest bid.
    pub fn best_bid(&self) -> Option<Level> {
        self.levels(BookSide::Bid).next()
    }

    /// Lowest ask.
    pub fn best_ask(&self) -> Option<Level> {
        self.levels(BookSide::Ask).next()
    }

    /// Halfway between the best bid and the best ask; None unless both are there.
    pub fn mid(&self) -> Option<f64> {
        Some(f64::midpoint(
            self.best_bid()?.price,
            self.best_ask()?.price,
        ))
    }

    /// Best ask less best bid, in ten-thousandths of the mid. Negative when crossed.
    pub fn spread_bps(&self) -> Option<f64> {
        let (bid, ask) = (self.best_bid()?.price, self.best_ask()?.price);
        Some((ask - bid) / f64::midpoint(bid, ask) * 10_000.0)
    }

    /// Whether someone bids at or above what another asks: such a book is wrong, since those two
    /// would have traded.
    pub fn is_crossed(&self) -> bool {
        matches!((self.best_bid(), self.best_ask()), (Some(bid), Some(ask)) if bid.price >= ask.price)
    }

    /// Levels of one side from the best outward.
    pub fn levels(&self, side: BookSide) -> Box<dyn Iterator<Item = Level> + '_> {
        let level = |(key, size): (&PriceKey, &f64)| Level::new(key.price(), *size);
        match side {
            BookSide::Bid => Box::new(self.bids.iter().rev().map(level)),
            BookSide::Ask => Box::new(self.asks.iter().map(level)),
        }
    }

    /// Number of prices on one side.
    pub fn len(&self, side: BookSide) -> usize {
        match side {
            BookSide::Bid => self.bids.len(),
            BookSide::Ask => self.asks.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_size_takes_the_price_out() {
        let mut book = OrderBook::default();
        book.set(BookSide::Bid, Level::new(100.0, 2.0));
        book.set(BookSide::Bid, Level::new(99.5, 1.0));

        assert!(book.set(BookSide::Bid, Level::new(100.0, 0.0)));

        assert_eq!(book.best_bid(), Some(Level::new(99.5, 1.0)));
        assert_eq!(book.len(BookSide::Bid), 1);
    }

    #[test]
    fn impossible_levels_are_left_out_and_counted() {
        let mut book = OrderBook::default();
        let bids = [
            Level::new(f64::NAN, 1.0),
            Level::new(-1.0, 1.0),
            Level::new(10.0, -3.0),
        ];

        let left_out = book.set_all(&bids, &[Level::new(11.0, 1.0)]);

        assert_eq!(left_out, 3);
        assert_eq!(book.best_bid(), None);
        assert_eq!(book.spread_bps(), None);
    }

    #[test]
    fn bid_at_the_ask_is_crossed() {
        let mut book = OrderBook::default();
        book.set_all(&[Level::new(100.0, 1.0)], &[Level::new(101.0, 1.0)]);
        assert!(!book.is_crossed());

        book.set(BookSide::Bid, Level::new(101.0, 1.0));

        assert!(book.is_crossed());
        assert_eq!(book.spread_bps(), Some(0.0));
    }
}
