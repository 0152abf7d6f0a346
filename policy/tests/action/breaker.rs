//! Breakers around the actions: what trips them, and what they then stop.

use crate::common::{SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::breaker::{Breaker, BreakerRule, Verdict};
use ballast_policy::health::Purpose;
use ballast_policy::market::Action;
use ballast_policy::unit::{ReserveIndex, Usd};

/// An hour's breaker that votes as given on new debt, backing and withdrawals with debt.
fn rule(threshold: u64, verdicts: [Verdict; 3]) -> BreakerRule {
    BreakerRule {
        threshold,
        duration_seconds: 3_600,
        cooldown_seconds: 7_200,
        verdicts: verdicts.map(|verdict| verdict as u8),
        padding: [0; 5],
    }
}

/// User 0 lends 100 000 dollars; user 1 owes 5 000 against 1 000 SOL.
fn owing() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 5_000);
    world
}

fn set(world: &mut World, index: ReserveIndex, breaker: Breaker, rule: BreakerRule) {
    world.reserve_mut(index).limits.breakers[breaker as usize] = rule;
}

fn trip(world: &mut World, index: ReserveIndex, verdicts: [Verdict; 3]) {
    set(world, index, Breaker::PriceJump, rule(1, verdicts));
    let now = world.now;
    let reserve = world.reserve_mut(index);
    let rules = &reserve.limits.breakers;
    let breakers = &mut reserve.flows.breakers;
    assert!(breakers.observe(Breaker::PriceJump, rules, 1, now));
}

fn borrow(whole: u64) -> Action {
    Action::Borrow(USDC, tokens(USDC, whole))
}

use Verdict::{Allow, Halt, Reduce};

#[test]
fn a_halt_of_new_debt_stops_borrows_of_that_asset_until_it_expires() {
    let mut world = owing();
    trip(&mut world, USDC, [Halt, Allow, Allow]);
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowHalted);
    world.wait(3_599);
    world.quote_all();
    world.agree(0, 1_000);
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowHalted);
    world.wait(1);
    world.borrow(1, USDC, 1);
    assert_eq!(world.reserve(USDC).flows.breakers.tripped, 0, "swept");
}

#[test]
fn new_debt_that_is_reduced_meets_the_cap_of_stress() {
    let mut world = owing();
    world.reserve_mut(USDC).config.borrow_caps[2] = tokens(USDC, 5_100);
    world.borrow(1, USDC, 50);
    trip(&mut world, USDC, [Reduce, Allow, Allow]);
    assert_eq!(world.refusal(1, borrow(51)), Rule::BorrowCapExceeded);
    world.borrow(1, USDC, 49);
}

#[test]
fn as_backing_an_asset_is_reduced_or_counts_for_nothing() {
    for (vote, limit) in [(Reduce, 7_983), (Halt, 0)] {
        let mut world = owing();
        trip(&mut world, SOL, [Allow, vote, Allow]);
        let health = world.health(1, Purpose::Opening).unwrap();
        assert_eq!(health.borrow_limit.0 >> 20, limit);
        assert_eq!(health.liquidation_limit.0 >> 20, 15_967, "INV-26");
        let rule = world.refusal(1, borrow(3_001));
        assert_eq!(rule, Rule::BorrowLimitExceeded, "{vote:?}");
    }
}

#[test]
fn a_withdrawal_with_debt_is_halted_or_judged_on_the_terms_of_stress() {
    // 5 000 dollars of debt need 335 SOL in calm and 628 in stress.
    let withdraw = |whole| Action::Withdraw(SOL, tokens(SOL, whole));
    let mut world = owing();
    trip(&mut world, SOL, [Allow, Allow, Halt]);
    assert_eq!(world.refusal(1, withdraw(1)), Rule::ReleaseHalted);
    let mut world = owing();
    trip(&mut world, SOL, [Allow, Allow, Reduce]);
    assert_eq!(world.refusal(1, withdraw(380)), Rule::BorrowLimitExceeded);
    world.act(1, withdraw(370)).unwrap();
    let mut world = owing();
    world.act(1, withdraw(600)).unwrap();
}

#[test]
fn a_jump_of_the_score_reduces_until_it_is_over() {
    let mut world = owing();
    set(&mut world, USDC, Breaker::ScoreJump, rule(0, [Halt; 3]));
    world.wait(120);
    world.agree(0, 3_500);
    world.quote_all();
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowHalted);
    // It is latched by what it stops only where that stands; what is refused leaves no trace (INV-8).
    assert_eq!(world.reserve(USDC).flows.breakers.tripped, 0);
    world.wait(3_600);
    world.agree(0, 3_500);
    world.quote_all();
    world.borrow(1, USDC, 1);
}

#[test]
fn a_feed_that_is_degraded_to_the_end_is_a_breaker_of_its_own() {
    let mut world = owing();
    set(&mut world, USDC, Breaker::FeedDegraded, rule(0, [Halt; 3]));
    world.wait(3_599);
    world.quote_all();
    world.borrow(1, USDC, 1);
    world.wait(1);
    world.quote_all();
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowHalted);
    world.agree(0, 9_000);
    world.borrow(1, USDC, 1);
}

#[test]
fn the_withdrawal_that_makes_utilization_spike_stands_and_the_next_borrow_is_halted() {
    let mut world = owing();
    set(
        &mut world,
        USDC,
        Breaker::UtilizationSpike,
        rule(9_000, [Halt, Allow, Allow]),
    );
    let exit = |whole| Action::Withdraw(USDC, tokens(USDC, whole));
    world.act(0, exit(94_444)).unwrap();
    world.borrow(1, USDC, 1);
    // A base unit more, and nine tenths are lent.
    world.act(0, exit(2)).unwrap();
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowHalted);
}

#[test]
fn a_full_outflow_bucket_trips_its_breaker() {
    let mut world = owing();
    let reserve = world.reserve_mut(USDC);
    reserve.limits.outflow.capacities = [tokens(USDC, 1_000).0; 3];
    set(
        &mut world,
        USDC,
        Breaker::Outflow,
        rule(9_000, [Halt, Allow, Allow]),
    );
    world.borrow(1, USDC, 899);
    world.borrow(1, USDC, 1);
    assert_eq!(world.refusal(1, borrow(1)), Rule::BorrowHalted);
}

#[test]
fn sudden_collateral_trips_its_breaker_and_backs_less() {
    let mut world = owing();
    let reserve = world.reserve_mut(SOL);
    reserve.limits.inflow.capacities = [tokens(SOL, 100).0; 3];
    set(
        &mut world,
        SOL,
        Breaker::CollateralInflow,
        rule(8_000, [Allow, Reduce, Allow]),
    );
    world.deposit(2, SOL, 79);
    let calm = world.health(1, Purpose::Opening).unwrap().borrow_limit;
    world.deposit(2, SOL, 1);
    let reduced = world.health(1, Purpose::Opening).unwrap().borrow_limit;
    assert_eq!((calm.0 >> 20, reduced.0 >> 20), (14_969, 7_983));
}

#[test]
fn a_liquidation_that_leaves_bad_debt_halts_new_debt_and_no_liquidation() {
    let mut world = owing();
    let threshold = Usd::from_dollars(100).0;
    set(
        &mut world,
        USDC,
        Breaker::BadDebtFormed,
        rule(threshold, [Halt, Allow, Allow]),
    );
    world.deposit(2, SOL, 1_000);
    world.borrow(2, USDC, 5_000);
    world.set_cents(SOL, 200);
    world.act(1, liquidate_all(USDC, SOL)).unwrap();
    assert_eq!(world.held(1, SOL).0, 0);
    assert_eq!(world.refusal(2, borrow(1)), Rule::BorrowHalted);
    world.act(2, liquidate_all(USDC, SOL)).unwrap();
    world.act(1, Action::Repay(USDC, ALL)).unwrap();
}
