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
    ///
    /// While its breaker `is_held` the reference stands, so that a price that has not come back is not taken for one that
    /// has.
    pub fn observe(
        &mut self,
        price: PricePerUnit,
        window_seconds: u32,
        is_held: bool,
        now: Timestamp,
    ) -> u64 {
        let distance = distance_bps_floor(price, self.price);
        let is_over = now.since(self.taken_at) >= u64::from(window_seconds);
        if self.price.is_zero() || (is_over && !is_held) {
            *self = Self {
                price,
                taken_at: now,
            };
        }
        distance
    }
}
