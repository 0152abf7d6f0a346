//! One borrower's account: up to 8 deposits and 5 debts, in shares.

use crate::error::{Result, Rule};
use crate::unit::{DebtShares, DepositShares, ReserveIndex};

/// The most deposits of a position.
pub const MAX_DEPOSITS: usize = 8;
/// The most debts of a position.
pub const MAX_BORROWS: usize = 5;

/// A deposit in one reserve. Zero shares: the slot is free.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DepositSlot {
    /// Shares held.
    pub shares: DepositShares,
    /// In which reserve.
    pub reserve: ReserveIndex,
    /// Zero.
    pub padding: [u8; 6],
}

/// A debt to one reserve. Zero shares: the slot is free.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BorrowSlot {
    /// Shares owed.
    pub shares: DebtShares,
    /// To which reserve.
    pub reserve: ReserveIndex,
    /// Zero.
    pub padding: [u8; 6],
}

/// What one account holds and owes.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Deposits, in no order.
    pub deposits: [DepositSlot; MAX_DEPOSITS],
    /// Debts, in no order.
    pub borrows: [BorrowSlot; MAX_BORROWS],
}

impl Position {
    /// True when nothing is owed to any reserve.
    #[inline(always)]
    pub fn is_free_of_debt(&self) -> bool {
        self.borrows.iter().all(|slot| slot.shares.is_zero())
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

    /// Adds `shares` to the deposit in `reserve`, opening a slot if need be.
    pub fn add_deposit(&mut self, reserve: ReserveIndex, shares: DepositShares) -> Result<()> {
        if !self.debt_shares(reserve).is_zero() {
            return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(reserve.0), 0));
        }
        let mut free = None;
        for slot in &mut self.deposits {
            if slot.shares.is_zero() {
                free = free.or(Some(slot));
            } else if slot.reserve == reserve {
                slot.shares = slot.shares.plus(shares)?;
                return Ok(());
            }
        }
        let most = MAX_DEPOSITS as u64;
        let slot = free.ok_or(Rule::NoFreeDepositSlot.broken(most, most))?;
        *slot = DepositSlot {
            shares,
            reserve,
            padding: [0; 6],
        };
        Ok(())
    }

    /// Adds `shares` to the debt to `reserve`, opening a slot if need be.
    pub fn add_borrow(&mut self, reserve: ReserveIndex, shares: DebtShares) -> Result<()> {
        if !self.deposit_shares(reserve).is_zero() {
            return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(reserve.0), 0));
        }
        let mut free = None;
        for slot in &mut self.borrows {
            if slot.shares.is_zero() {
                free = free.or(Some(slot));
            } else if slot.reserve == reserve {
                slot.shares = slot.shares.plus(shares)?;
                return Ok(());
            }
        }
        let most = MAX_BORROWS as u64;
        let slot = free.ok_or(Rule::NoFreeBorrowSlot.broken(most, most))?;
        *slot = BorrowSlot {
            shares,
            reserve,
            padding: [0; 6],
        };
        Ok(())
    }

    /// The error unless nothing is held and nothing owed.
    pub fn check_empty(&self) -> Result<()> {
        let deposits = self.deposits.iter().filter(|slot| !slot.shares.is_zero());
        let borrows = self.borrows.iter().filter(|slot| !slot.shares.is_zero());
        match deposits.count().saturating_add(borrows.count()) {
            0 => Ok(()),
            used => Err(Rule::PositionNotEmpty.broken(used as u64, 0)),
        }
    }
}
