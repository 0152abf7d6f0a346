//! One borrower's account: up to 8 deposits and 5 debts, in shares.

mod slot;

use crate::error::{Result, Rule};
use crate::liquidation::unhealthy_since;
use crate::reward::{RewardStream, Side};
use crate::unit::{DebtShares, DepositShares, ReserveIndex, Timestamp, TokenAmount};

pub use slot::{BorrowSlot, DepositSlot};

/// The most deposits of a position.
pub const MAX_DEPOSITS: usize = 8;
/// The most debts of a position.
pub const MAX_BORROWS: usize = 5;

/// What one account holds and owes.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Deposits, in no order.
    pub deposits: [DepositSlot; MAX_DEPOSITS],
    /// Debts, in no order.
    pub borrows: [BorrowSlot; MAX_BORROWS],
    /// When it was last found unhealthy for the first time in a spell, Unix seconds; zero: it was not, or is no longer.
    pub unhealthy_since: Timestamp,
    /// The group whose terms it is judged on; zero: none.
    pub group: u16,
    /// Zero.
    pub padding: [u8; 2],
    /// When bad health was noted last, Unix seconds.
    pub noted_at: u32,
}

impl Position {
    /// Notes at `now` that the position is unhealthy: the spell goes on if it was noted within the last hour, else one
    /// begins.
    #[inline(always)]
    pub fn note_unhealthy(&mut self, now: Timestamp) {
        self.unhealthy_since = unhealthy_since(self.unhealthy_since, self.noted_at, now);
        self.noted_at = u32::try_from(now.0).unwrap_or(u32::MAX);
    }

    /// Notes that it is healthy: the spell is over.
    #[inline(always)]
    pub const fn note_healthy(&mut self) {
        self.unhealthy_since = Timestamp::ZERO;
        self.noted_at = 0;
    }

    /// True when nothing is owed to any reserve.
    #[inline(always)]
    pub fn is_free_of_debt(&self) -> bool {
        self.borrows.iter().all(|slot| slot.shares.is_zero())
    }

    /// True when it holds deposits in no more than one reserve.
    #[cold]
    pub fn holds_one(&self) -> bool {
        let held = self.deposits.iter().filter(|slot| !slot.shares.is_zero());
        held.count() <= 1
    }

    /// Shares held in `reserve`, zero when none.
    pub fn deposit_shares(&self, reserve: ReserveIndex) -> DepositShares {
        self.deposits
            .iter()
            .find(|slot| slot.reserve == reserve && !slot.shares.is_zero())
            .map_or(DepositShares::ZERO, |slot| slot.shares)
    }

    /// Shares owed to `reserve`, zero when none.
    pub fn debt_shares(&self, reserve: ReserveIndex) -> DebtShares {
        self.borrows
            .iter()
            .find(|slot| slot.reserve == reserve && !slot.shares.is_zero())
            .map_or(DebtShares::ZERO, |slot| slot.shares)
    }

    /// The position's deposit in `reserve`, or [`Rule::DepositNotFound`].
    #[inline(always)]
    pub fn deposit_mut(&mut self, reserve: ReserveIndex) -> Result<&mut DepositSlot> {
        self.deposits
            .iter_mut()
            .find(|slot| slot.reserve == reserve && !slot.shares.is_zero())
            .ok_or(Rule::DepositNotFound.broken(u64::from(reserve.0), 0))
    }

    /// The position's debt to `reserve`, or [`Rule::BorrowNotFound`].
    #[inline(always)]
    pub fn borrow_mut(&mut self, reserve: ReserveIndex) -> Result<&mut BorrowSlot> {
        self.borrows
            .iter_mut()
            .find(|slot| slot.reserve == reserve && !slot.shares.is_zero())
            .ok_or(Rule::BorrowNotFound.broken(u64::from(reserve.0), 0))
    }

    /// Adds `shares` to the deposit in `reserve`, opening a slot if need be; they are fresh for `season_seconds`, and earn
    /// what `rewards` give from now on.
    pub fn add_deposit(
        &mut self,
        reserve: ReserveIndex,
        shares: DepositShares,
        rewards: &RewardStream,
        season_seconds: u32,
        now: Timestamp,
    ) -> Result<()> {
        if !self.debt_shares(reserve).is_zero() {
            return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(reserve.0), 0));
        }
        let mut free = None;
        for slot in &mut self.deposits {
            if slot.is_free() {
                free = free.or(Some(slot));
            } else if slot.reserve == reserve {
                slot.earned.settle(slot.shares.0, rewards);
                return slot.arrive(shares, season_seconds, now);
            }
        }
        let most = MAX_DEPOSITS as u64;
        let slot = free.ok_or(Rule::NoFreeDepositSlot.broken(most, most))?;
        slot.reserve = reserve;
        slot.earned.settle(0, rewards);
        slot.arrive(shares, season_seconds, now)
    }

    /// Adds `shares` to the debt to `reserve`, opening a slot if need be; they earn what `rewards` give from now on.
    pub fn add_borrow(
        &mut self,
        reserve: ReserveIndex,
        shares: DebtShares,
        rewards: &RewardStream,
    ) -> Result<()> {
        if !self.deposit_shares(reserve).is_zero() {
            return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(reserve.0), 0));
        }
        let mut free = None;
        for slot in &mut self.borrows {
            if slot.is_free() {
                free = free.or(Some(slot));
            } else if slot.reserve == reserve {
                slot.earned.settle(slot.shares.0, rewards);
                slot.shares = slot.shares.plus(shares)?;
                return Ok(());
            }
        }
        let most = MAX_BORROWS as u64;
        let slot = free.ok_or(Rule::NoFreeBorrowSlot.broken(most, most))?;
        slot.earned.settle(0, rewards);
        slot.shares = shares;
        slot.reserve = reserve;
        Ok(())
    }

    /// Joins `group`, or none for zero. Only a position that owes nothing may: whatever it is judged on then backs no debt.
    pub fn join(&mut self, group: u16) -> Result<()> {
        let debts = self.borrows.iter().filter(|slot| !slot.shares.is_zero());
        match debts.count() {
            0 => {
                self.group = group;
                Ok(())
            }
            owed => Err(Rule::DebtLeft.broken(owed as u64, 0)),
        }
    }

    /// The error while any deposit is left.
    pub fn check_no_collateral(&self) -> Result<()> {
        match self
            .deposits
            .iter()
            .filter(|slot| !slot.shares.is_zero())
            .count()
        {
            0 => Ok(()),
            held => Err(Rule::CollateralLeft.broken(held as u64, 0)),
        }
    }

    /// Takes out of `rewards` what the position has earned on a side of `reserve`, zero where that is nothing, and frees a
    /// slot that was kept for it alone.
    pub fn claim(
        &mut self,
        reserve: ReserveIndex,
        side: Side,
        rewards: &mut RewardStream,
    ) -> TokenAmount {
        match side {
            Side::Deposit => {
                let mut slots = self.deposits.iter_mut();
                match slots.find(|slot| slot.reserve == reserve && !slot.is_free()) {
                    Some(slot) => slot.claim(rewards),
                    None => TokenAmount::ZERO,
                }
            }
            Side::Borrow => {
                let mut slots = self.borrows.iter_mut();
                match slots.find(|slot| slot.reserve == reserve && !slot.is_free()) {
                    Some(slot) => slot.claim(rewards),
                    None => TokenAmount::ZERO,
                }
            }
        }
    }

    /// The error unless nothing is held, nothing owed and nothing left to claim.
    pub fn check_empty(&self) -> Result<()> {
        let deposits = self.deposits.iter().filter(|slot| !slot.is_free());
        let borrows = self.borrows.iter().filter(|slot| !slot.is_free());
        match deposits.count().saturating_add(borrows.count()) {
            0 => Ok(()),
            used => Err(Rule::PositionNotEmpty.broken(used as u64, 0)),
        }
    }
}

#[cfg(test)]
mod tests;
