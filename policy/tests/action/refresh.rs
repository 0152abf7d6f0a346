//! Refresh: prices from one or two oracles, and the breakers that their movement trips.

use crate::common::{SOL, USDC, World, tokens};
use ballast_policy::Rule;
use ballast_policy::breaker::{Breaker, BreakerRule, Verdict};
use ballast_policy::market::Action;
use ballast_policy::price::CachedPrice;

const DOLLARS: i64 = 100_000_000;

/// User 0 lends dollars, user 1 holds 1 000 SOL; every price breaker trips at a tenth and halts for ten minutes.
fn guarded() -> World {
    let mut world = World::calm(2);
    world.deposit(0, USDC, 100_000);
    world.deposit(1, SOL, 1_000);
    for breaker in [
        Breaker::PriceJump,
        Breaker::PriceAgainstAverage,
        Breaker::SourcesDisagree,
    ] {
        world.reserve_mut(SOL).limits.breakers[breaker as usize] = BreakerRule {
            threshold: 1_000,
            duration_seconds: 600,
            cooldown_seconds: 900,
            verdicts: [Verdict::Halt as u8; 3],
            padding: [0; 5],
        };
    }
    world
}

fn borrow_is_refused(world: &mut World) -> bool {
    let borrow = Action::Borrow(USDC, tokens(USDC, 100));
    match world.clone().act(1, borrow) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.rule, Rule::BorrowLimitExceeded);
            true
        }
    }
}

fn tripped(world: &World) -> Vec<Breaker> {
    let breakers = world.reserve(SOL).flows.breakers;
    let is_set = |breaker: &Breaker| breakers.tripped >> breaker.number() & 1 == 1;
    Breaker::ALL.into_iter().filter(is_set).collect()
}

#[test]
fn a_jump_from_the_windows_reference_trips_and_the_price_is_taken() {
    let mut world = guarded();
    let price = world.quote_of(1_801_000_000);
    world.show(SOL, &price, None).unwrap();
    assert_eq!(tripped(&world), []);
    let price = world.quote_of(18 * DOLLARS);
    world.show(SOL, &price, None).unwrap();
    assert_eq!(tripped(&world), [Breaker::PriceJump]);
    assert!(borrow_is_refused(&mut world));
    let eighteen = world.reserve(SOL).price.mid;
    world.set_cents(SOL, 1_800);
    assert_eq!(world.reserve(SOL).price.mid, eighteen);
}

#[test]
fn a_price_far_from_the_oracles_own_average_trips() {
    let mut world = guarded();
    let mut quote = world.quote_of(20 * DOLLARS);
    quote.average = 1_820_000_000;
    world.show(SOL, &quote, None).unwrap();
    assert_eq!(tripped(&world), []);
    quote.average = 18 * DOLLARS;
    world.show(SOL, &quote, None).unwrap();
    assert_eq!(tripped(&world), [Breaker::PriceAgainstAverage]);
    assert_eq!(world.reserve(SOL).flows.average_distance_bps, 1_111);
}

#[test]
fn two_sources_that_disagree_trip_and_the_first_is_taken() {
    let mut world = guarded();
    world.reserve_mut(SOL).second = Some(CachedPrice::default());
    let first = world.quote_of(20 * DOLLARS);
    let near = world.quote_of(2_100_000_000);
    world.show(SOL, &first, Some(&near)).unwrap();
    assert_eq!(tripped(&world), []);
    assert!(!borrow_is_refused(&mut world));
    let far = world.quote_of(23 * DOLLARS);
    world.show(SOL, &first, Some(&far)).unwrap();
    assert_eq!(tripped(&world), [Breaker::SourcesDisagree]);
    assert!(borrow_is_refused(&mut world));
}

#[test]
fn a_second_source_that_falls_silent_stops_opening_until_it_speaks_again() {
    let mut world = guarded();
    world.reserve_mut(SOL).second = Some(CachedPrice::default());
    world.quote_all();
    assert!(!borrow_is_refused(&mut world));
    world.wait(61);
    world.quote(USDC);
    let first = world.quote_of(20 * DOLLARS);
    world.show(SOL, &first, None).unwrap();
    assert!(borrow_is_refused(&mut world));
    assert_eq!(tripped(&world), [], "nothing latches: it is the silence");
    world.show(SOL, &first, Some(&first)).unwrap();
    assert!(!borrow_is_refused(&mut world));
}

#[test]
fn an_old_update_of_the_second_source_changes_nothing() {
    let mut world = guarded();
    world.reserve_mut(SOL).second = Some(CachedPrice::default());
    let old = world.quote_of(90 * DOLLARS);
    world.wait(61);
    world.quote_all();
    let before = world.clone();
    let first = world.quote_of(20 * DOLLARS);
    world.show(SOL, &first, Some(&old)).unwrap();
    assert_eq!(world, before);
}

#[test]
fn a_first_quote_that_is_refused_trips_nothing() {
    let mut world = guarded();
    let mut quote = world.quote_of(5 * DOLLARS);
    quote.confidence = 5 * DOLLARS as u64;
    let before = world.clone();
    let error = world.show(SOL, &quote, None).unwrap_err();
    assert_eq!(error.rule, Rule::ConfidenceTooWide);
    assert_eq!(world, before);
}
