//! What a page says of a position beforehand is what happens.

use crate::common::{BTC, SOL, USDC, World, cases};
use ballast_policy::health::Purpose;
use ballast_policy::interest::AnnualRate;
use ballast_policy::outlook::{NO_SHARE, yearly_floor};
use ballast_policy::unit::{PricePerUnit, ReserveIndex, Usd};
use proptest::prelude::*;

/// User 1 holds SOL worth 10 000 dollars and BTC worth 20 000, and owes dollars.
fn owing(dollars: u64) -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 500);
    world.deposit(1, BTC, 1);
    world.borrow(1, USDC, dollars);
    world
}

fn reach(world: &mut World, index: ReserveIndex) -> Option<u64> {
    let (position, now) = (world.positions[1], world.now);
    world.market().reach_bps(&position, index, now).unwrap()
}

/// Whether the position may be liquidated once the asset's price is `to_bps` of itself.
fn may_be_liquidated_at(world: &World, index: ReserveIndex, to_bps: u64) -> bool {
    let mut world = world.clone();
    let price = &mut world.reserve_mut(index).price;
    for part in [&mut price.low, &mut price.mid, &mut price.high] {
        let moved = u128::from(part.0) * u128::from(to_bps) / 10_000;
        *part = PricePerUnit(u64::try_from(moved).unwrap());
    }
    let health = world.health(1, Purpose::Liquidating).unwrap();
    health.check_may_liquidate().is_ok()
}

proptest! {
    #![proptest_config(cases(64))]

    /// At the reach the position may be liquidated, a basis point short of it not.
    #[test]
    fn prop_the_reach_of_an_asset_is_the_edge(dollars in 12_000u64..17_000) {
        let mut world = owing(dollars);
        for (index, is_fall) in [(SOL, true), (BTC, true), (USDC, false)] {
            let reached = reach(&mut world, index);
            let to = |by: u64| if is_fall { 10_000 - by } else { 10_000 + by };
            match reached {
                Some(by) => {
                    prop_assert!(may_be_liquidated_at(&world, index, to(by)));
                    prop_assert!(!may_be_liquidated_at(&world, index, to(by - 1)));
                }
                None => prop_assert!(!may_be_liquidated_at(&world, index, 0)),
            }
        }
    }
}

#[test]
fn a_debt_that_the_rest_carries_survives_the_loss_of_one_collateral() {
    // SOL carries a third of all debt that both carry together, BTC the rest
    let mut small = owing(5_000);
    assert_eq!(
        (reach(&mut small, SOL), reach(&mut small, BTC)),
        (None, None)
    );
    let mut middle = owing(10_000);
    assert_eq!(reach(&mut middle, SOL), None);
    assert!(reach(&mut middle, BTC).is_some());
    let mut large = owing(17_000);
    assert!(reach(&mut large, BTC) < reach(&mut middle, BTC));
    // What it neither holds nor owes moves nothing
    let (lender, now) = (large.positions[0], large.now);
    assert_eq!(large.market().reach_bps(&lender, SOL, now).unwrap(), None);
}

#[test]
fn an_unhealthy_position_is_reached_without_any_move() {
    let mut world = owing(17_000);
    world.set_cents(BTC, 900_000);
    let (position, now) = (world.positions[1], world.now);
    assert_eq!(reach(&mut world, SOL), Some(0));
    let standing = world.market().standing(&position, now).unwrap();
    assert!(standing.of_liquidation_bps > 10_000);
    assert!(standing.held.is_unhealthy());
}

#[test]
fn the_shares_used_are_those_of_the_limits_rounded_up() {
    let mut world = owing(10_000);
    let (position, now) = (world.positions[1], world.now);
    let standing = world.market().standing(&position, now).unwrap();
    let opens = world.health(1, Purpose::Opening).unwrap();
    let share = |part: Usd, whole: Usd| (part.0 * 10_000).div_ceil(whole.0);
    assert_eq!(
        standing.of_opening_bps,
        share(opens.weighted_debt, opens.borrow_limit)
    );
    let held = standing.held;
    assert_eq!(
        standing.of_liquidation_bps,
        share(held.debt, held.liquidation_limit)
    );
    // Without debt nothing is used
    let (lender, now) = (world.positions[0], world.now);
    let standing = world.market().standing(&lender, now).unwrap();
    assert_eq!(
        (standing.of_opening_bps, standing.of_liquidation_bps),
        (0, 0)
    );
}

#[test]
fn a_debt_whose_price_is_unusable_opens_nothing_and_says_so() {
    let mut world = owing(10_000);
    world.wait(3_600);
    let (position, now) = (world.positions[1], world.now);
    let standing = world.market().standing(&position, now).unwrap();
    assert_eq!(standing.of_opening_bps, NO_SHARE);
    assert_eq!(standing.borrow_limit, Usd::ZERO);
}

#[test]
fn a_year_of_ten_percent_is_a_tenth() {
    let tenth = AnnualRate::from_bps_floor(1_000);
    let year = yearly_floor(Usd::from_dollars(1_000), tenth).unwrap();
    assert!(Usd::from_dollars(100).0 - year.0 <= 1 << 8);
}
