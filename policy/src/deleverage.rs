//! Deleverage: governance wants less owed of an asset, and says so with notice.
//!
//! ```text
//! weight(now) = 1 + (most - 1) x (now - start) / (end - start)       while more is owed than the target
//! ```
//!
//! From the start no new debt passes the target. The debts that are there weigh more and more where it is decided who may
//! be liquidated, so that the positions nearest to their threshold are reduced first, a part at a time, at the least bonus
//! of their collateral. When as little is owed as was asked for, it is over. No score and no breaker arms it: it waits
//! for the structure delay, and then gains no faster than a threshold may fall.
//!
//! A collateral is wound down by lowering its threshold instead ([`crate::ramp`]). Source: klend's auto-deleverage, which has
//! both sides and a bonus of its own.

use crate::bounds::Bounds;
use crate::error::{Result, Rule};
use crate::num::{BPS_ONE, mul_div_floor};
use crate::unit::{Timestamp, TokenAmount};

/// A debt counts as what it is, basis points.
pub const PLAIN_WEIGHT_BPS: u16 = 10_000;
/// A debt never counts for more than twice what it is, basis points.
pub const MOST_WEIGHT_BPS: u16 = 20_000;

/// What is asked for.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeleverageRequest {
    /// What may still be owed, base units.
    pub target: TokenAmount,
    /// Seconds from start to end.
    pub seconds: u32,
    /// What a debt weighs at the end, basis points, 10 001 to 20 000; zero: no deleverage any more.
    pub weight_bps: u16,
    /// Zero.
    pub padding: u16,
}

/// A reserve's deleverage. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleverage {
    /// What may still be owed, base units.
    pub target: TokenAmount,
    /// When it began, Unix seconds.
    pub starts_at: Timestamp,
    /// When the weight is at its most, Unix seconds.
    pub ends_at: Timestamp,
    /// That weight, basis points; zero: not armed.
    pub weight_bps: u16,
    /// Zero.
    pub padding: [u8; 6],
}

impl Deleverage {
    /// What `request` asks for, beginning at `now`.
    ///
    /// 1. The weight lies between one and [`MOST_WEIGHT_BPS`], or is zero, which disarms.
    /// 2. It takes as long as the market's bounds want of a ramp at least, and gains in a day no more than a threshold may
    ///    fall.
    pub fn arm(request: DeleverageRequest, bounds: &Bounds, now: Timestamp) -> Result<Self> {
        let weight = u64::from(request.weight_bps);
        if weight == 0 {
            return Ok(Self::default());
        }
        if weight <= BPS_ONE || request.weight_bps > MOST_WEIGHT_BPS {
            return Err(Rule::SettingOutOfRange.broken(weight, u64::from(MOST_WEIGHT_BPS)));
        }
        bounds.check_slope(weight.saturating_sub(BPS_ONE), request.seconds)?;
        let seconds = u64::from(request.seconds);
        Ok(Self {
            target: request.target,
            starts_at: now,
            ends_at: Timestamp(now.0.saturating_add(seconds)),
            weight_bps: request.weight_bps,
            padding: [0; 6],
        })
    }

    /// Whether governance has armed it.
    #[inline(always)]
    pub const fn is_armed(&self) -> bool {
        self.weight_bps != 0
    }

    /// What a debt of the reserve weighs at `now` where `owed` is owed by all, basis points, rounded down.
    pub fn weight_bps_floor(&self, owed: TokenAmount, now: Timestamp) -> u16 {
        if self.excess(owed).is_zero() {
            return PLAIN_WEIGHT_BPS;
        }
        let length = self.ends_at.since(self.starts_at).max(1);
        let passed = now.since(self.starts_at).min(length);
        let rise = u64::from(self.weight_bps.saturating_sub(PLAIN_WEIGHT_BPS));
        let grown = mul_div_floor(rise, passed, length).unwrap_or(0);
        PLAIN_WEIGHT_BPS.saturating_add(u16::try_from(grown).unwrap_or(0))
    }

    /// How much of what is `owed` is past the target; nothing where it is not armed.
    pub fn excess(&self, owed: TokenAmount) -> TokenAmount {
        if !self.is_armed() {
            return TokenAmount::ZERO;
        }
        TokenAmount(owed.0.saturating_sub(self.target.0))
    }

    /// The borrow cap under it.
    #[inline(always)]
    pub fn cap(&self, cap: TokenAmount) -> TokenAmount {
        if self.is_armed() {
            return cap.min(self.target);
        }
        cap
    }
}

#[cfg(test)]
mod tests;
