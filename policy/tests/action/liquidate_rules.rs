//! Liquidation by its published rules: how the bonus grows, what comes first, how much the book takes, at what price.

use crate::common::{BTC, SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::{ALL, Liquidation};
use ballast_policy::health::Purpose;
use ballast_policy::limiter::Limit;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::market::{Action, Outcome};

const RULES: LiquidationRules = LiquidationRules {
    dust_dollars: 100,
    least_bonus_bps: 50,
    most_bonus_bps: [500, 700, 1_000],
    minute_bonus_bps: 10,
    protocol_share_bps: 0,
    close_factor_bps: 5_000,
    full_close_ltv_bps: 9_500,
};

/// User 0 lends 100 000 dollars; user 1 owes 12 000 against 1 000 SOL, liquidatable under 15.05 dollars.
fn owing() -> World {
    let mut world = World::calm(3);
    for reserve in &mut world.reserves {
        reserve.config.liquidation = RULES;
    }
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 12_000);
    world
}

fn liquidate(world: &mut World, action: Action) -> Liquidation {
    match world.act(1, action).unwrap() {
        Outcome::Liquidated(moved) => moved,
        outcome => panic!("{outcome:?}"),
    }
}

fn part(whole: u64) -> Action {
    Action::Liquidate {
        debt: USDC,
        collateral: SOL,
        amount: tokens(USDC, whole),
    }
}

#[test]
fn the_bonus_starts_small_right_past_the_threshold_and_grows_as_the_price_falls() {
    let bonus_at = |cents| {
        let mut world = owing();
        world.set_cents(SOL, cents);
        liquidate(&mut world, part(1_000)).bonus_bps
    };
    assert_eq!(bonus_at(1_503), 66);
    assert_eq!(bonus_at(1_480), 190);
    assert_eq!(bonus_at(1_440), 416);
    assert_eq!(bonus_at(1_400), 500);
    assert_eq!(bonus_at(1_210), 50, "what covers no more is not given");
}

#[test]
fn the_bonus_grows_by_the_minute_from_the_mark_on() {
    let mut world = owing();
    world.set_cents(SOL, 1_503);
    world.mark(1).unwrap();
    world.wait(30 * 60);
    world.agree(0, 1_000);
    world.quote_all();
    let moved = liquidate(&mut world, part(1_000));
    assert!(moved.bonus_bps >= 358, "{moved:?}");
    let mut world = owing();
    world.set_cents(SOL, 1_503);
    world.mark(1).unwrap();
    let first = world.positions[1].unhealthy_since;
    world.wait(3_601);
    world.quote_all();
    world.mark(1).unwrap();
    assert_eq!(world.positions[1].unhealthy_since.0, first.0 + 3_601);
}

#[test]
fn a_position_that_is_healthy_again_is_unmarked_by_anyone_who_looks() {
    let marked = |world: &World| !world.positions[1].unhealthy_since.is_zero();
    let mut world = owing();
    world.mark(1).unwrap();
    assert!(!marked(&world));

    // By a liquidation that cures it, by a mark, by a withdrawal and by a borrow.
    world.set_cents(SOL, 1_503);
    liquidate(&mut world.clone(), part(6_000));
    world.mark(1).unwrap();
    assert!(marked(&world));
    let mut cured = world.clone();
    liquidate(&mut cured, part(6_000));
    assert!(!marked(&cured));
    world
        .act(1, Action::Repay(USDC, tokens(USDC, 6_000)))
        .unwrap();
    assert!(marked(&world));
    for action in [
        Action::Withdraw(SOL, tokens(SOL, 1)),
        Action::Borrow(USDC, tokens(USDC, 1)),
    ] {
        let mut other = world.clone();
        other.act(1, action).unwrap();
        assert!(!marked(&other), "{action:?}");
    }
    world.mark(1).unwrap();
    assert!(!marked(&world));
}

#[test]
fn a_position_far_past_its_threshold_or_small_is_closed_whole() {
    let mut world = owing();
    world.set_cents(SOL, 1_280);
    let half = liquidate(&mut world.clone(), liquidate_all(USDC, SOL));
    assert_eq!(half.repaid, tokens(USDC, 6_000));
    world.set_cents(SOL, 1_265);
    let whole = liquidate(&mut world, liquidate_all(USDC, SOL));
    assert_eq!(whole.repaid, tokens(USDC, 12_000));

    let mut world = World::calm(2);
    world.reserve_mut(USDC).config.liquidation = RULES;
    world.deposit(0, USDC, 1_000);
    world.deposit(1, SOL, 12);
    world.borrow(1, USDC, 150);
    world.set_cents(SOL, 1_500);
    let dust = liquidate(&mut world, liquidate_all(USDC, SOL));
    assert_eq!(dust.repaid, tokens(USDC, 150));
}

#[test]
fn the_weakest_collateral_is_seized_first_unless_it_cannot_be() {
    // SOL holds to 80 %, bitcoin to 78 %.
    let mut world = owing();
    world
        .act(
            1,
            Action::Deposit(BTC, tokens(BTC, 1).minus(tokens(BTC, 0)).unwrap()),
        )
        .unwrap();
    world.borrow(1, USDC, 10_000);
    world.set_cents(SOL, 1_000);
    world.set_cents(BTC, 1_750_000);
    let health = world.health(1, Purpose::Liquidating).unwrap();
    assert!(health.debt > health.liquidation_limit);
    assert_eq!(
        world.refusal(1, liquidate_all(USDC, SOL)),
        Rule::NotWeakestCollateral
    );
    let mut stale = world.clone();
    stale.reserve_mut(BTC).price.published_at.0 -= 86_401;
    assert!(stale.act(1, liquidate_all(USDC, SOL)).is_ok());
    let mut sold_out = world.clone();
    sold_out.reserve_mut(BTC).limits.liquidated.capacities = [0; 3];
    assert!(sold_out.act(1, liquidate_all(USDC, SOL)).is_ok());
    assert!(world.act(1, liquidate_all(USDC, BTC)).is_ok());
}

#[test]
fn the_heaviest_debt_is_repaid_first() {
    let mut world = owing();
    world.deposit(0, BTC, 2);
    world
        .act(
            1,
            Action::Borrow(BTC, tokens(BTC, 1).minus(tokens(BTC, 0)).unwrap()),
        )
        .unwrap_err();
    world
        .act(
            1,
            Action::Borrow(BTC, ballast_policy::unit::TokenAmount(5_000_000)),
        )
        .unwrap();
    world.reserve_mut(BTC).config.borrow_weight_bps = 12_000;
    world.set_cents(SOL, 1_500);
    assert_eq!(
        world.refusal(1, liquidate_all(USDC, SOL)),
        Rule::NotHeaviestDebt
    );
    assert!(world.act(1, liquidate_all(BTC, SOL)).is_ok());
}

#[test]
fn no_more_is_seized_in_a_window_than_the_book_takes() {
    let mut world = owing();
    world.reserve_mut(SOL).limits.liquidated = Limit {
        capacities: [tokens(SOL, 100).0; 3],
        window_seconds: 3_600,
        padding: 0,
    };
    world.set_cents(SOL, 1_400);
    let moved = liquidate(&mut world, liquidate_all(USDC, SOL));
    assert_eq!(moved.seized, tokens(SOL, 100));
    assert!(moved.repaid < tokens(USDC, 1_340));
    assert_eq!(
        world.refusal(1, liquidate_all(USDC, SOL)),
        Rule::LiquidationDepthExhausted
    );
    world.wait(1_800);
    world.agree(0, 1_000);
    world.quote_all();
    let moved = liquidate(&mut world, liquidate_all(USDC, SOL));
    assert_eq!(moved.seized, tokens(SOL, 50));
}

#[test]
fn a_book_that_the_publishers_see_thinner_takes_less_and_never_less_than_a_quarter() {
    let seized_at = |depth: u16, wait: u64| {
        let mut world = owing();
        world.reserve_mut(SOL).limits.liquidated = Limit {
            capacities: [tokens(SOL, 100).0; 3],
            window_seconds: 3_600,
            padding: 0,
        };
        world.depths[0] = depth;
        world.wait(120);
        world.agree(0, 1_000);
        world.wait(wait);
        world.quote_all();
        world.set_cents(SOL, 1_400);
        let (feed, reserve) = (&world.feeds[0], world.reserve(SOL));
        let effective = feed.state.effective(&feed.config, world.now);
        let room = reserve.view(effective).liquidation_room(world.now);
        let moved = liquidate(&mut world, liquidate_all(USDC, SOL));
        assert_eq!(room, moved.seized);
        assert_eq!(
            world.refusal(1, liquidate_all(USDC, SOL)),
            Rule::LiquidationDepthExhausted
        );
        moved.seized
    };
    assert_eq!(seized_at(10_000, 0), tokens(SOL, 100));
    assert_eq!(seized_at(6_000, 0), tokens(SOL, 60));
    assert_eq!(seized_at(0, 0), tokens(SOL, 25));
    // Who falls silent leaves the last word standing, and past T2 what governance published
    let held = u64::from(crate::common::feed_config().hold_seconds);
    let end = u64::from(crate::common::feed_config().conservative_seconds);
    assert_eq!(seized_at(6_000, held + 1), tokens(SOL, 60));
    assert_eq!(seized_at(6_000, end), tokens(SOL, 100));
}

#[test]
fn nothing_is_liquidated_at_a_price_that_its_own_average_does_not_know() {
    let mut world = owing();
    for reserve in &mut world.reserves {
        reserve.config.price.max_liquidation_distance_bps = 5_000;
    }
    let mut quote = world.quote_of(9 * 100_000_000);
    quote.average = 19 * 100_000_000;
    world.show(SOL, &quote, None).unwrap();
    assert_eq!(
        world.refusal(1, liquidate_all(USDC, SOL)),
        Rule::LiquidationPriceUnsure
    );
    quote.average = 17 * 100_000_000;
    world.show(SOL, &quote, None).unwrap();
    assert!(
        world
            .act(
                1,
                Action::Liquidate {
                    debt: USDC,
                    collateral: SOL,
                    amount: ALL
                }
            )
            .is_ok()
    );
}
