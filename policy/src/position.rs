//! One borrower's account: up to 8 deposits and 5 debts, in shares.

use crate::error::{Result, Rule};
use crate::fresh::Fading;
use crate::liquidation::unhealthy_since;
use crate::unit::{DebtShares, DepositShares, ReserveIndex, Timestamp};

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
    /// How many of them have not seasoned.
    pub fresh: Fading,
    /// In which reserve.
    pub reserve: ReserveIndex,
    /// Zero.
    pub padding: [u8; 6],
}

impl DepositSlot {
    /// Adds `shares` that arrive now, fresh.
    fn arrive(&mut self, shares: DepositShares, season_seconds: u32, now: Timestamp) -> Result<()> {
        self.shares = self.shares.plus(shares)?;
        self.fresh.add(shares.0, season_seconds, now)
    }

    /// Takes `shares` out, fresh ones first, frees the slot with the last, and returns how many were seasoned.
    pub fn leave(&mut self, shares: DepositShares, now: Timestamp) -> Result<DepositShares> {
        if shares > self.shares {
            return Err(Rule::InsufficientShares.broken(shares.0, self.shares.0));
        }
        let seasoned = DepositShares(self.fresh.take(shares.0, now));
        self.shares = self.shares.minus(shares)?;
        if self.shares.is_zero() {
            *self = Self::default();
        }
        Ok(seasoned)
    }
}

/// A debt to one reserve. Zero shares: the slot is free.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BorrowSlot {
    /// Shares owed.
    pub shares: DebtShares,
    /// What was counted as outflow of late, base units: repaying it gives the room back.
    pub recent: Fading,
    /// What was charged as debt against fresh collateral of late, base units: repaying it gives the room back.
    pub charged: Fading,
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

    /// Adds `shares` to the deposit in `reserve`, opening a slot if need be; they are fresh for `season_seconds`.
    pub fn add_deposit(
        &mut self,
        reserve: ReserveIndex,
        shares: DepositShares,
        season_seconds: u32,
        now: Timestamp,
    ) -> Result<()> {
        if !self.debt_shares(reserve).is_zero() {
            return Err(Rule::DepositAndDebtInOneReserve.broken(u64::from(reserve.0), 0));
        }
        let mut free = None;
        for slot in &mut self.deposits {
            if slot.shares.is_zero() {
                free = free.or(Some(slot));
            } else if slot.reserve == reserve {
                return slot.arrive(shares, season_seconds, now);
            }
        }
        let most = MAX_DEPOSITS as u64;
        let slot = free.ok_or(Rule::NoFreeDepositSlot.broken(most, most))?;
        slot.reserve = reserve;
        slot.arrive(shares, season_seconds, now)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn reserve(index: u16) -> ReserveIndex {
        ReserveIndex(index)
    }

    /// A position with every slot taken: deposits in reserves 0 to 7, debts to 10 to 14.
    fn full() -> Position {
        let mut position = Position::default();
        for index in 0..MAX_DEPOSITS as u16 {
            position
                .add_deposit(reserve(index), DepositShares(5), 0, Timestamp::ZERO)
                .unwrap();
        }
        for index in 10..10 + MAX_BORROWS as u16 {
            position.add_borrow(reserve(index), DebtShares(7)).unwrap();
        }
        position
    }

    #[test]
    fn a_second_deposit_and_debt_join_the_first() {
        let mut position = full();
        position
            .add_deposit(reserve(3), DepositShares(1), 0, Timestamp::ZERO)
            .unwrap();
        position.add_borrow(reserve(11), DebtShares(1)).unwrap();
        assert_eq!(position.deposit_shares(reserve(3)), DepositShares(6));
        assert_eq!(position.debt_shares(reserve(11)), DebtShares(8));
        assert_eq!(position.deposit_shares(reserve(4)), DepositShares(5));
    }

    #[test]
    fn what_is_not_held_is_zero_and_not_found() {
        let mut empty = Position::default();
        // A free slot bears the index zero: it must not pass for a deposit in reserve zero.
        for index in [0, 9] {
            assert_eq!(empty.deposit_shares(reserve(index)), DepositShares::ZERO);
            assert_eq!(empty.debt_shares(reserve(index)), DebtShares::ZERO);
            let deposit = empty.deposit_mut(reserve(index)).unwrap_err();
            assert_eq!(deposit, Rule::DepositNotFound.broken(u64::from(index), 0));
            let debt = empty.borrow_mut(reserve(index)).unwrap_err();
            assert_eq!(debt, Rule::BorrowNotFound.broken(u64::from(index), 0));
        }
    }

    #[test]
    fn a_deposit_or_debt_beyond_the_slots_is_refused() {
        let mut position = full();
        let deposit = position.add_deposit(reserve(8), DepositShares(1), 0, Timestamp::ZERO);
        assert_eq!(deposit, Err(Rule::NoFreeDepositSlot.broken(8, 8)));
        let debt = position.add_borrow(reserve(15), DebtShares(1));
        assert_eq!(debt, Err(Rule::NoFreeBorrowSlot.broken(5, 5)));
        assert_eq!(position, full());
    }

    #[test]
    fn a_freed_slot_is_used_again() {
        let mut position = full();
        *position.deposit_mut(reserve(2)).unwrap() = DepositSlot::default();
        *position.borrow_mut(reserve(12)).unwrap() = BorrowSlot::default();
        position
            .add_deposit(reserve(8), DepositShares(1), 0, Timestamp::ZERO)
            .unwrap();
        position.add_borrow(reserve(15), DebtShares(1)).unwrap();
        assert_eq!(position.deposit_shares(reserve(8)), DepositShares(1));
        assert_eq!(position.debt_shares(reserve(15)), DebtShares(1));
    }

    #[test]
    fn holding_and_owing_one_reserve_is_refused_both_ways() {
        let mut position = full();
        let deposit = position.add_deposit(reserve(10), DepositShares(1), 0, Timestamp::ZERO);
        assert_eq!(deposit, Err(Rule::DepositAndDebtInOneReserve.broken(10, 0)));
        let debt = position.add_borrow(reserve(0), DebtShares(1));
        assert_eq!(debt, Err(Rule::DepositAndDebtInOneReserve.broken(0, 0)));
    }

    #[test]
    fn shares_beyond_64_bits_are_refused() {
        let mut position = full();
        let deposit = position.add_deposit(reserve(0), DepositShares(u64::MAX), 0, Timestamp::ZERO);
        assert_eq!(deposit.unwrap_err().rule, Rule::ArithmeticOverflow);
        let debt = position.add_borrow(reserve(10), DebtShares(u64::MAX));
        assert_eq!(debt.unwrap_err().rule, Rule::ArithmeticOverflow);
        assert_eq!(position, full());
    }

    #[test]
    fn a_position_is_empty_without_deposits_and_debts() {
        assert_eq!(Position::default().check_empty(), Ok(()));
        let used = full().check_empty().unwrap_err();
        assert_eq!(used, Rule::PositionNotEmpty.broken(13, 0));
        assert!(Position::default().is_free_of_debt());
        assert!(!full().is_free_of_debt());
    }
}
