use crate::common::{SOL, USDC, World, YEAR, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::index::BorrowIndex;
use ballast_policy::interest::RatePerSecond;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{DebtShares, TokenAmount};

/// User 0 lends dollars; user 1 owes 10 000 of them against 1 000 SOL.
fn owing() -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world
}

#[test]
fn a_repayment_of_nothing_is_refused() {
    let rule = owing().refusal(1, Action::Repay(USDC, TokenAmount(0)));
    assert_eq!(rule, Rule::ZeroAmount);
}

#[test]
fn a_repayment_where_nothing_is_owed_is_refused() {
    assert_eq!(
        owing().refusal(1, Action::Repay(SOL, ALL)),
        Rule::BorrowNotFound
    );
    assert_eq!(
        owing().refusal(0, Action::Repay(USDC, ALL)),
        Rule::BorrowNotFound
    );
}

#[test]
fn interest_up_to_now_is_owed_and_more_than_is_owed_is_not_taken() {
    for amount in [ALL, tokens(USDC, 50_000)] {
        let mut world = owing();
        world.wait(YEAR);
        let owed = world.owed(1, USDC);
        assert!(owed > tokens(USDC, 10_000));
        let outcome = world.act(1, Action::Repay(USDC, amount));
        assert_eq!(outcome, Ok(Outcome::Repaid(owed)));
        assert_eq!(world.positions[1].debt_shares(USDC), DebtShares::ZERO);
        assert!(world.positions[1].is_free_of_debt());
        assert_eq!(world.ledger(USDC).debt(), TokenAmount::ZERO);
    }
}

#[test]
fn a_part_clears_shares_rounded_down() {
    let mut world = owing();
    world.wait(YEAR);
    let (owed, before) = (world.owed(1, USDC), world.positions[1].debt_shares(USDC));
    let part = tokens(USDC, 4_000);
    let outcome = world.act(1, Action::Repay(USDC, part));
    assert_eq!(outcome, Ok(Outcome::Repaid(part)));
    let cleared = before.0 - world.positions[1].debt_shares(USDC).0;
    assert!(world.ledger(USDC).index.owed_ceil(DebtShares(cleared)) <= part);
    assert!(world.owed(1, USDC).0 >= owed.0 - part.0);
    assert!(world.owed(1, USDC).0 - (owed.0 - part.0) <= 2);
}

#[test]
fn a_base_unit_short_of_everything_leaves_a_debt() {
    let mut world = owing();
    world.wait(YEAR);
    let short = TokenAmount(world.owed(1, USDC).0 - 1);
    world.act(1, Action::Repay(USDC, short)).unwrap();
    assert!(!world.positions[1].is_free_of_debt());
}

#[test]
fn inv_11_a_debt_that_ran_for_centuries_can_be_repaid() {
    let mut world = owing();
    world.reserve_mut(USDC).ledger.rate = RatePerSecond(1 << 42);
    world.wait(500 * YEAR);
    let owed = world.owed(1, USDC);
    let outcome = world.act(1, Action::Repay(USDC, tokens(USDC, 10_000)));
    assert_eq!(outcome, Ok(Outcome::Repaid(tokens(USDC, 10_000))));
    assert_eq!(world.ledger(USDC).index, BorrowIndex::MAX);
    assert!(world.owed(1, USDC) < owed || owed == ALL);
}

#[test]
fn a_repayment_lowers_the_rate() {
    let mut world = owing();
    let before = world.ledger(USDC).rate;
    world
        .act(1, Action::Repay(USDC, tokens(USDC, 5_000)))
        .unwrap();
    assert!(world.ledger(USDC).rate < before);
}
