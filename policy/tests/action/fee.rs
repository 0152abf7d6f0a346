//! Fees: on new debt, on interest, on liquidations; what is set aside; who collects.

use crate::common::{SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::market::{Action, Outcome};

/// User 0 lends 50 000 dollars, user 1 holds 1 000 SOL of 20 dollars.
fn opened() -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 50_000);
    world.deposit(1, SOL, 1_000);
    world
}

#[test]
fn an_origination_fee_is_owed_on_top_and_is_the_protocols() {
    let mut world = opened();
    world.reserve_mut(USDC).config.origination_fee_bps = 25;
    let before = *world.ledger(USDC);
    world.borrow(1, USDC, 10_000);
    let after = world.ledger(USDC);
    assert_eq!(world.owed(1, USDC), tokens(USDC, 10_025));
    assert_eq!(after.fees_owed, tokens(USDC, 25));
    assert_eq!(after.cash, before.cash.minus(tokens(USDC, 10_000)).unwrap());
    assert_eq!(after.total_assets(), before.total_assets());
}

#[test]
fn a_host_is_paid_out_of_the_fee_and_depositors_bear_nothing() {
    let mut world = opened();
    world.reserve_mut(USDC).config.origination_fee_bps = 25;
    world.reserve_mut(USDC).config.host_share_bps = 4_000;
    world.borrow(1, USDC, 10_000);
    let before = *world.ledger(USDC);
    let now = world.now;
    let paid = world
        .market()
        .pay_host(USDC, tokens(USDC, 25), now)
        .unwrap();
    let after = world.ledger(USDC);
    assert_eq!(paid, tokens(USDC, 10));
    assert_eq!(after.fees_owed, tokens(USDC, 15));
    assert_eq!(after.cash, before.cash.minus(paid).unwrap());
    assert_eq!(after.total_assets(), before.total_assets());
}

#[test]
fn an_origination_fee_counts_towards_cap_and_limit() {
    let mut world = opened();
    world.reserve_mut(USDC).config.origination_fee_bps = 1_000;
    world.reserve_mut(USDC).config.borrow_caps = [tokens(USDC, 1_100); 3];
    let borrow = |whole| Action::Borrow(USDC, tokens(USDC, whole));
    assert_eq!(world.refusal(1, borrow(1_001)), Rule::BorrowCapExceeded);
    world.act(1, borrow(1_000)).unwrap();
}

#[test]
fn a_debts_weight_binds_its_opening_and_no_liquidation() {
    // 1 000 SOL open 14 970 dollars; at a weight of one and a half, 9 970.
    let mut world = opened();
    world.reserve_mut(USDC).config.borrow_weight_bps = 15_000;
    let borrow = |whole| Action::Borrow(USDC, tokens(USDC, whole));
    assert_eq!(world.refusal(1, borrow(9_971)), Rule::BorrowLimitExceeded);
    world.act(1, borrow(9_900)).unwrap();
    world.reserve_mut(USDC).config.borrow_weight_bps = 50_000;
    let rule = world.refusal(1, liquidate_all(USDC, SOL));
    assert_eq!(rule, Rule::PositionHealthy);
}

#[test]
fn fees_of_very_frequent_accruals_are_not_rounded_away() {
    // A debt so small that a second's interest is a base unit or none, counted every few seconds for a day.
    let mut world = opened();
    world.borrow(1, USDC, 100);
    let before = world.owed(1, USDC);
    for _ in 0..17_280 {
        world.wait(5);
        world.accrue(USDC);
    }
    let interest = world.owed(1, USDC).minus(before).unwrap();
    let fees = world.ledger(USDC).fees_owed;
    assert!(
        interest.0 > 0 && fees.0.abs_diff(interest.0 / 10) <= 1,
        "{fees:?} of {interest:?}"
    );
}

#[test]
fn fees_are_collected_as_far_as_the_cash_goes_and_a_part_is_set_aside() {
    let mut world = opened();
    world.reserve_mut(USDC).config.insurance_share_bps = 2_000;
    world.reserve_mut(USDC).config.origination_fee_bps = 100;
    world.borrow(1, USDC, 10_000);
    let now = world.now;
    let before = *world.ledger(USDC);
    let (paid, set_aside) = world.market().collect_fees(USDC, now).unwrap();
    assert_eq!((paid, set_aside), (tokens(USDC, 80), tokens(USDC, 20)));
    let after = *world.ledger(USDC);
    assert_eq!(after.cash, before.cash.minus(paid).unwrap());
    assert_eq!(after.insurance, set_aside);
    assert_eq!(after.total_assets(), before.total_assets());
    let nothing = world.market().collect_fees(USDC, now).unwrap_err();
    assert_eq!(nothing.rule, Rule::NothingToCollect);
    // With an empty vault there is nothing to pay out.
    world.borrow(1, USDC, 1_000);
    world.act(0, Action::Withdraw(USDC, ALL)).unwrap_err();
    let cash = world.ledger(USDC).cash;
    world.act(0, Action::Withdraw(USDC, cash)).unwrap();
    let empty = world.market().collect_fees(USDC, now).unwrap_err();
    assert_eq!(empty, Rule::NothingToCollect.broken(tokens(USDC, 10).0, 0));
}

#[test]
fn the_protocol_keeps_its_part_of_a_liquidators_bonus() {
    let mut world = opened();
    world.borrow(1, USDC, 10_000);
    world.reserve_mut(SOL).config.liquidation.protocol_share_bps = 2_000;
    world.set_cents(SOL, 1_200);
    let outcome = world.act(1, liquidate_all(USDC, SOL)).unwrap();
    let Outcome::Liquidated(moved) = outcome else {
        panic!("{outcome:?}")
    };
    // A fifth of five percent of what was repaid, to a millionth.
    let part = moved.seized.0 * 5 / 105 / 5;
    assert!(moved.fee.0.abs_diff(part) < part / 1_000_000, "{moved:?}");
    assert_eq!(world.ledger(SOL).fees_owed, moved.fee);
    let expected = tokens(SOL, 1_000).minus(moved.paid()).unwrap();
    assert_eq!(world.ledger(SOL).cash, expected);
}
