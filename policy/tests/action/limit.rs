//! Limiters around the actions: what is charged, what is only counted, and what never touches them.

use crate::common::{BTC, SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::breaker::Breaker;
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

#[test]
fn going_round_in_circles_fills_no_bucket_trips_nothing_and_shuts_nobody_out() {
    // Given a position with seasoned collateral, and another whose collateral has just come
    let mut world = World::guarded(4);
    world.deposit(0, USDC, 900_000 / 2);
    world.deposit(1, SOL, 1_000);
    world.wait(3 * DAY);
    world.quote_all();
    world.tighten(0, 1_000);
    while world.regime(USDC) != ballast_policy::regime::Regime::Calm {
        world.wait(120);
        world.agree(0, 1_000);
    }
    world.quote_all();
    world.deposit(2, SOL, 1_000);
    let before = [USDC, SOL].map(|index| world.reserve(index).flows.breakers);

    // When both borrow and repay, and a third deposits and withdraws, a hundred times in one second
    for _ in 0..100 {
        world.borrow(1, USDC, 10_000);
        world.act(1, Action::Repay(USDC, ALL)).unwrap();
        world.borrow(2, USDC, 10_000);
        world.act(2, Action::Repay(USDC, ALL)).unwrap();
        world.deposit(3, SOL, 20_000);
        world.act(3, Action::Withdraw(SOL, ALL)).unwrap();
    }

    // Then everything is as if they had not: no level but rounding, no breaker, and others borrow
    for (index, breakers) in [USDC, SOL].into_iter().zip(before) {
        let flows = &world.reserve(index).flows;
        assert!(flows.outflow.level <= 200, "{flows:?}");
        assert!(flows.fresh.level <= 200, "{flows:?}");
        assert_eq!(flows.breakers, breakers);
        assert_eq!(flows.breakers.tripped, 0);
    }
    assert!(world.flows.outflow.level < Usd::from_dollars(1).0);
    assert!(world.flows.fresh.level < Usd::from_dollars(1).0);
    world.borrow(2, USDC, 10_000);
}

#[test]
fn repaying_an_old_debt_gives_no_room_back() {
    let mut world = opened();
    world.borrow(1, USDC, 5_000);
    world.wait(DAY);
    world.quote_all();
    world.agree(0, 1_000);
    world.reserve_mut(USDC).limits.outflow = a_day(tokens(USDC, 2_000).0);
    world.deposit(2, SOL, 1_000);
    world.borrow(2, USDC, 2_000);
    world.act(1, Action::Repay(USDC, ALL)).unwrap();
    assert_eq!(world.refusal(2, borrow(1)), Rule::OutflowLimitExceeded);
}

#[test]
fn who_owes_dust_erases_nobodys_inflow() {
    // Given an inflow of 400 SOL by an honest user, under a limit of 500
    let mut world = opened();
    world.reserve_mut(SOL).limits.season_seconds = 86_400;
    world.reserve_mut(SOL).limits.inflow = a_day(tokens(SOL, 500).0);
    world.borrow(1, USDC, 1);
    world.deposit(2, SOL, 400);

    // When someone who owes a dollar goes in with more than the limit and out again
    world.deposit(1, SOL, 3_000);
    world.act(1, Action::Repay(USDC, ALL)).unwrap();
    world
        .act(1, Action::Withdraw(SOL, tokens(SOL, 3_000)))
        .unwrap();

    // Then what the honest user brought is still counted
    let level = world.reserve(SOL).flows.inflow.level;
    assert!(level.abs_diff(tokens(SOL, 400).0) <= 2, "{level}");
}

#[test]
fn what_was_never_counted_is_not_taken_back() {
    let mut world = opened();
    world.limits.inflow = a_day(Usd::from_dollars(100_000).0);
    world.deposit(2, SOL, 2_000);
    let reserve = world.reserve_mut(USDC);
    reserve.limits.season_seconds = 86_400;
    (
        reserve.config.opening_ltv.calm_bps,
        reserve.config.opening_ltv.stress_bps,
    ) = (0, 0);
    let before = world.flows.inflow.level;
    world.deposit(0, USDC, 50_000);
    world
        .act(0, Action::Withdraw(USDC, tokens(USDC, 50_000)))
        .unwrap();
    assert_eq!(world.flows.inflow.level, before);
}

#[test]
fn a_halt_as_backing_opens_no_way_around_the_fresh_limit() {
    // Given seasoned SOL behind a debt, fresh bitcoin beside it, and SOL halted as backing
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 10_000);
    world.limits.fresh = a_day(Usd::from_dollars(500).0);
    world.reserve_mut(BTC).limits.season_seconds = 86_400;
    world.deposit(1, BTC, 1);
    let now = world.now;
    let reserve = world.reserve_mut(SOL);
    let rule = &mut reserve.limits.breakers[Breaker::PriceAgainstAverage as usize];
    rule.threshold = 1;
    rule.duration_seconds = 3_600;
    rule.verdicts = [0, 2, 1];
    let rules = reserve.limits.breakers;
    let breakers = &mut reserve.flows.breakers;
    breakers.observe(Breaker::PriceAgainstAverage, &rules, 1, now);

    // When the SOL is taken from under it, then the debt that stands on fresh bitcoin is charged
    assert_eq!(
        world.refusal(1, Action::Withdraw(SOL, tokens(SOL, 990))),
        Rule::MarketFreshBorrowLimitExceeded
    );
}
