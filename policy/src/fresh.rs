//! Fresh collateral: what arrived of late and has not seasoned.
//!
//! Stolen, minted or bridged-from-nothing tokens are borrowed against within minutes of their arrival (Kelp DAO, April
//! 2026: 290 M USD of sudden collateral). A deposit is therefore fresh at first, and its freshness fades in a straight
//! line over the reserve's season:
//!
//! ```text
//! fresh(now)     = ceil(shares x (until - now) / (until - since))
//! seasoned limit = borrow limit without the fresh shares
//! excess         = max(0, debt - seasoned limit)
//! ```
//!
//! Both quotients are taken in 32 fractional bits, rounded to the strict side: a division of 128 bits costs more on chain
//! than all else here. The season is the one in force when the deposit arrives; a later change of it moves no deposit.
//!
//! Whatever lifts the excess is charged to the limit of borrowing against fresh collateral. Nothing else is: old
//! depositors never meet it, and an excess that a falling price causes costs no one any room.

use crate::error::Result;
use crate::num::{add, fraction_ceil, fraction_of_ceil};
use crate::unit::{DepositShares, Timestamp, Usd};

/// The longest season: two weeks.
pub const MAX_SEASON_SECONDS: u32 = 1_209_600;

/// An amount that counts as new for a while, and less and less of it. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fading {
    /// What counted as new at `since`: deposit shares, or base units.
    pub amount: u64,
    /// When it was counted, Unix seconds.
    pub since: Timestamp,
    /// When none of it will count, Unix seconds.
    pub until: Timestamp,
}

impl Fading {
    /// What still counts at `now`, rounded up.
    #[inline(always)]
    pub fn at_ceil(&self, now: Timestamp) -> u64 {
        if now >= self.until {
            return 0;
        }
        self.fading_ceil(now)
    }

    fn fading_ceil(&self, now: Timestamp) -> u64 {
        let length = self.until.since(self.since);
        // A clock that went back leaves all of it new.
        let left = self.until.since(now).min(length);
        fraction_of_ceil(self.amount, fraction_ceil(left, length))
    }

    /// Adds `amount` that comes now and counts for `seconds`. The fading begins anew for what remained of earlier ones
    /// too: the strict side.
    #[inline]
    pub fn add(&mut self, amount: u64, seconds: u32, now: Timestamp) -> Result<()> {
        if seconds == 0 || amount == 0 {
            return Ok(());
        }
        let until = now.0.saturating_add(u64::from(seconds));
        *self = Self {
            amount: add(self.at_ceil(now), amount)?,
            since: self.since.max(now),
            until: self.until.max(Timestamp(until)),
        };
        Ok(())
    }

    /// Takes `amount` out, new ones first, and returns how much of it was not new.
    ///
    /// What stays new is old when it would have been: taking out restarts nothing.
    #[inline]
    pub fn take(&mut self, amount: u64, now: Timestamp) -> u64 {
        let new = self.at_ceil(now);
        let Some(left) = new.checked_sub(amount).filter(|left| *left != 0) else {
            *self = Self::default();
            return amount.saturating_sub(new);
        };
        self.amount = left;
        self.since = self.since.max(now);
        0
    }
}

/// The part of `value` that seasoned shares are worth, rounded down.
///
/// `value` is what `shares` are worth together, `fresh` how many of them are fresh (more than all count as all).
#[inline(always)]
pub fn seasoned_value_floor(value: Usd, shares: DepositShares, fresh: DepositShares) -> Usd {
    if fresh.is_zero() {
        return value;
    }
    let fraction = fraction_ceil(fresh.0.min(shares.0), shares.0);
    let at_risk = fraction_of_ceil(value.0, fraction);
    Usd(value.0.saturating_sub(at_risk))
}

/// What an action that moved the gap between debt and seasoned limit by `moved` lifted the excess by.
///
/// For a borrow `moved` is the new debt's value; for a withdrawal the fall of the seasoned limit. `debt` and
/// `seasoned_limit` are those after the action: the excess cannot have risen by more than it is, nor by more than
/// the action moved.
#[inline]
pub fn excess_added(debt: Usd, seasoned_limit: Usd, moved: Usd) -> Usd {
    Usd(debt.0.saturating_sub(seasoned_limit.0)).min(moved)
}

#[cfg(test)]
mod tests;
