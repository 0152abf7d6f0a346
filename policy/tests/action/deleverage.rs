//! Deleverage: governance wants less owed of an asset. Who is nearest to the threshold is reduced first, gently, and
//! nobody else is touched.

use crate::common::{BTC, SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::action::{ALL, Liquidation};
use ballast_policy::deleverage::Deleverage;
use ballast_policy::health::Purpose;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{Timestamp, TokenAmount, Usd};

const RULES: LiquidationRules = LiquidationRules {
    dust_dollars: 100,
    least_bonus_bps: 50,
    most_bonus_bps: [500, 700, 1_000],
    minute_bonus_bps: 10,
    protocol_share_bps: 0,
    close_factor_bps: 5_000,
    full_close_ltv_bps: 9_500,
};

/// User 0 lends 100 000 dollars. User 1 owes 12 000 against 1 000 SOL of 15.5 dollars: a limit of about 12 400; user 2 owes
/// 6 000 against as much. USDC shall be owed no more than `target`, with a full weight of 120 % now.
fn pressed(target: u64) -> World {
    let mut world = World::calm(3);
    for reserve in &mut world.reserves {
        reserve.config.liquidation = RULES;
    }
    world.deposit(0, USDC, 100_000);
    for (user, owed) in [(1, 12_000), (2, 6_000)] {
        world.deposit(user, SOL, 1_000);
        world.borrow(user, USDC, owed);
    }
    world.set_cents(SOL, 1_550);
    let now = world.now;
    world.reserve_mut(USDC).schedule.deleverage = Deleverage {
        target: tokens(USDC, target),
        starts_at: Timestamp(now.0 - 2),
        ends_at: now,
        weight_bps: 12_000,
        padding: [0; 6],
    };
    world
}

fn liquidate(world: &mut World, user: usize, amount: u64) -> ballast_policy::Result<Liquidation> {
    let action = Action::Liquidate {
        debt: USDC,
        collateral: SOL,
        amount: if amount == 0 {
            ALL
        } else {
            tokens(USDC, amount)
        },
    };
    match world.act(user, action)? {
        Outcome::Liquidated(moved) => Ok(moved),
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn the_one_nearest_to_its_threshold_is_reduced_at_the_least_bonus_and_no_one_else() {
    let mut world = pressed(17_000);
    let before = world.health(1, Purpose::Liquidating).unwrap();
    assert!(!before.is_unhealthy());
    let moved = liquidate(&mut world, 1, 0).unwrap();
    // No more than is owed past the target, though the close factor allows six thousand
    assert_eq!(moved.bonus_bps, RULES.least_bonus_bps);
    let excess = tokens(USDC, 1_000).0;
    assert!(
        moved.repaid.0 >= excess && moved.repaid.0 - excess < 10,
        "{moved:?}"
    );
    let after = world.health(1, Purpose::Liquidating).unwrap();
    after.check_no_worse_than(&before).unwrap();
    // And then it is over, for whoever is near the threshold as for who never was
    for user in [1, 2] {
        let error = liquidate(&mut world, user, 0).unwrap_err();
        assert_eq!(error.rule, Rule::PositionHealthy);
    }
}

#[test]
fn a_position_that_is_far_from_its_threshold_is_never_touched() {
    let mut world = pressed(0);
    let error = liquidate(&mut world, 2, 0).unwrap_err();
    assert_eq!(error.rule, Rule::PositionHealthy);
}

#[test]
fn it_is_no_bad_health_no_spell_of_it_begins() {
    let mut world = pressed(17_000);
    world.mark(1).unwrap();
    assert!(world.positions[1].unhealthy_since.is_zero());
    liquidate(&mut world, 1, 100).unwrap();
    assert!(world.positions[1].unhealthy_since.is_zero());
    // And more than the excess at once is refused
    let error = liquidate(&mut world, 1, 1_000).unwrap_err();
    assert_eq!(error.rule, Rule::CloseFactorExceeded);
}

#[test]
fn another_debt_of_the_same_position_is_left_alone() {
    // Given a position that owes SOL's collateral two assets, of which one is deleveraged
    let mut world = pressed(0);
    world.deposit(0, BTC, 10);
    world.set_cents(SOL, 2_000);
    let little = Action::Borrow(BTC, TokenAmount(1_000_000));
    world.act(1, little).unwrap();
    world.set_cents(SOL, 1_580);
    let health = world.health(1, Purpose::Liquidating).unwrap();
    assert!(!health.is_unhealthy() && health.deleveraged > Usd::ZERO);
    health.check_may_liquidate().unwrap();
    // When the other is to be repaid, then not
    let action = Action::Liquidate {
        debt: BTC,
        collateral: SOL,
        amount: ALL,
    };
    let error = world.act(1, action).unwrap_err();
    assert_eq!(error.rule, Rule::NotDeleveraged);
    liquidate(&mut world, 1, 0).unwrap();
}

#[test]
fn who_is_past_the_threshold_is_liquidated_as_ever() {
    let mut world = pressed(0);
    world.set_cents(SOL, 1_440);
    let moved = liquidate(&mut world, 1, 0).unwrap();
    assert!(moved.bonus_bps > RULES.least_bonus_bps);
}

#[test]
fn no_new_debt_passes_the_target_and_repaying_is_free() {
    let mut world = pressed(17_000);
    let error = world.act(2, Action::Borrow(USDC, tokens(USDC, 1)));
    assert_eq!(error.unwrap_err().rule, Rule::BorrowCapExceeded);
    world
        .act(2, Action::Repay(USDC, tokens(USDC, 2_000)))
        .unwrap();
    world
        .act(2, Action::Borrow(USDC, tokens(USDC, 500)))
        .unwrap();
}

#[test]
fn before_its_start_and_under_its_target_nothing_weighs_more() {
    for target in [18_100, 17_000] {
        let mut world = pressed(target);
        if target == 17_000 {
            let now = world.now;
            let deleverage = &mut world.reserve_mut(USDC).schedule.deleverage;
            deleverage.starts_at = now;
            deleverage.ends_at = Timestamp(now.0 + 1_000_000);
        }
        let error = liquidate(&mut world, 1, 0).unwrap_err();
        assert_eq!(error.rule, Rule::PositionHealthy, "{target}");
    }
}

/// INV-12, where a deleverage makes debts weigh more in liquidations than when they were opened.
#[test]
fn nothing_is_borrowed_or_withdrawn_that_could_be_reduced_in_the_same_second() {
    // Given a healthy position that owes a deleveraged asset at a weight of 120 %
    let mut world = pressed(0);
    world.deposit(0, BTC, 10);
    world.set_cents(SOL, 2_000);
    let health = world.health(2, Purpose::Liquidating).unwrap();
    health.check_may_liquidate().unwrap_err();

    // When it borrows and withdraws as much as it may
    for unit in [100_000_000u64, 10_000_000, 1_000_000] {
        while world
            .act(2, Action::Borrow(BTC, TokenAmount(unit / 100)))
            .is_ok()
        {}
        while world
            .act(2, Action::Withdraw(SOL, TokenAmount(unit * 100)))
            .is_ok()
        {}
    }

    // Then it is no more liquidatable than before
    let error = liquidate(&mut world, 2, 0).unwrap_err();
    assert_eq!(error.rule, Rule::PositionHealthy);
}
