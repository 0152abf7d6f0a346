//! Tricks that an adversarial review found, each of which worked once.

use crate::common::{BTC, SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::breaker::Breaker;
use ballast_policy::health::Purpose;
use ballast_policy::limiter::Limit;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{ReserveIndex, TokenAmount};

const RULES: LiquidationRules = LiquidationRules {
    dust_dollars: 100,
    least_bonus_bps: 50,
    most_bonus_bps: [500, 700, 1_000],
    minute_bonus_bps: 10,
    protocol_share_bps: 1_000,
    close_factor_bps: 5_000,
    full_close_ltv_bps: 9_500,
};

/// User 1 owes 12 000 dollars against 1 000 SOL of 20 dollars.
fn owing() -> World {
    let mut world = World::calm(4);
    for reserve in &mut world.reserves {
        reserve.config.liquidation = RULES;
    }
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 12_000);
    world
}

fn seize(world: &mut World, debt: ReserveIndex, collateral: ReserveIndex) -> bool {
    world.act(1, liquidate_all(debt, collateral)).is_ok()
}

#[test]
fn a_little_of_a_token_off_its_average_shields_nothing() {
    // Given bitcoin 60 % under its own average, of a lower threshold, and a borrower who adds 200 dollars of it
    let mut world = owing();
    for reserve in &mut world.reserves {
        reserve.config.price.max_liquidation_distance_bps = 5_000;
    }
    world.set_cents(SOL, 1_400);
    let mut quote = world.quote_of(8_000 * 100_000_000);
    quote.average = 20_000 * 100_000_000;
    world.show(BTC, &quote, None).unwrap();
    world
        .act(1, Action::Deposit(BTC, TokenAmount(2_500_000)))
        .unwrap();
    assert!(seize(&mut world, USDC, SOL));
}

#[test]
fn a_little_of_a_heavy_debt_without_a_price_shields_nothing() {
    let mut world = owing();
    world.deposit(0, BTC, 2);
    world.reserve_mut(BTC).config.borrow_weight_bps = 12_000;
    world
        .act(1, Action::Borrow(BTC, TokenAmount(1_000_000)))
        .unwrap();
    world.wait(100);
    world.quote(SOL);
    world.quote(USDC);
    world.set_cents(SOL, 1_400);
    assert!(seize(&mut world, USDC, SOL));
}

#[test]
fn a_price_that_a_liquidator_leaves_out_makes_no_healthy_position_unhealthy() {
    // Given a dip of bitcoin that someone has shown, an hour ago
    let mut world = owing();
    world.deposit(1, BTC, 1);
    world.borrow(1, USDC, 13_000);
    world.set_cents(BTC, 1_350_000);
    world.wait(3_600);
    world.agree(0, 1_000);
    world.agree(1, 1_000);
    world.quote(USDC);
    world.set_cents(SOL, 1_750);

    // When it is back, and the liquidator does not show it, then the position is as healthy as with it
    let mut fair = world.clone();
    fair.set_cents(BTC, 2_000_000);
    let healthy = Rule::PositionHealthy;
    assert_eq!(fair.refusal(1, liquidate_all(USDC, SOL)), healthy);
    assert_eq!(world.refusal(1, liquidate_all(USDC, SOL)), healthy);
    // And a fall that is shown counts.
    world.set_cents(BTC, 1_350_000);
    let health = world.health(1, Purpose::Liquidating).unwrap();
    assert!(health.debt > health.liquidation_limit);
}

#[test]
fn after_a_loss_no_share_is_left_that_keeps_a_debt_from_being_written_off() {
    for extra in 0..50 {
        // Given a reserve of SOL whose depositors have lost a third
        let mut world = World::calm(5);
        world.deposit(0, USDC, 100_000);
        world.deposit(0, SOL, 1_000);
        world.deposit(2, BTC, 1);
        world.act(2, Action::Borrow(SOL, tokens(SOL, 600))).unwrap();
        let odd = tokens(SOL, 1_000).plus(TokenAmount(extra * 7)).unwrap();
        world.act(1, Action::Deposit(SOL, odd)).unwrap();
        world.borrow(1, USDC, 12_000);
        world.set_cents(BTC, 1_000);
        world.act(2, liquidate_all(SOL, BTC)).unwrap();
        world.resolve(2, SOL).unwrap();

        // When a depositor of it goes bankrupt, then all of its shares go and the debt is written off
        world.set_cents(SOL, 100);
        assert!(seize(&mut world, USDC, SOL));
        world.resolve(1, USDC).unwrap();
        assert_eq!(world.positions[1].check_empty(), Ok(()));
    }
}

#[test]
fn a_deposit_worth_nothing_is_not_taken_and_one_that_became_worthless_is_cleared() {
    // Given a reserve whose depositors have lost two fifths
    let mut world = World::calm(5);
    world.deposit(0, USDC, 100_000);
    world.deposit(0, SOL, 1_000);
    world.act(1, Action::Deposit(SOL, TokenAmount(1))).unwrap();
    world.deposit(2, BTC, 1);
    world.act(2, Action::Borrow(SOL, tokens(SOL, 400))).unwrap();
    world.deposit(1, BTC, 1);
    world.borrow(1, USDC, 12_000);
    world.set_cents(BTC, 1_000);
    world.act(2, liquidate_all(SOL, BTC)).unwrap();
    world.resolve(2, SOL).unwrap();

    // When someone puts a unit in that would be worth nothing, then it is refused
    let dust = Action::Deposit(SOL, TokenAmount(1));
    assert_eq!(world.refusal(3, dust), Rule::AmountTooSmall);

    // And the unit of a bankrupt, worth nothing now, is cleared for nothing
    assert!(seize(&mut world, USDC, BTC));
    assert_eq!(
        world.resolve(1, USDC).unwrap_err().rule,
        Rule::CollateralLeft
    );
    world.tighten(0, 9_000);
    world.quote_all();
    let before = world.owed(1, USDC);
    let cleared = world.act(1, liquidate_all(USDC, SOL)).unwrap();
    assert!(matches!(cleared, Outcome::Liquidated(moved) if moved.repaid.is_zero()));
    // The present rates are in force: INV-16.
    let rates = |world: &World| [USDC, SOL].map(|index| world.ledger(index).rate);
    let found = rates(&world);
    world.accrue(USDC);
    world.accrue(SOL);
    assert_eq!(found, rates(&world));
    assert_eq!(world.owed(1, USDC), before);
    world.resolve(1, USDC).unwrap();
}

#[test]
fn nobody_is_noted_by_a_price_of_before() {
    let mut world = owing();
    world.set_cents(SOL, 1_503);
    world.wait(3_000);
    assert_eq!(world.mark(1).unwrap_err().rule, Rule::PriceTooOld);
}

#[test]
fn a_spell_that_is_noted_every_minute_does_not_begin_anew() {
    let mut world = owing();
    world.set_cents(SOL, 1_503);
    for _ in 0..90 {
        world.mark(1).unwrap();
        world.wait(60);
        world.agree(0, 1_000);
        world.quote_all();
    }
    let since = world.positions[1].unhealthy_since;
    assert_eq!(world.now.since(since), 90 * 60);
}

#[test]
fn dust_undoes_no_breaker_and_going_round_holds_none_shut() {
    // Given collateral that has tripped the breaker of inflow
    let mut world = World::guarded(4);
    let cap = world.reserve(SOL).limits.inflow.capacities[0];
    let most = Action::Deposit(SOL, TokenAmount(cap / 100 * 81));
    world.act(1, most).unwrap();
    let is_latched =
        |world: &World, index, breaker| world.reserve(index).flows.breakers.is_latched(breaker);
    assert!(is_latched(&world, SOL, Breaker::CollateralInflow));
    for _ in 0..20 {
        world.wait(50);
        world.agree(0, 1_000);
        world.agree(1, 1_000);
    }
    world.quote_all();

    // When a stranger puts dust in and takes it out, then it stays
    world.act(2, Action::Deposit(SOL, TokenAmount(10))).unwrap();
    world.act(2, Action::Withdraw(SOL, ALL)).unwrap();
    assert!(is_latched(&world, SOL, Breaker::CollateralInflow));

    // Given a borrower who takes most of the limit, repays and takes it again, hour after hour
    let mut world = World::guarded(4);
    for reserve in &mut world.reserves {
        (reserve.limits.inflow, reserve.limits.fresh) = (Limit::NONE, Limit::NONE);
    }
    world.limits = ballast_policy::control::MarketLimits::NONE;
    world.deposit(0, USDC, 900_000);
    world.deposit(1, SOL, 20_000);
    let cap = world.reserve(USDC).limits.outflow.capacities[0];
    let part = TokenAmount(cap / 100 * 91);
    world.act(1, Action::Borrow(USDC, part)).unwrap();
    let mut trips = 0;
    for _ in 0..6 {
        for _ in 0..59 {
            world.wait(60);
            world.agree(0, 1_000);
            world.agree(1, 1_000);
        }
        world.quote_all();
        // What the breaker has refused is neither owed nor repaid.
        let _ = world.act(1, Action::Repay(USDC, ALL));
        let _ = world.act(1, Action::Borrow(USDC, part));
        trips += u32::from(is_latched(&world, USDC, Breaker::Outflow));
    }
    // Held for an hour of every two at most.
    assert!(trips <= 4, "{trips}");
}

#[test]
fn fees_stay_while_bad_debt_that_they_bear_first_has_formed() {
    let mut world = World::guarded(4);
    world.deposit(0, USDC, 400_000);
    let limits = &mut world.reserve_mut(USDC).limits;
    (limits.fresh, limits.outflow) = (Limit::NONE, Limit::NONE);
    world.reserve_mut(SOL).limits.inflow = Limit::NONE;
    world.limits = ballast_policy::control::MarketLimits::NONE;
    world.reserve_mut(USDC).config.origination_fee_bps = 100;
    world.deposit(1, SOL, 2_000);
    world.borrow(1, USDC, 20_000);
    world.set_cents(SOL, 300);
    assert!(seize(&mut world, USDC, SOL));
    let now = world.now;
    let held = world.market().collect_fees(USDC, now).unwrap_err();
    assert_eq!(held.rule, Rule::FeesHeld);
    let fees = world.ledger(USDC).fees_owed;
    let (_, loss) = world.resolve(1, USDC).unwrap();
    assert_eq!(loss.fees, fees);
}
