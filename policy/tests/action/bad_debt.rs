//! Bad debt: written off in one explicit step; fees bear it first, then the insurance, then depositors.

use crate::common::{SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::market::Action;
use ballast_policy::unit::TokenAmount;

/// Users 0 and 2 lend 30 000 and 10 000 dollars; user 1 owes 10 000 against SOL that is worth nothing any more.
fn bankrupt() -> World {
    let mut world = World::calm(4);
    world.deposit(0, USDC, 30_000);
    world.deposit(2, USDC, 10_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world.set_cents(SOL, 100);
    world.act(1, liquidate_all(USDC, SOL)).unwrap();
    assert_eq!(world.held(1, SOL), TokenAmount::ZERO);
    world
}

#[test]
fn depositors_share_what_no_one_else_bears() {
    let mut world = bankrupt();
    let owed = world.owed(1, USDC);
    let (before, other) = (world.held(0, USDC), world.held(2, USDC));
    let (written_off, loss) = world.resolve(1, USDC).unwrap();
    assert_eq!(written_off, owed);
    assert_eq!(loss.depositors, owed);
    assert_eq!(world.positions[1].check_empty(), Ok(()));
    let (lost, others) = (
        before.minus(world.held(0, USDC)).unwrap(),
        other.minus(world.held(2, USDC)).unwrap(),
    );
    // Three quarters and one quarter.
    assert!(lost.0.abs_diff(others.0 * 3) <= 3, "{lost:?} {others:?}");
    // But for the virtual shares' part, a millionth.
    assert!((lost.0 + others.0).abs_diff(loss.depositors.0) < owed.0 / 500_000);
    // Everyone gets what is left, to the last base unit.
    world.act(0, Action::Withdraw(USDC, ALL)).unwrap();
    world.act(2, Action::Withdraw(USDC, ALL)).unwrap();
    assert!(world.ledger(USDC).cash.0 <= 2);
}

#[test]
fn fees_and_insurance_bear_it_before_depositors() {
    let mut world = bankrupt();
    let (owed, now) = (world.owed(1, USDC), world.now);
    let fees = world.ledger(USDC).fees_owed;
    let half = TokenAmount(owed.0 / 2);
    world.market().insure(USDC, half, now).unwrap();
    let before = world.held(0, USDC);
    let (_, loss) = world.resolve(1, USDC).unwrap();
    assert_eq!((loss.fees, loss.insurance), (fees, half));
    assert_eq!(loss.depositors.0, owed.0 - half.0 - fees.0);
    assert!(world.held(0, USDC) < before);
    assert_eq!(world.ledger(USDC).insurance, TokenAmount::ZERO);

    // And with enough of it no depositor loses anything
    let mut world = bankrupt();
    world.market().insure(USDC, owed, now).unwrap();
    let before = world.held(0, USDC);
    let (_, loss) = world.resolve(1, USDC).unwrap();
    assert_eq!(loss.depositors, TokenAmount::ZERO);
    assert!(world.held(0, USDC) >= before);
}

#[test]
fn what_still_has_collateral_or_no_debt_is_not_written_off() {
    let mut world = bankrupt();
    let error = world.resolve(0, USDC).unwrap_err();
    assert_eq!(error, Rule::CollateralLeft.broken(1, 0));
    let error = world.resolve(3, USDC).unwrap_err();
    assert_eq!(error.rule, Rule::BorrowNotFound);
    world.deposit(1, SOL, 1);
    let error = world.resolve(1, USDC).unwrap_err();
    assert_eq!(error.rule, Rule::CollateralLeft);
}

#[test]
fn an_insurance_of_nothing_is_refused_and_a_gift_is_nobodys_deposit() {
    let mut world = bankrupt();
    let now = world.now;
    let error = world
        .market()
        .insure(USDC, TokenAmount::ZERO, now)
        .unwrap_err();
    assert_eq!(error.rule, Rule::ZeroAmount);
    let before = world.held(0, USDC);
    world
        .market()
        .insure(USDC, tokens(USDC, 5_000), now)
        .unwrap();
    assert_eq!(world.held(0, USDC), before);
}
