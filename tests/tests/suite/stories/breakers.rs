//! Each of the nine breakers, tripped by what it watches, and told in an event.

use ballast_client::event::Event;
use ballast_client::layout::Reserve;
use ballast_client::oracle::PriceUpdate;
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{Actor, SOL, STABLE_FEED, Stage, USDC, refused_and_unchanged};
use ballast_vm::Sent;

const DOLLAR: u64 = 1_000_000;
const COIN: u64 = 1_000_000_000;

/// A guarded market in which 50 000 dollars are lent out of 1 M, against 10 000 SOL.
fn lent() -> (Stage, Actor, Actor) {
    let mut stage = Stage::guarded();
    let lender = stage.lender(USDC, 1_000_000 * DOLLAR);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 10_000 * COIN).unwrap();
    stage.borrow(&borrower, USDC, 50_000 * DOLLAR).unwrap();
    (stage, lender, borrower)
}

#[track_caller]
fn assert_told(sent: &Sent, breaker: Breaker) {
    let tripped = sent.events.iter().find_map(|event| match event {
        Event::BreakerTripped(event) => Some(event.breakers),
        _ => None,
    });
    assert_eq!(tripped, Some(1 << breaker.number()), "{:?}", sent.events);
}

fn halt(stage: &mut Stage, breaker: Breaker) {
    let address = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&address, |reserve| {
        reserve.limits.breakers[breaker as usize].verdicts = [2, 0, 0];
    });
}

#[test]
fn a_price_jump_and_a_distance_from_the_average_trip_when_the_price_is_loaded() {
    let (mut stage, ..) = lent();
    let update = stage.price_update(SOL, 84);
    let sent = stage.load_price(SOL, &update).unwrap();
    assert_told(&sent, Breaker::PriceJump);
    let (mut stage, ..) = lent();
    let update = PriceUpdate {
        average: 8_300_000_000,
        ..stage.price_update(SOL, 100)
    };
    let sent = stage.load_price(SOL, &update).unwrap();
    assert_told(&sent, Breaker::PriceAgainstAverage);
}

#[test]
fn two_sources_that_disagree_trip_when_they_are_loaded() {
    let (mut stage, ..) = lent();
    stage.add_second_source(SOL, 100);
    let sent = stage.load_both(SOL, 100, 104).unwrap();
    assert_told(&sent, Breaker::SourcesDisagree);
}

#[test]
fn a_jump_of_the_score_stops_for_an_hour_before_anyone_latches_it() {
    // Given a median that jumped by 21 points, within calm
    let (mut stage, _, borrower) = lent();
    halt(&mut stage, Breaker::ScoreJump);
    stage.machine.warp(60);
    stage.score(STABLE_FEED, &[4_100; 5]);
    stage.refresh_prices([100, 1, 2_000]);
    refused_and_unchanged(&mut stage, Rule::BorrowHalted, |stage| {
        stage.borrow(&borrower, USDC, DOLLAR)
    });

    // When terms have caught up, anyone ends it after a quarter of an hour
    refused_and_unchanged(&mut stage, Rule::BreakerHeldTooShort, |stage| {
        stage.release(USDC, Breaker::ScoreJump)
    });
    stage.machine.warp(900);
    stage.refresh_prices([100, 1, 2_000]);
    stage.release(USDC, Breaker::ScoreJump).unwrap();
    stage.borrow(&borrower, USDC, DOLLAR).unwrap();
}

#[test]
fn a_withdrawal_that_lifts_utilization_over_its_threshold_stands_and_halts_the_next_borrow() {
    let (mut stage, lender, borrower) = lent();
    let sent = stage.withdraw(&lender, USDC, 948_000 * DOLLAR).unwrap();
    assert_told(&sent, Breaker::UtilizationSpike);
    refused_and_unchanged(&mut stage, Rule::BorrowHalted, |stage| {
        stage.borrow(&borrower, USDC, DOLLAR)
    });
}

#[test]
fn an_outflow_and_an_inflow_near_their_limits_trip() {
    // Given nine tenths of the outflow limit of 1.25 M, in one loan of seasoned collateral
    let mut stage = Stage::guarded();
    stage.lender(USDC, 2_400_000 * DOLLAR);
    let borrower = stage.actor("borrower");
    let sent = stage.deposit(&borrower, SOL, 20_000 * COIN).unwrap();
    assert_told(&sent, Breaker::CollateralInflow);
    stage.machine.warp(3 * 86_400);
    stage.calm_down();
    stage.refresh_prices([100, 1, 2_000]);
    let sent = stage.borrow(&borrower, USDC, 1_125_000 * DOLLAR).unwrap();
    assert_told(&sent, Breaker::Outflow);
    // Reduced to the capacity of stress, nothing is left of it.
    refused_and_unchanged(&mut stage, Rule::OutflowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, DOLLAR)
    });
}

#[test]
fn bad_debt_trips_when_the_last_collateral_is_seized() {
    let (mut stage, _, borrower) = lent();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 2);
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    assert_told(&sent, Breaker::BadDebtFormed);
}

#[test]
fn a_feed_without_a_quorum_until_t2_votes_for_as_long_as_it_lasts() {
    let (mut stage, _, borrower) = lent();
    halt(&mut stage, Breaker::FeedDegraded);
    stage.machine.warp(21_600 - 1);
    stage.refresh_prices([100, 1, 2_000]);
    stage.borrow(&borrower, USDC, DOLLAR).unwrap();
    stage.machine.warp(100_000);
    stage.refresh_prices([100, 1, 2_000]);
    refused_and_unchanged(&mut stage, Rule::BorrowHalted, |stage| {
        stage.borrow(&borrower, USDC, DOLLAR)
    });
    stage.score(STABLE_FEED, &[9_000; 5]);
    stage.borrow(&borrower, USDC, DOLLAR).unwrap();
}
