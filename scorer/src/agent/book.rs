//! An order book as depth with impact and recovery: the block-shaped book of Obizhaeva and Wang (2013).
//!
//! ```text
//! local price = true price x e^-d            d: how far selling has pushed it down
//! selling q   : d grows by q x true price x k,  k = 0.005 / depth within half a percent on one side
//! proceeds    = (e^-d before - e^-d after) / k
//! with time   : d decays by half every `half_life`
//! ```
//!
//! It is linear in small trades, and no trade, however large, brings a price to zero. Buying is the same with the signs
//! turned. Arbitrageurs close what is left of the gap ([`super::arbitrageur`]).

use crate::number::{exp, ln};

/// The span in which depth is measured: half a percent.
const SPAN: f64 = 0.005;

/// What a market pays at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Venue {
    /// Dollars for a whole token elsewhere.
    pub(super) price: f64,
    /// Dollars within half a percent on one side of this book.
    pub(super) depth: f64,
    /// Unix seconds.
    pub(super) now: u64,
}

/// One asset's book.
#[derive(Clone, Debug)]
pub(super) struct Book {
    displacement: f64,
    at: u64,
    half_life_seconds: f64,
}

impl Book {
    pub(super) const fn new(half_life_seconds: f64) -> Self {
        Self {
            displacement: 0.0,
            at: 0,
            half_life_seconds,
        }
    }

    /// How far the local price lies under the true one, as a logarithm.
    pub(super) fn displacement(&self, now: u64) -> f64 {
        if self.displacement == 0.0 {
            return 0.0;
        }
        let passed = super::units::float(now.saturating_sub(self.at));
        self.displacement * exp(-std::f64::consts::LN_2 * passed / self.half_life_seconds)
    }

    /// What selling `tokens` would bring, dollars.
    pub(super) fn proceeds(&self, venue: &Venue, tokens: f64) -> f64 {
        let impact = SPAN / venue.depth;
        let before = self.displacement(venue.now);
        let after = before + impact * tokens * venue.price;
        (exp(-before) - exp(-after)) / impact
    }

    /// Sells `tokens` and returns the dollars.
    pub(super) fn sell(&mut self, venue: &Venue, tokens: f64) -> f64 {
        let proceeds = self.proceeds(venue, tokens);
        let moved = SPAN / venue.depth * tokens * venue.price;
        self.set(self.displacement(venue.now) + moved, venue.now);
        proceeds
    }

    /// Buys for `dollars` and returns the tokens.
    pub(super) fn buy(&mut self, venue: &Venue, dollars: f64) -> f64 {
        let impact = SPAN / venue.depth;
        let before = self.displacement(venue.now);
        let after = -ln(exp(-before) + impact * dollars);
        self.set(after, venue.now);
        (before - after) / (impact * venue.price)
    }

    fn set(&mut self, displacement: f64, now: u64) {
        (self.displacement, self.at) = (displacement, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENUE: Venue = Venue {
        price: 20.0,
        depth: 100_000.0,
        now: 1_000,
    };

    #[test]
    fn selling_the_depth_moves_the_price_by_half_a_percent_and_costs_a_quarter() {
        let mut book = Book::new(600.0);

        let proceeds = book.sell(&VENUE, 5_000.0);

        assert!((book.displacement(1_000) - 0.005).abs() < 1e-12);
        assert!(
            (1.0 - proceeds / 100_000.0 - 0.0025).abs() < 1e-5,
            "{proceeds}"
        );
    }

    #[test]
    fn what_was_sold_is_bought_back_for_what_it_brought() {
        let mut book = Book::new(600.0);

        let proceeds = book.sell(&VENUE, 5_000.0);
        let bought = book.buy(&VENUE, proceeds);

        assert!((bought - 5_000.0).abs() < 1e-6, "{bought}");
        assert!(book.displacement(1_000).abs() < 1e-12);
    }

    #[test]
    fn half_of_the_gap_is_gone_after_the_half_life() {
        let mut book = Book::new(600.0);
        book.sell(&VENUE, 5_000.0);

        let (now, later) = (book.displacement(1_000), book.displacement(1_600));

        assert!((later / now - 0.5).abs() < 1e-12);
    }

    #[test]
    fn no_sale_is_too_large_to_bring_less_than_the_whole_book() {
        let proceeds = Book::new(600.0).proceeds(&VENUE, 1e12);

        assert!((proceeds - 100_000.0 / 0.005).abs() < 1.0, "{proceeds}");
    }
}
