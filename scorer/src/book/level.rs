//! One price of an order book.

use serde::{Deserialize, Serialize};

/// A price with what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "(f64, f64)", into = "(f64, f64)")]
pub struct Level {
    /// In the quote currency, above zero.
    pub price: f64,
    /// In units of the asset; zero removes the price from the book.
    pub size: f64,
}

impl Level {
    /// `size` units at `price`.
    pub const fn new(price: f64, size: f64) -> Self {
        Self { price, size }
    }
}

impl From<(f64, f64)> for Level {
    fn from((price, size): (f64, f64)) -> Self {
        Self { price, size }
    }
}

impl From<Level> for (f64, f64) {
    fn from(level: Level) -> Self {
        (level.price, level.size)
    }
}

/// A price as a key of an ordered map: the bits of a positive float order as the float does, and
/// the same decimal text always gives the same bits, so a later message finds its price again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PriceKey(u64);

impl PriceKey {
    /// None for a price that is not above zero and finite.
    pub(super) fn new(price: f64) -> Option<Self> {
        (price.is_finite() && price > 0.0).then(|| Self(price.to_bits()))
    }

    pub(super) fn price(self) -> f64 {
        f64::from_bits(self.0)
    }
}
