//! The slots of a position: one deposit or one debt each.

use crate::error::{Result, Rule};
use crate::fresh::Fading;
use crate::reward::{Earned, RewardStream};
use crate::unit::{DebtShares, DepositShares, ReserveIndex, Timestamp, TokenAmount};

/// A deposit in one reserve. Zero shares and nothing earned: the slot is free.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DepositSlot {
    /// Shares held.
    pub shares: DepositShares,
    /// How many of them have not seasoned.
    pub fresh: Fading,
    /// What they have earned; it stays when they have left, until it is claimed.
    pub earned: Earned,
    /// In which reserve.
    pub reserve: ReserveIndex,
    /// Zero.
    pub padding: [u8; 6],
}

/// A debt to one reserve. Zero shares and nothing earned: the slot is free.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BorrowSlot {
    /// Shares owed.
    pub shares: DebtShares,
    /// What was counted as outflow of late, base units: repaying it gives the room back.
    pub recent: Fading,
    /// What was charged as debt against fresh collateral of late, base units: repaying it gives the room back.
    pub charged: Fading,
    /// What the debt has earned; it stays when it is repaid, until it is claimed.
    pub earned: Earned,
    /// To which reserve.
    pub reserve: ReserveIndex,
    /// Zero.
    pub padding: [u8; 6],
}

impl DepositSlot {
    /// Adds `shares` that arrive now, fresh.
    pub(super) fn arrive(
        &mut self,
        shares: DepositShares,
        season_seconds: u32,
        now: Timestamp,
    ) -> Result<()> {
        self.shares = self.shares.plus(shares)?;
        self.fresh.add(shares.0, season_seconds, now)
    }

    /// Takes `shares` out, fresh ones first, once what they have earned of `rewards` is counted; empties the slot with the
    /// last, and returns how many were seasoned.
    #[inline(always)]
    pub fn leave(
        &mut self,
        shares: DepositShares,
        rewards: &RewardStream,
        now: Timestamp,
    ) -> Result<DepositShares> {
        self.earned.settle(self.shares.0, rewards);
        if shares > self.shares {
            return Err(Rule::InsufficientShares.broken(shares.0, self.shares.0));
        }
        let seasoned = DepositShares(self.fresh.take(shares.0, now));
        self.shares = self.shares.minus(shares)?;
        if self.shares.is_zero() {
            self.empty();
        }
        Ok(seasoned)
    }

    /// Forgets everything but what is left to claim.
    fn empty(&mut self) {
        let kept = (self.earned, self.reserve);
        *self = Self::default();
        if !kept.0.owed.is_zero() {
            (self.earned, self.reserve) = kept;
        }
    }

    /// Takes out of `rewards` what was earned, and frees the slot if nothing else keeps it.
    pub(super) fn claim(&mut self, rewards: &mut RewardStream) -> TokenAmount {
        self.earned.settle(self.shares.0, rewards);
        let paid = rewards.pay(&mut self.earned);
        if self.is_free() {
            *self = Self::default();
        }
        paid
    }

    /// True when nothing is held and nothing left to claim.
    #[inline(always)]
    pub const fn is_free(&self) -> bool {
        self.shares.0 == 0 && self.earned.owed.0 == 0
    }
}

impl BorrowSlot {
    /// Takes `shares` of the debt away, once what they have earned of `rewards` is counted, and empties the slot with the
    /// last.
    #[inline(always)]
    pub fn leave(&mut self, shares: DebtShares, rewards: &RewardStream) -> Result<()> {
        self.earned.settle(self.shares.0, rewards);
        self.shares = self.shares.minus(shares)?;
        if self.shares.is_zero() {
            self.empty();
        }
        Ok(())
    }

    /// Forgets everything but what is left to claim.
    fn empty(&mut self) {
        let kept = (self.earned, self.reserve);
        *self = Self::default();
        if !kept.0.owed.is_zero() {
            (self.earned, self.reserve) = kept;
        }
    }

    /// Takes out of `rewards` what was earned, and frees the slot if nothing else keeps it.
    pub(super) fn claim(&mut self, rewards: &mut RewardStream) -> TokenAmount {
        self.earned.settle(self.shares.0, rewards);
        let paid = rewards.pay(&mut self.earned);
        if self.is_free() {
            *self = Self::default();
        }
        paid
    }

    /// True when nothing is owed and nothing left to claim.
    #[inline(always)]
    pub const fn is_free(&self) -> bool {
        self.shares.0 == 0 && self.earned.owed.0 == 0
    }
}
