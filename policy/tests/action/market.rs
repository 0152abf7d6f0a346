//! The market around the actions: what it supplies to them, and that it applies them whole or not at all.

use crate::common::{BTC, SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::feed::{Effective, FeedStatus};
use ballast_policy::health::Purpose;
use ballast_policy::market::Action;
use ballast_policy::terms::Terms;
use ballast_policy::unit::{ReserveIndex, TokenAmount};

const NOWHERE: ReserveIndex = ReserveIndex(3);

#[test]
fn every_action_on_a_reserve_that_does_not_exist_is_refused() {
    let mut world = World::calm(1);
    world.deposit(0, USDC, 1);
    let pair = |debt, collateral| Action::Liquidate {
        debt,
        collateral,
        amount: ALL,
    };
    for action in [
        Action::Deposit(NOWHERE, ALL),
        Action::Withdraw(NOWHERE, ALL),
        Action::Borrow(NOWHERE, ALL),
        Action::Repay(NOWHERE, ALL),
        pair(NOWHERE, USDC),
        pair(USDC, NOWHERE),
    ] {
        assert_eq!(world.refusal(0, action), Rule::ReserveMissing);
    }
}

#[test]
fn a_reserve_whose_feed_does_not_exist_follows_the_strictest_terms() {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 10_000);
    world.deposit(1, SOL, 100);
    world.feeds.clear();
    // 100 x 19.96 x 0.4 / 1.002.
    let borrow = |whole| Action::Borrow(USDC, tokens(USDC, whole));
    assert_eq!(world.refusal(1, borrow(797)), Rule::BorrowLimitExceeded);
    assert!(world.act(1, borrow(796)).is_ok());
    let strictest = Terms::new(&world.reserve(USDC).config, Effective::CONSERVATIVE);
    assert_eq!(strictest.effective.status, FeedStatus::Conservative);
    let rate = strictest.curve.rate_floor(world.ledger(USDC).utilization());
    assert_eq!(world.ledger(USDC).rate, rate.per_second_floor());
}

#[test]
fn each_reserve_follows_its_own_feed() {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 100);
    world.deposit(1, BTC, 1);
    world.tighten(1, 10_000);
    let health = world.health(1, Purpose::Opening).unwrap();
    // 1 996 x 0.75 + 19 960 x 0.5.
    assert_eq!(health.borrow_limit.0 >> 20, 11_476);
}

#[test]
fn inv_7_an_action_touches_no_other_reserve() {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.wait(30);
    let before = world.clone();
    world.borrow(1, USDC, 100);
    assert_eq!(world.reserve(SOL), before.reserve(SOL));
    assert_eq!(world.reserve(BTC), before.reserve(BTC));
    assert_eq!(world.feeds, before.feeds);
    assert_eq!(world.positions[0], before.positions[0]);
}

#[test]
fn inv_8_an_action_that_fails_late_changes_nothing() {
    // Each of these has counted interest and moved shares before it fails; `act` compares the world.
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world.wait(30);
    for (user, action, rule) in [
        (
            1,
            Action::Deposit(USDC, tokens(USDC, 1)),
            Rule::DepositAndDebtInOneReserve,
        ),
        (
            1,
            Action::Withdraw(SOL, tokens(SOL, 900)),
            Rule::BorrowLimitExceeded,
        ),
        (
            1,
            Action::Borrow(USDC, tokens(USDC, 9_000)),
            Rule::BorrowLimitExceeded,
        ),
        (0, Action::Withdraw(USDC, ALL), Rule::InsufficientLiquidity),
        (1, Action::Repay(USDC, TokenAmount::ZERO), Rule::ZeroAmount),
    ] {
        assert_eq!(world.refusal(user, action), rule);
    }
}
