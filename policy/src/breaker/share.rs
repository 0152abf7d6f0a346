//! Measures that are a part of a whole, in basis points: utilisation, and how full a limiter's bucket is.

use crate::limiter::{Bucket, Limit, UNLIMITED};
use crate::num::{BPS_ONE, is_share_at_least, mul_div_floor};
use crate::regime::Regime;
use crate::unit::{Timestamp, TokenAmount};

/// What is lent and what lies in the vault, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lent {
    /// Owed to the reserve.
    pub debt: TokenAmount,
    /// In its vault.
    pub cash: TokenAmount,
}

impl Lent {
    /// True when at least `threshold` basis points of the whole are lent; never of nothing. Exact, without a division.
    #[inline(always)]
    pub fn is_at_least(self, threshold: u64) -> bool {
        let total = self.debt.0.saturating_add(self.cash.0);
        is_share_at_least(self.debt.0, total, threshold)
    }

    /// What is lent of the whole, rounded down; zero of nothing, at most 10 000.
    pub fn utilization_bps_floor(self) -> u64 {
        let total = self.debt.0.saturating_add(self.cash.0);
        // The divisor is checked, and a part of a whole fits.
        mul_div_floor(self.debt.0, BPS_ONE, total).unwrap_or(0)
    }
}

/// How full `bucket` is at `now`, rounded down; zero without a limit, everything for a capacity of zero.
pub fn fullness_bps_floor(bucket: &Bucket, limit: &Limit, regime: Regime, now: Timestamp) -> u64 {
    let level = bucket.level_at(limit, regime, now);
    match limit.capacity(regime) {
        UNLIMITED => 0,
        _ if level == 0 => 0,
        capacity => mul_div_floor(level, BPS_ONE, capacity).unwrap_or(u64::MAX),
    }
}

/// True when a bucket at `level` is full to `threshold` basis points of its capacity. Exact, without a division.
#[inline(always)]
pub fn is_full_to(level: u64, limit: &Limit, regime: Regime, threshold: u64) -> bool {
    match limit.capacity(regime) {
        UNLIMITED => false,
        capacity => level != 0 && (capacity == 0 || is_share_at_least(level, capacity, threshold)),
    }
}
