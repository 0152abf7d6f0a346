//! Measures that are a part of a whole, in basis points: utilisation, and how full a limiter's bucket is.

use crate::limiter::{Bucket, Limit, UNLIMITED};
use crate::num::{BPS_ONE, mul_div_floor};
use crate::regime::Regime;
use crate::unit::{Timestamp, TokenAmount};

/// What is lent of what is deposited, rounded down; zero of nothing, at most 10 000.
pub fn utilization_bps_floor(debt: TokenAmount, cash: TokenAmount) -> u64 {
    let total = debt.0.saturating_add(cash.0);
    // The divisor is checked, and a part of a whole fits.
    mul_div_floor(debt.0, BPS_ONE, total).unwrap_or(0)
}

/// What an action that took utilisation from `before` to `after` shows the breaker: `after` if it crossed
/// `threshold`, else nothing. So a market that lives above the threshold does not trip at every payment.
pub const fn crossing_bps(before: u64, after: u64, threshold: u64) -> u64 {
    if before < threshold { after } else { 0 }
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
