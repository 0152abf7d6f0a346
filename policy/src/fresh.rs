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
use crate::num::{fraction_ceil, fraction_of_ceil};
use crate::unit::{DepositShares, Timestamp, Usd};

/// The longest season: two weeks.
pub const MAX_SEASON_SECONDS: u32 = 1_209_600;

/// The part of a deposit that has not seasoned. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// Shares that were fresh at `since`; never more than the deposit holds.
    pub shares: DepositShares,
    /// When they were counted, Unix seconds.
    pub since: Timestamp,
    /// When none of them will be fresh, Unix seconds.
    pub until: Timestamp,
}

impl Fresh {
    /// The shares still fresh at `now`, rounded up.
    #[inline(always)]
    pub fn shares_at_ceil(&self, now: Timestamp) -> DepositShares {
        if now >= self.until {
            return DepositShares::ZERO;
        }
        self.fading_ceil(now)
    }

    fn fading_ceil(&self, now: Timestamp) -> DepositShares {
        let length = self.until.since(self.since);
        // A clock that went back leaves all of them fresh.
        let left = self.until.since(now).min(length);
        DepositShares(fraction_of_ceil(self.shares.0, fraction_ceil(left, length)))
    }

    /// Adds `shares` that arrive now. The fading begins anew for what remained of earlier ones too: the strict side.
    pub fn arrive(
        &mut self,
        shares: DepositShares,
        season_seconds: u32,
        now: Timestamp,
    ) -> Result<()> {
        if season_seconds == 0 {
            return Ok(());
        }
        let until = now.0.saturating_add(u64::from(season_seconds));
        *self = Self {
            shares: self.shares_at_ceil(now).plus(shares)?,
            since: self.since.max(now),
            until: self.until.max(Timestamp(until)),
        };
        Ok(())
    }

    /// Takes `shares` out, fresh ones first, and returns how many seasoned ones went with them.
    ///
    /// What stays fresh is seasoned when it would have been: a withdrawal restarts no season.
    pub fn leave(&mut self, shares: DepositShares, now: Timestamp) -> DepositShares {
        let fresh = self.shares_at_ceil(now);
        let Some(left) = fresh.0.checked_sub(shares.0).filter(|left| *left != 0) else {
            *self = Self::default();
            return DepositShares(shares.0.saturating_sub(fresh.0));
        };
        self.shares = DepositShares(left);
        self.since = self.since.max(now);
        DepositShares::ZERO
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
