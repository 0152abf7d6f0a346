//! Price detectors: a jump against a reference of the last window, and the distance from another price (the oracle's
//! average, a second source).

use crate::num::{BPS_ONE, mul_div_floor};
use crate::unit::{PricePerUnit, Timestamp};

/// The distance of `price` from `reference`, basis points of the reference, rounded down. Without a reference: none.
pub fn distance_bps_floor(price: PricePerUnit, reference: PricePerUnit) -> u64 {
    if reference.is_zero() {
        return 0;
    }
    // A quotient beyond 64 bits is as far as can be.
    mul_div_floor(price.0.abs_diff(reference.0), BPS_ONE, reference.0).unwrap_or(u64::MAX)
}

/// The price that a jump is measured against. All zero: none yet.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PriceReference {
    /// The price when the window began.
    pub price: PricePerUnit,
    /// When it was taken, Unix seconds.
    pub taken_at: Timestamp,
}

impl PriceReference {
    /// Measures `price` against the reference, basis points rounded down, then begins a new window if the last is
    /// over. Measured first: a jump at the edge of a window is seen.
    pub fn observe(&mut self, price: PricePerUnit, window_seconds: u32, now: Timestamp) -> u64 {
        let distance = distance_bps_floor(price, self.price);
        if self.price.is_zero() || now.since(self.taken_at) >= u64::from(window_seconds) {
            *self = Self {
                price,
                taken_at: now,
            };
        }
        distance
    }
}
