//! Limiters around the actions: what is charged, what is only counted, and what never touches them.

use crate::common::{BTC, SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::limiter::Limit;
use ballast_policy::market::Action;
use ballast_policy::unit::{TokenAmount, Usd};

const DAY: u64 = 86_400;

/// So much a day in every regime.
fn a_day(capacity: u64) -> Limit {
    Limit {
        capacities: [capacity; 3],
        window_seconds: 86_400,
        padding: 0,
    }
}

/// User 0 lends 100 000 dollars; user 1 holds 1 000 SOL of 20 dollars.
fn opened() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world
}

fn borrow(whole: u64) -> Action {
    Action::Borrow(USDC, tokens(USDC, whole))
}

#[test]
fn borrows_and_withdrawals_share_one_outflow_limit_that_drains() {
    let mut world = opened();
    world.reserve_mut(USDC).limits.outflow = a_day(tokens(USDC, 6_000).0);
    world.borrow(1, USDC, 4_000);
    assert_eq!(world.refusal(1, borrow(2_001)), Rule::OutflowLimitExceeded);
    // An exit is counted, so that what others take with debt is less.
    let exit = Action::Withdraw(USDC, tokens(USDC, 50_000));
    world.act(0, exit).unwrap();
    assert_eq!(world.refusal(1, borrow(1)), Rule::OutflowLimitExceeded);
    world.wait(DAY / 6);
    world.quote_all();
    world.agree(0, 1_000);
    assert_eq!(world.refusal(1, borrow(1_001)), Rule::OutflowLimitExceeded);
    world.borrow(1, USDC, 1_000);
}

#[test]
fn a_withdrawal_with_debt_over_the_outflow_limit_fails() {
    let mut world = opened();
    world.borrow(1, USDC, 1_000);
    world.reserve_mut(SOL).limits.outflow = a_day(tokens(SOL, 100).0);
    let withdraw = |whole| Action::Withdraw(SOL, tokens(SOL, whole));
    assert_eq!(world.refusal(1, withdraw(101)), Rule::OutflowLimitExceeded);
    world.act(1, withdraw(100)).unwrap();
}

#[test]
fn the_market_counts_all_reserves_in_dollars() {
    let mut world = opened();
    world.limits.outflow = a_day(Usd::from_dollars(3_000).0);
    world.borrow(1, USDC, 1_000);
    let withdraw = |whole| Action::Withdraw(SOL, tokens(SOL, whole));
    assert_eq!(
        world.refusal(1, withdraw(101)),
        Rule::MarketOutflowLimitExceeded
    );
    world.act(1, withdraw(99)).unwrap();
    assert_eq!(
        world.refusal(1, borrow(21)),
        Rule::MarketOutflowLimitExceeded
    );
    world.borrow(1, USDC, 20);
}

#[test]
fn sudden_collateral_over_the_inflow_limit_fails_unless_it_backs_debt() {
    let mut world = opened();
    world.borrow(1, USDC, 1_000);
    world.reserve_mut(SOL).limits.inflow = a_day(tokens(SOL, 500).0);
    let deposit = |whole| Action::Deposit(SOL, tokens(SOL, whole));
    assert_eq!(world.refusal(2, deposit(501)), Rule::InflowLimitExceeded);
    world.act(1, deposit(501)).unwrap();
    assert_eq!(world.refusal(2, deposit(1)), Rule::InflowLimitExceeded);
    world.limits.inflow = a_day(Usd::from_dollars(10).0);
    world.reserve_mut(SOL).limits.inflow = Limit::NONE;
    assert_eq!(
        world.refusal(2, deposit(1)),
        Rule::MarketInflowLimitExceeded
    );
}

#[test]
fn what_is_lent_and_backs_nothing_has_no_inflow_limit() {
    let mut world = opened();
    let reserve = world.reserve_mut(USDC);
    reserve.limits.inflow = a_day(0);
    (
        reserve.config.opening_ltv.calm_bps,
        reserve.config.opening_ltv.stress_bps,
    ) = (0, 0);
    world.deposit(0, USDC, 1_000);
}

#[test]
fn debt_against_collateral_that_has_just_come_is_limited_and_seasons_away() {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.reserve_mut(SOL).limits.season_seconds = 86_400;
    world.reserve_mut(USDC).limits.fresh = a_day(tokens(USDC, 1_000).0);
    world.deposit(1, SOL, 1_000);
    // Fresh collateral opens as much as any, but only a thousand dollars of it a day.
    assert_eq!(
        world.refusal(1, borrow(1_001)),
        Rule::FreshBorrowLimitExceeded
    );
    world.borrow(1, USDC, 900);
    // When the day is over it has seasoned, and nothing more is charged.
    world.wait(DAY);
    world.quote_all();
    world.agree(0, 1_000);
    world.borrow(1, USDC, 3_000);
}

#[test]
fn the_market_limits_debt_against_fresh_collateral_over_all_reserves() {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.reserve_mut(SOL).limits.season_seconds = 86_400;
    world.limits.fresh = a_day(Usd::from_dollars(500).0);
    world.deposit(1, SOL, 1_000);
    assert_eq!(
        world.refusal(1, borrow(501)),
        Rule::MarketFreshBorrowLimitExceeded
    );
    world.borrow(1, USDC, 499);
}

#[test]
fn taking_seasoned_collateral_from_under_a_debt_is_charged_as_fresh_borrowing() {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 500);
    world.borrow(1, USDC, 5_000);
    world.reserve_mut(SOL).limits.season_seconds = 86_400;
    world.limits.fresh = a_day(Usd::from_dollars(500).0);
    // 500 seasoned ones give a seasoned limit of 7 485 dollars; 500 fresh ones come and leave at no charge.
    world.deposit(1, SOL, 500);
    let withdraw = |whole| Action::Withdraw(SOL, tokens(SOL, whole));
    world.act(1, withdraw(500)).unwrap();
    assert_eq!(world.flows.fresh.level, 0);
    // Swapped for bitcoin that has just come, they would leave debt with nothing seasoned behind it.
    world.reserve_mut(BTC).limits.season_seconds = 86_400;
    world.deposit(1, BTC, 1);
    assert_eq!(
        world.refusal(1, withdraw(400)),
        Rule::MarketFreshBorrowLimitExceeded
    );
    world.act(1, withdraw(190)).unwrap();
    let level = world.flows.fresh.level;
    assert!(level != 0 && level < Usd::from_dollars(500).0, "{level}");
}

#[test]
fn going_in_and_out_fills_no_bucket() {
    let mut world = World::guarded(2);
    world.deposit(0, SOL, 20_000);
    for _ in 0..20 {
        world.deposit(1, SOL, 4_000);
        world.act(1, Action::Withdraw(SOL, ALL)).unwrap();
    }
    let flows = &world.reserve(SOL).flows;
    assert!(flows.outflow.level <= 20, "{flows:?}");
    assert!(
        flows.inflow.level <= tokens(SOL, 20_000).0 + 20,
        "{flows:?}"
    );
}

#[test]
fn a_liquidation_is_counted_past_every_limit() {
    let mut world = opened();
    world.borrow(1, USDC, 10_000);
    world.reserve_mut(SOL).limits.outflow = a_day(0);
    world.limits.outflow = a_day(0);
    world.set_cents(SOL, 1_100);
    let liquidate = crate::common::liquidate_all(USDC, SOL);
    world.act(2, liquidate).unwrap_err();
    world.act(1, liquidate).unwrap();
    let flows = &world.reserve(SOL).flows;
    assert!(flows.liquidated_out > tokens(SOL, 470));
    assert!(world.flows.liquidated_out > Usd::from_dollars(5_000));
    assert_eq!(flows.outflow.level, 0);
}

#[test]
fn the_stricter_regime_has_the_smaller_limit_and_the_level_carries_over() {
    let mut world = opened();
    world.reserve_mut(USDC).limits.outflow = Limit {
        capacities: [6_000, 3_000, 1_000].map(|whole| tokens(USDC, whole).0),
        window_seconds: 86_400,
        padding: 0,
    };
    world.borrow(1, USDC, 2_000);
    world.tighten(0, 9_000);
    assert_eq!(world.refusal(1, borrow(1)), Rule::OutflowLimitExceeded);
    let level = world.reserve(USDC).flows.outflow.level;
    assert_eq!(TokenAmount(level), tokens(USDC, 2_000));
}
