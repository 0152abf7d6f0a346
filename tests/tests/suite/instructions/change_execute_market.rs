//! `change_execute_market`: the market's flow limits change, at once when they tighten and after a delay when not.

use ballast_client::event::Event;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::MarketLimits;
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, SOL, Stage, USDC, every_account_is_checked, refused_and_unchanged,
    with_accounts,
};

/// Two days.
const LOOSEN: u64 = 2 * 86_400;

fn of(stage: &Stage, change: impl FnOnce(&mut MarketLimits)) -> Change {
    let mut limits = stage.market_account().limits;
    change(&mut limits);
    Change::MarketLimits(stage.market.market, Box::new(limits))
}

#[test]
fn inv_21_a_smaller_limit_takes_effect_at_once_and_a_larger_one_waits() {
    let mut stage = Stage::guarded();
    let smaller = of(&stage, |limits| limits.outflow.capacities[2] -= 1);
    let larger = of(&stage, |limits| limits.fresh.capacities[0] += 1);
    let (smaller, larger) = (
        stage.propose(&smaller).unwrap(),
        stage.propose(&larger).unwrap(),
    );
    let before = stage.market_account().limits;

    // When both are executed, then the smaller one is in force, and the larger after two days
    let sent = stage.execute_market(&smaller).unwrap();
    let [Event::ChangeExecuted(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!((event.target, event.class), (stage.market.market, 0));
    let capacity = stage.market_account().limits.outflow.capacities[2];
    assert_eq!(capacity, before.outflow.capacities[2] - 1);
    stage.machine.warp(LOOSEN - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_market(&larger)
    });
    stage.machine.warp(1);
    // It was proposed as a whole: it takes the smaller one back as well, after its delay.
    stage.execute_market(&larger).unwrap();
    assert_eq!(
        stage.market_account().limits.outflow.capacities[2],
        capacity + 1
    );
    refused_and_unchanged(&mut stage, LendingError::ChangeNotPending, |stage| {
        stage.execute_market(&larger)
    });
}

#[test]
fn inv_27_what_has_flowed_stays_counted_when_the_limit_changes() {
    // Given a loan that is counted in the market's outflow
    let mut stage = Stage::guarded();
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    stage.borrow(&borrower, USDC, 5_000_000_000).unwrap();
    let level = stage.market_account().flows.outflow.level;
    assert!(level >= (5_000 << 20) - 1);

    // When the limit is cut to half of that, then what has flowed is more than it allows
    let change = of(&stage, |limits| limits.outflow.capacities = [level / 2; 3]);
    let change = stage.propose(&change).unwrap();
    stage.execute_market(&change).unwrap();
    assert_eq!(stage.market_account().flows.outflow.level, level);
    refused_and_unchanged(&mut stage, Rule::MarketOutflowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
}

#[test]
fn limits_that_do_not_fall_or_do_not_drain_are_refused_when_proposed() {
    let mut stage = Stage::guarded();
    let governance = stage.market.governance.insecure_clone();
    let rising = of(&stage, |limits| limits.inflow.capacities[2] = u64::MAX - 1);
    refused_and_unchanged(&mut stage, Rule::LimitNotStricter, |stage| {
        stage.try_propose(&governance, &rising)
    });
    let stuck = of(&stage, |limits| limits.inflow.capacities[2] = 86_399);
    refused_and_unchanged(&mut stage, Rule::LimitTooSmall, |stage| {
        stage.try_propose(&governance, &stuck)
    });
    let long = of(&stage, |limits| limits.inflow.window_seconds = 604_801);
    refused_and_unchanged(&mut stage, Rule::SettingOutOfRange, |stage| {
        stage.try_propose(&governance, &long)
    });
}

#[test]
fn a_change_of_another_kind_or_market_is_refused() {
    let mut stage = Stage::guarded();
    let feed = stage.market.feeds[0].address;
    let mode = stage.propose(&Change::Mode(feed, 1)).unwrap();
    refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
        stage.execute_market(&mode)
    });
    let second = stage.second_market();
    let change = of(&stage, |limits| limits.fresh.capacities[2] -= 1);
    let change = stage.propose(&change).unwrap();
    let execute = instruction::change_execute_market(&stage.market.market, &change);
    let foreign = with_accounts(&execute, &[(0, second.market)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&foreign, &[])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::guarded();
    let change = of(&stage, |limits| limits.fresh.capacities[2] -= 1);
    let change = stage.propose(&change).unwrap();
    let execute = instruction::change_execute_market(&stage.market.market, &change);
    let kinds = [Kind::MARKET, Kind::CHANGE, Kind::Other];
    every_account_is_checked(&mut stage, &execute, &[], &kinds);
}
