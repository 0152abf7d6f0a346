//! INV-13 and INV-14: what a liquidation does to the position, and that no term but its threshold decides about it.

use crate::common::{BTC, SOL, USDC, World, liquidate_all};
use crate::liquidate::{liquidate, unhealthy};
use ballast_policy::Rule;
use ballast_policy::health::{Health, Purpose};
use ballast_policy::market::Action;
use ballast_policy::unit::TokenAmount;

fn shortfall(health: &Health) -> i128 {
    i128::from(health.debt.0) - i128::from(health.liquidation_limit.0)
}

fn health(world: &mut World) -> Health {
    world.health(1, Purpose::Liquidating).unwrap()
}

#[test]
fn inv_14_repeated_liquidation_heals_a_solvent_position() {
    let mut world = unhealthy();
    let mut before = health(&mut world);
    while world.act(1, liquidate(500)).is_ok() {
        let after = health(&mut world);
        assert!(shortfall(&after) < shortfall(&before));
        assert!(after.debt < before.debt);
        before = after;
    }
    assert!(shortfall(&before) <= 0);
    assert_eq!(world.refusal(1, liquidate(500)), Rule::PositionHealthy);
}

#[test]
fn inv_14_a_position_too_poor_for_the_whole_bonus_is_still_in_reach() {
    // 14 028 of debt at the high price. At 14.40 the collateral is 14 371: more than the debt, less than debt and bonus.
    let mut world = unhealthy();
    world.set_cents(SOL, 1_440);
    let before = health(&mut world);
    assert!(before.debt < before.collateral);
    assert!(before.debt.0 / 100 * 105 > before.collateral.0);
    world.act(1, liquidate(1_000)).unwrap();
    assert!(shortfall(&health(&mut world)) < shortfall(&before));
}

#[test]
fn an_insolvent_position_is_liquidated_to_its_last_collateral() {
    let mut world = unhealthy();
    world.set_cents(SOL, 1_300);
    while world.held(1, SOL) > TokenAmount::ZERO {
        world.act(1, liquidate_all(USDC, SOL)).unwrap();
    }
    assert!(world.owed(1, USDC) > TokenAmount::ZERO);
    let rule = world.refusal(1, liquidate_all(USDC, SOL));
    assert_eq!(rule, Rule::DepositNotFound);
}

#[test]
fn inv_14_a_repayment_too_small_to_clear_a_share_seizes_nothing_from_the_solvent() {
    // After centuries of interest a share owes many base units: repaying one of them would clear nothing.
    let mut world = World::calm(3);
    world.deposit(0, BTC, 100);
    world.deposit(1, SOL, 10_000);
    world
        .act(1, Action::Borrow(BTC, TokenAmount(1_000)))
        .unwrap();
    world.reserve_mut(BTC).ledger.index.whole = 1_000_000;
    world.set_cents(SOL, 2_400);
    let before = health(&mut world);
    assert!(before.debt > before.liquidation_limit && before.debt < before.collateral);
    let dust = Action::Liquidate {
        debt: BTC,
        collateral: SOL,
        amount: TokenAmount(1),
    };
    assert_eq!(world.refusal(1, dust), Rule::HealthNotImproved);
}

#[test]
fn inv_26_no_score_makes_a_healthy_position_liquidatable() {
    let mut world = unhealthy();
    world.set_cents(SOL, 1_758);
    let calm = health(&mut world);
    for score in [4_500, 6_500, 10_000] {
        world.tighten(0, score);
        let stressed = health(&mut world);
        assert_eq!(stressed.liquidation_limit, calm.liquidation_limit);
        assert_eq!(world.refusal(1, liquidate(1)), Rule::PositionHealthy);
    }
    world.feeds.clear();
    assert_eq!(world.refusal(1, liquidate(1)), Rule::PositionHealthy);
}

#[test]
fn an_unhealthy_position_is_liquidated_in_every_regime_and_with_a_dead_feed() {
    let states: [fn(&mut World); 4] = [
        |world| world.tighten(0, 5_000),
        |world| world.tighten(0, 9_000),
        |world| {
            world.wait(100_000);
            world.quote_all();
        },
        |world| world.feeds.clear(),
    ];
    for state in states {
        let mut world = unhealthy();
        state(&mut world);
        assert!(world.act(1, liquidate(1_000)).is_ok());
    }
}

#[test]
fn the_liquidation_of_one_debt_leaves_the_other() {
    let mut world = unhealthy();
    world.set_cents(SOL, 2_000);
    world.deposit(2, BTC, 1);
    world
        .act(1, Action::Borrow(BTC, TokenAmount(100_000)))
        .unwrap();
    world.set_cents(SOL, 1_700);
    let owed = world.owed(1, BTC);
    world.act(1, liquidate_all(USDC, SOL)).unwrap();
    assert_eq!(world.owed(1, BTC), owed);
}

#[test]
fn rates_follow_a_liquidation_in_both_reserves() {
    // SOL is lent out too, so that seizing some raises what lending it costs.
    let mut world = unhealthy();
    world.deposit(0, BTC, 1);
    world.borrow(0, SOL, 500);
    let (usdc, sol) = (world.ledger(USDC).rate, world.ledger(SOL).rate);
    world.act(1, liquidate_all(USDC, SOL)).unwrap();
    assert!(world.ledger(USDC).rate < usdc);
    assert!(world.ledger(SOL).rate > sol);
}
