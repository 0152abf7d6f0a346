//! Fresh collateral: what arrived of late and has not seasoned.
//!
//! Stolen, minted or bridged-from-nothing tokens are borrowed against within minutes of their arrival (Kelp DAO, April
//! 2026: 290 M USD of sudden collateral). A deposit is therefore fresh at first, and its freshness fades in a straight
//! line over the reserve's season:
//!
//! ```text
//! fresh(now)     = ceil(shares x (season - seconds since) / season)
//! seasoned limit = borrow limit without the fresh shares
//! excess         = max(0, debt - seasoned limit)
//! ```
//!
//! Whatever lifts the excess is charged to the limit of borrowing against fresh collateral. Nothing else is: old
//! depositors never meet it, and an excess that a falling price causes costs no one any room.

use crate::error::Result;
use crate::num::{mul_div_ceil, mul_div_floor};
use crate::unit::{DepositShares, Timestamp, Usd};

/// The longest season: two weeks.
pub const MAX_SEASON_SECONDS: u32 = 1_209_600;

/// The part of a deposit that has not seasoned. All zero: none.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fresh {
    /// Shares that were fresh at `since`; never more than the deposit holds.
    pub shares: DepositShares,
    /// When the fading began, Unix seconds.
    pub since: Timestamp,
}

impl Fresh {
    /// The shares still fresh at `now`, rounded up. A season of zero: none ever.
    #[inline]
    pub fn shares_at_ceil(&self, season_seconds: u32, now: Timestamp) -> Result<DepositShares> {
        let season = u64::from(season_seconds);
        let left = season.saturating_sub(now.since(self.since));
        if self.shares.is_zero() || left == 0 {
            return Ok(DepositShares::ZERO);
        }
        mul_div_ceil(self.shares.0, left, season).map(DepositShares)
    }

    /// Adds `shares` that arrive now. The fading begins anew for what remained of earlier ones too: the strict side.
    pub fn arrive(
        &mut self,
        shares: DepositShares,
        season_seconds: u32,
        now: Timestamp,
    ) -> Result<()> {
        if season_seconds == 0 {
            *self = Self::default();
            return Ok(());
        }
        let remaining = self.shares_at_ceil(season_seconds, now)?;
        *self = Self {
            shares: remaining.plus(shares)?,
            since: self.since.max(now),
        };
        Ok(())
    }

    /// Takes `shares` out, fresh ones first, and returns how many seasoned ones went with them.
    ///
    /// What stays fresh keeps fading at its own pace: a withdrawal restarts no season.
    pub fn leave(
        &mut self,
        shares: DepositShares,
        season_seconds: u32,
        now: Timestamp,
    ) -> Result<DepositShares> {
        let fresh = self.shares_at_ceil(season_seconds, now)?;
        let Some(left) = fresh.0.checked_sub(shares.0).filter(|left| *left != 0) else {
            *self = Self::default();
            return Ok(DepositShares(shares.0.saturating_sub(fresh.0)));
        };
        // Scaled back to what it would have been at `since`, rounded up and never more than it was.
        let scaled = mul_div_ceil(self.shares.0, left, fresh.0)?;
        self.shares = DepositShares(scaled.min(self.shares.0));
        Ok(DepositShares::ZERO)
    }
}

/// The part of `value` that seasoned shares are worth, rounded down.
///
/// `value` is what `shares` are worth together, `fresh` how many of them are fresh (more than all count as all).
#[inline]
pub fn seasoned_value_floor(
    value: Usd,
    shares: DepositShares,
    fresh: DepositShares,
) -> Result<Usd> {
    if fresh.is_zero() {
        return Ok(value);
    }
    let seasoned = shares.0.saturating_sub(fresh.0);
    if seasoned == 0 {
        return Ok(Usd::ZERO);
    }
    mul_div_floor(value.0, seasoned, shares.0).map(Usd)
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
