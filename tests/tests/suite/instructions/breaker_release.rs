//! `breaker_release`: anyone ends a breaker whose cause is gone, after a quarter of its time.

use ballast_client::event::{BreakerReleased, BreakerTripped, Event};
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{
    Kind, LendingError, SOL, STABLE_FEED, Stage, every_account_is_checked, refused_and_unchanged,
    with_accounts,
};

/// A quarter of half an hour.
const LEAST_HELD: u64 = 450;

/// SOL has fallen by a fifth within the hour.
fn fallen() -> Stage {
    let mut stage = Stage::guarded();
    let update = stage.price_update(SOL, 80);
    let sent = stage.load_price(SOL, &update).unwrap();
    let event = BreakerTripped {
        reserve: stage.accounts(SOL).reserve,
        breakers: 1 << Breaker::PriceJump.number(),
    };
    assert_eq!(sent.events[1..], [Event::BreakerTripped(event)]);
    stage
}

#[test]
fn a_breaker_ends_when_its_cause_is_gone_and_a_quarter_of_its_time_is_over() {
    // Given a fall that is over
    let mut stage = fallen();
    stage.machine.warp(LEAST_HELD - 1);
    stage.set_price(SOL, 99);

    // When it is released a second too early, then it is refused, and on time it is not
    refused_and_unchanged(&mut stage, Rule::BreakerHeldTooShort, |stage| {
        stage.release(SOL, Breaker::PriceJump)
    });
    stage.machine.warp(1);
    let sent = stage.release(SOL, Breaker::PriceJump).unwrap();
    let event = BreakerReleased {
        reserve: stage.accounts(SOL).reserve,
        breaker: Breaker::PriceJump.number(),
    };
    assert_eq!(sent.events, [Event::BreakerReleased(event)]);
    assert!(!stage.is_tripped(SOL, Breaker::PriceJump));
}

#[test]
fn a_cause_that_stands_cannot_be_released() {
    let mut stage = fallen();
    stage.machine.warp(LEAST_HELD);
    stage.set_price(SOL, 80);
    refused_and_unchanged(&mut stage, Rule::BreakerCauseStands, |stage| {
        stage.release(SOL, Breaker::PriceJump)
    });
}

#[test]
fn what_is_not_in_force_or_does_not_exist_cannot_be_released() {
    let mut stage = fallen();
    refused_and_unchanged(&mut stage, Rule::BreakerNotTripped, |stage| {
        stage.release(SOL, Breaker::Outflow)
    });
    for number in [9, u8::MAX] {
        let release = stage.release_instruction(SOL, number);
        refused_and_unchanged(&mut stage, Rule::BreakerNotTripped, |stage| {
            stage.send(&release, &[])
        });
    }
    stage.machine.warp(1_800);
    refused_and_unchanged(&mut stage, Rule::BreakerNotTripped, |stage| {
        stage.release(SOL, Breaker::PriceJump)
    });
}

#[test]
fn a_feed_that_is_not_the_reserves_is_refused() {
    let mut stage = fallen();
    let other = stage.market.feeds[STABLE_FEED].address;
    let release = stage.release_instruction(SOL, Breaker::PriceJump as u8);
    let release = with_accounts(&release, &[(1, other)]);
    refused_and_unchanged(&mut stage, LendingError::WrongFeed, |stage| {
        stage.send(&release, &[])
    });
}

#[test]
fn a_clock_before_1970_is_refused() {
    let mut stage = fallen();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.release(SOL, Breaker::PriceJump)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = fallen();
    stage.machine.warp(LEAST_HELD);
    stage.set_price(SOL, 100);
    let release = stage.release_instruction(SOL, Breaker::PriceJump as u8);
    every_account_is_checked(&mut stage, &release, &[], &[Kind::RESERVE, Kind::FEED]);
}
