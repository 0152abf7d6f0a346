use super::*;
use crate::reward::RewardStream;

fn reserve(index: u16) -> ReserveIndex {
    ReserveIndex(index)
}

/// A position with every slot taken: deposits in reserves 0 to 7, debts to 10 to 14.
fn full() -> Position {
    let mut position = Position::default();
    for index in 0..MAX_DEPOSITS as u16 {
        position
            .add_deposit(
                reserve(index),
                DepositShares(5),
                &RewardStream::default(),
                0,
                Timestamp::ZERO,
            )
            .unwrap();
    }
    for index in 10..10 + MAX_BORROWS as u16 {
        position
            .add_borrow(reserve(index), DebtShares(7), &RewardStream::default())
            .unwrap();
    }
    position
}

#[test]
fn a_second_deposit_and_debt_join_the_first() {
    let mut position = full();
    position
        .add_deposit(
            reserve(3),
            DepositShares(1),
            &RewardStream::default(),
            0,
            Timestamp::ZERO,
        )
        .unwrap();
    position
        .add_borrow(reserve(11), DebtShares(1), &RewardStream::default())
        .unwrap();
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
    let deposit = position.add_deposit(
        reserve(8),
        DepositShares(1),
        &RewardStream::default(),
        0,
        Timestamp::ZERO,
    );
    assert_eq!(deposit, Err(Rule::NoFreeDepositSlot.broken(8, 8)));
    let debt = position.add_borrow(reserve(15), DebtShares(1), &RewardStream::default());
    assert_eq!(debt, Err(Rule::NoFreeBorrowSlot.broken(5, 5)));
    assert_eq!(position, full());
}

#[test]
fn a_freed_slot_is_used_again() {
    let mut position = full();
    *position.deposit_mut(reserve(2)).unwrap() = DepositSlot::default();
    *position.borrow_mut(reserve(12)).unwrap() = BorrowSlot::default();
    position
        .add_deposit(
            reserve(8),
            DepositShares(1),
            &RewardStream::default(),
            0,
            Timestamp::ZERO,
        )
        .unwrap();
    position
        .add_borrow(reserve(15), DebtShares(1), &RewardStream::default())
        .unwrap();
    assert_eq!(position.deposit_shares(reserve(8)), DepositShares(1));
    assert_eq!(position.debt_shares(reserve(15)), DebtShares(1));
}

#[test]
fn holding_and_owing_one_reserve_is_refused_both_ways() {
    let mut position = full();
    let deposit = position.add_deposit(
        reserve(10),
        DepositShares(1),
        &RewardStream::default(),
        0,
        Timestamp::ZERO,
    );
    assert_eq!(deposit, Err(Rule::DepositAndDebtInOneReserve.broken(10, 0)));
    let debt = position.add_borrow(reserve(0), DebtShares(1), &RewardStream::default());
    assert_eq!(debt, Err(Rule::DepositAndDebtInOneReserve.broken(0, 0)));
}

#[test]
fn shares_beyond_64_bits_are_refused() {
    let mut position = full();
    let deposit = position.add_deposit(
        reserve(0),
        DepositShares(u64::MAX),
        &RewardStream::default(),
        0,
        Timestamp::ZERO,
    );
    assert_eq!(deposit.unwrap_err().rule, Rule::ArithmeticOverflow);
    let debt = position.add_borrow(reserve(10), DebtShares(u64::MAX), &RewardStream::default());
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
