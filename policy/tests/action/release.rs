//! Release: each breaker ends early only when its own cause is gone.

use crate::common::{SOL, USDC, World, liquidate_all, tokens};
use ballast_policy::Rule;
use ballast_policy::breaker::{Breaker, BreakerRule, Verdict};
use ballast_policy::limiter::Limit;
use ballast_policy::market::Action;
use ballast_policy::price::CachedPrice;
use ballast_policy::unit::ReserveIndex;

const DOLLARS: i64 = 100_000_000;

fn guarded() -> World {
    let mut world = World::calm(3);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    world.borrow(1, USDC, 5_000);
    for reserve in &mut world.reserves {
        for rule in &mut reserve.limits.breakers {
            *rule = BreakerRule {
                threshold: 5_000,
                duration_seconds: 400,
                cooldown_seconds: 100_000,
                verdicts: [Verdict::Halt as u8; 3],
                padding: [0; 5],
            };
        }
        reserve.limits.outflow.capacities = [10_000_000_000; 3];
        reserve.limits.inflow.capacities = [10_000_000_000; 3];
    }
    world
}

/// A quarter of the duration passes, and all prices are fresh again.
fn a_quarter_later(world: &mut World) {
    world.wait(100);
    world.agree(0, 1_000);
    world.quote_all();
}

fn refused(world: &mut World, index: ReserveIndex, breaker: Breaker) -> Rule {
    world.release(index, breaker).unwrap_err().rule
}

#[test]
fn what_is_not_in_force_cannot_be_released() {
    let mut world = guarded();
    for breaker in Breaker::ALL {
        let rule = refused(&mut world, SOL, breaker);
        assert_eq!(rule, Rule::BreakerNotTripped, "{breaker:?}");
    }
}

#[test]
fn a_price_jump_is_released_when_the_price_is_back_or_a_new_window_began() {
    let mut world = guarded();
    world.set_cents(SOL, 800);
    let early = refused(&mut world, SOL, Breaker::PriceJump);
    assert_eq!(early, Rule::BreakerHeldTooShort);
    a_quarter_later(&mut world);
    let stands = refused(&mut world, SOL, Breaker::PriceJump);
    assert_eq!(stands, Rule::BreakerCauseStands);
    let mut stale = world.clone();
    world.set_cents(SOL, 1_900);
    world.release(SOL, Breaker::PriceJump).unwrap();
    // Nor does a price that has gone silent count as one that is back.
    stale.reserve_mut(SOL).price = CachedPrice::default();
    let silent = refused(&mut stale, SOL, Breaker::PriceJump);
    assert_eq!(silent, Rule::BreakerCauseStands);
}

#[test]
fn a_distance_from_the_average_is_released_when_it_has_closed() {
    let mut world = guarded();
    let mut quote = world.quote_of(20 * DOLLARS);
    quote.average = 5 * DOLLARS;
    world.show(SOL, &quote, None).unwrap();
    a_quarter_later(&mut world);
    let mut apart = world.clone();
    world.release(SOL, Breaker::PriceAgainstAverage).unwrap();
    let mut quote = apart.quote_of(20 * DOLLARS);
    quote.average = 5 * DOLLARS;
    apart.show(SOL, &quote, None).unwrap();
    let stands = refused(&mut apart, SOL, Breaker::PriceAgainstAverage);
    assert_eq!(stands, Rule::BreakerCauseStands);
}

#[test]
fn a_disagreement_is_released_when_both_sources_speak_and_agree() {
    let mut world = guarded();
    world.reserve_mut(SOL).second = Some(CachedPrice::default());
    let (first, far) = (world.quote_of(20 * DOLLARS), world.quote_of(40 * DOLLARS));
    world.show(SOL, &first, Some(&far)).unwrap();
    world.wait(100);
    let first = world.quote_of(20 * DOLLARS);
    world.show(SOL, &first, None).unwrap();
    let silent = refused(&mut world, SOL, Breaker::SourcesDisagree);
    assert_eq!(silent, Rule::BreakerCauseStands);
    world.show(SOL, &first, Some(&first)).unwrap();
    world.release(SOL, Breaker::SourcesDisagree).unwrap();
}

#[test]
fn a_jump_of_the_score_is_released_when_terms_have_caught_up() {
    let mut world = guarded();
    world.wait(120);
    // From 10 points to 90: one epoch takes forty of them.
    world.agree(0, 9_000);
    world.wait(100);
    world.quote_all();
    let behind = refused(&mut world, SOL, Breaker::ScoreJump);
    assert_eq!(behind, Rule::BreakerCauseStands);
    world.tighten(0, 9_000);
    world.release(SOL, Breaker::ScoreJump).unwrap();
    assert!(
        world
            .reserve(SOL)
            .flows
            .breakers
            .tripped_at(Breaker::ScoreJump)
            < world.now
    );
}

#[test]
fn a_spike_is_released_when_utilization_is_back_under_its_threshold() {
    let mut world = guarded();
    world.reserve_mut(USDC).limits.inflow = Limit::NONE;
    let exit = Action::Withdraw(USDC, tokens(USDC, 94_000));
    world.act(0, exit).unwrap();
    a_quarter_later(&mut world);
    let stands = refused(&mut world, USDC, Breaker::UtilizationSpike);
    assert_eq!(stands, Rule::BreakerCauseStands);
    world.deposit(0, USDC, 94_000);
    world.release(USDC, Breaker::UtilizationSpike).unwrap();
}

#[test]
fn a_full_bucket_is_released_when_it_has_drained() {
    for (breaker, index) in [(Breaker::Outflow, USDC), (Breaker::CollateralInflow, SOL)] {
        let mut world = guarded();
        let limits = &mut world.reserve_mut(index).limits;
        (limits.outflow.window_seconds, limits.inflow.window_seconds) = (400, 400);
        match breaker {
            Breaker::Outflow => world.borrow(1, USDC, 6_000),
            _ => world.deposit(2, SOL, 10),
        }
        a_quarter_later(&mut world);
        let drained = breaker == Breaker::Outflow;
        let released = world.release(index, breaker);
        assert_eq!(released.is_ok(), drained, "{breaker:?} {released:?}");
        world.wait(101);
        let released = world.release(index, breaker);
        assert_eq!(released.is_ok(), !drained, "{breaker:?} {released:?}");
    }
}

#[test]
fn bad_debt_is_released_by_time_only() {
    let mut world = guarded();
    world.set_cents(SOL, 200);
    world.act(1, liquidate_all(USDC, SOL)).unwrap();
    a_quarter_later(&mut world);
    let stands = refused(&mut world, USDC, Breaker::BadDebtFormed);
    assert_eq!(stands, Rule::BreakerCauseStands);
    world.wait(300);
    let over = refused(&mut world, USDC, Breaker::BadDebtFormed);
    assert_eq!(over, Rule::BreakerNotTripped);
}

/// INV-16: interest is counted up to now, so the rate of the present regime holds from now on.
#[test]
fn what_releases_puts_the_present_rate_into_force() {
    // Given a breaker whose cause is gone, and terms that have tightened since the last time anyone came
    let mut world = guarded();
    world.set_cents(SOL, 800);
    world.wait(100);
    world.tighten(0, 9_000);
    world.quote_all();
    world.set_cents(SOL, 1_600);

    // When it is released
    world.release(SOL, Breaker::PriceJump).unwrap();

    // Then the rate is what counting interest would have made it
    let rate = world.ledger(SOL).rate;
    world.accrue(SOL);
    assert_eq!(rate, world.ledger(SOL).rate);
}
