//! `change_execute_reserve`: a reserve's limits change whole, at once when they tighten and after a delay when not.

mod deleverage;
mod limits;
mod opening;
mod ramp;

use ballast_client::event::{ChangeExecuted, Event};
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{PendingChange, ReserveConfig};
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LENT, LOAN, LendingError, Loan, SOL, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};

/// Delays of a launched market, seconds.
const LOOSEN: u64 = 2 * 86_400;
const STRUCTURE: u64 = 7 * 86_400;
const VALIDITY: u64 = 7 * 86_400;

/// What is changed of the limits.
type Edit = fn(&mut ReserveConfig);

fn of(stage: &Stage, reserve: usize, change: impl FnOnce(&mut ReserveConfig)) -> Change {
    let mut config = stage.reserve(reserve).config;
    change(&mut config);
    Change::Reserve(stage.accounts(reserve).reserve, Box::new(config))
}

#[test]
fn what_tightens_takes_effect_in_the_moment_it_is_proposed() {
    // Given a proposal that lowers caps and opening LTV
    let mut stage = Stage::new();
    let change = of(&stage, SOL, |config| {
        config.deposit_cap -= 1;
        config.opening_ltv.calm_bps -= 500;
    });
    let at = stage.propose(&change).unwrap();

    // When anyone executes it
    let sent = stage.execute_reserve(&at, SOL).unwrap();

    // Then it is in force, whole, and cannot be executed twice
    let Change::Reserve(target, config) = change else {
        unreachable!("a reserve's limits")
    };
    assert_eq!(stage.reserve(SOL).config, *config);
    let event = ChangeExecuted {
        change: at,
        target,
        class: 0,
    };
    assert_eq!(sent.events, [Event::ChangeExecuted(event)]);
    assert_eq!(stage.machine.read::<PendingChange>(&at).unwrap().status, 1);
    refused_and_unchanged(&mut stage, LendingError::ChangeNotPending, |stage| {
        stage.execute_reserve(&at, SOL)
    });
}

#[test]
fn inv_21_what_loosens_waits_two_days_and_what_is_structure_seven() {
    let cases: [(Edit, u64, u64); 4] = [
        (|config| config.deposit_cap += 1, LOOSEN, 1),
        (|config| config.opening_ltv.calm_bps += 1, LOOSEN, 1),
        (|config| config.liquidation_threshold_bps += 1, LOOSEN, 1),
        (|config| config.price.max_age += 1, STRUCTURE, 2),
    ];
    for (change, delay, class) in cases {
        // Given a proposal of governance
        let mut stage = Stage::new();
        let change = of(&stage, SOL, change);
        let at = stage.propose(&change).unwrap();

        // When it is executed a second too early, then it is refused, and on time it is not
        stage.machine.warp(delay - 1);
        refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
            stage.execute_reserve(&at, SOL)
        });
        stage.machine.warp(1);
        let sent = stage.execute_reserve(&at, SOL).unwrap();
        let [Event::ChangeExecuted(event)] = sent.events[..] else {
            panic!("{:?}", sent.events)
        };
        assert_eq!(event.class, class);
    }
}

#[test]
fn a_change_that_no_one_executed_in_time_is_void() {
    let mut stage = Stage::new();
    let change = of(&stage, SOL, |config| config.deposit_cap -= 1);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE + VALIDITY + 1);
    refused_and_unchanged(&mut stage, Rule::ChangeExpired, |stage| {
        stage.execute_reserve(&at, SOL)
    });
}

#[test]
fn inv_21_a_tightening_that_has_become_a_loosening_waits_for_its_delay() {
    // Given two tightenings, the first milder than the second
    let mut stage = Stage::new();
    let mild = of(&stage, SOL, |config| config.deposit_cap -= 1);
    let strict = of(&stage, SOL, |config| config.deposit_cap /= 2);
    let mild = stage.propose(&mild).unwrap();
    let strict = stage.propose(&strict).unwrap();
    stage.execute_reserve(&strict, SOL).unwrap();

    // When the milder one comes after the stricter, then it loosens, and waits
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_reserve(&mild, SOL)
    });
    stage.machine.warp(LOOSEN);
    stage.execute_reserve(&mild, SOL).unwrap();
}

#[test]
fn inv_26_no_change_lowers_a_liquidation_threshold() {
    let mut stage = Stage::new();
    let change = of(&stage, SOL, |config| config.liquidation_threshold_bps -= 1);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE);
    refused_and_unchanged(&mut stage, Rule::ThresholdLowered, |stage| {
        stage.execute_reserve(&at, SOL)
    });
}

#[test]
fn interest_until_then_is_counted_at_the_old_rate_and_the_new_curve_takes_over() {
    // Given a loan, and a curve that charges twice as much
    let Loan {
        mut stage, lender, ..
    } = Loan::new();
    stage
        .withdraw(&lender, USDC, LENT - LOAN - LOAN / 4)
        .unwrap();
    let change = of(&stage, USDC, |config| {
        for curve in &mut config.curves {
            for point in &mut curve.points {
                point.rate_bps *= 2;
            }
        }
    });
    let at = stage.propose(&change).unwrap();
    let before = stage.reserve(USDC).ledger;
    stage.machine.warp(LOOSEN - 31);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_reserve(&at, USDC)
    });
    stage.machine.warp(31);

    // When it takes effect, then the two days before it cost the old rate
    stage.execute_reserve(&at, USDC).unwrap();
    let after = stage.reserve(USDC).ledger;
    assert_eq!(after.accrued_at, stage.machine.now());
    let old =
        ballast_vm::ledger(&before).index_at(ballast_policy::unit::Timestamp(stage.machine.now()));
    assert_eq!(
        (after.index.whole, after.index.fraction),
        (old.whole, old.fraction)
    );
    assert!(after.rate > before.rate * 19 / 10);
}

#[test]
fn a_change_is_executed_on_its_own_reserve_of_its_own_market_and_kind() {
    let mut stage = Stage::new();
    let second = stage.second_market();
    let change = of(&stage, SOL, |config| config.deposit_cap -= 1);
    let at = stage.propose(&change).unwrap();
    refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
        stage.execute_reserve(&at, USDC)
    });
    let feed = stage.market.feeds[0].address;
    let mode = stage.propose(&Change::Mode(feed, 1)).unwrap();
    refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
        stage.execute_reserve(&mode, SOL)
    });
    let foreign = second.reserves[SOL].accounts;
    let execute =
        instruction::change_execute_reserve(&second.market, &at, &foreign.feed, &foreign.reserve);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&execute, &[])
    });
    let mixed = with_accounts(&execute, &[(0, stage.market.market)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&mixed, &[])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let change = of(&stage, SOL, |config| config.deposit_cap -= 1);
    let at = stage.propose(&change).unwrap();
    let accounts = stage.accounts(SOL);
    let execute = instruction::change_execute_reserve(
        &stage.market.market,
        &at,
        &accounts.feed,
        &accounts.reserve,
    );
    let kinds = [
        Kind::MARKET,
        Kind::CHANGE,
        Kind::FEED,
        Kind::RESERVE,
        Kind::Other,
    ];
    every_account_is_checked(&mut stage, &execute, &[], &kinds);
}
