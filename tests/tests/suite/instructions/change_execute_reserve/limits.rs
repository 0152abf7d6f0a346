//! A reserve's flow limits and breakers change like its settings.

use super::{LOOSEN, STRUCTURE};
use ballast_client::instruction::Change;
use ballast_client::layout::ReserveLimits;
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{SOL, Stage, USDC, refused_and_unchanged};

/// What is changed of the limits.
type Edit = fn(&mut ReserveLimits);

fn of(stage: &Stage, reserve: usize, change: impl FnOnce(&mut ReserveLimits)) -> Change {
    let mut limits = stage.reserve(reserve).limits;
    change(&mut limits);
    Change::ReserveLimits(stage.accounts(reserve).reserve, Box::new(limits))
}

#[test]
fn inv_21_limits_that_tighten_take_effect_at_once_and_others_wait() {
    let cases: [(Edit, u64); 6] = [
        (|limits| limits.outflow.capacities[2] -= 1, 0),
        (|limits| limits.season_seconds += 1, 0),
        (|limits| limits.breakers[0].threshold -= 1, 0),
        (|limits| limits.inflow.capacities[0] += 1, LOOSEN),
        (|limits| limits.breakers[8].verdicts = [0; 3], LOOSEN),
        (|limits| limits.price_window_seconds -= 1, LOOSEN),
    ];
    for (change, delay) in cases {
        let mut stage = Stage::guarded();
        let change = of(&stage, SOL, change);
        let at = stage.propose(&change).unwrap();
        if delay != 0 {
            stage.machine.warp(delay - 1);
            refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
                stage.execute_reserve(&at, SOL)
            });
            stage.machine.warp(1);
        }
        stage.execute_reserve(&at, SOL).unwrap();
        let Change::ReserveLimits(_, limits) = change else {
            unreachable!("a reserve's limits")
        };
        assert_eq!(stage.reserve(SOL).limits, *limits);
    }
}

#[test]
fn inv_27_a_change_of_size_carries_the_level_over_and_drains_at_the_old_rate_until_then() {
    // Given a loan of 5 000 dollars, and half a day in which half a capacity drains
    let mut stage = Stage::guarded();
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    let small = of(&stage, USDC, |limits| {
        limits.outflow.capacities = [8_000_000_000; 3];
    });
    let small = stage.propose(&small).unwrap();
    stage.execute_reserve(&small, USDC).unwrap();
    stage.borrow(&borrower, USDC, 5_000_000_000).unwrap();
    let larger = of(&stage, USDC, |limits| {
        limits.outflow.capacities = [800_000_000_000; 3];
    });
    let larger = stage.propose(&larger).unwrap();
    stage.machine.warp(LOOSEN);

    // When the limit grows, then the days before drained at the small one's rate, and no less is counted for it
    stage.execute_reserve(&larger, USDC).unwrap();
    assert_eq!(stage.reserve(USDC).flows.outflow.level, 0);
    let tiny = of(&stage, USDC, |limits| {
        limits.outflow.capacities = [86_400; 3];
    });
    stage.calm_down();
    stage.refresh_prices([100, 1, 2_000]);
    stage.borrow(&borrower, USDC, 100_000_000).unwrap();
    let tiny = stage.propose(&tiny).unwrap();
    stage.execute_reserve(&tiny, USDC).unwrap();
    assert_eq!(stage.reserve(USDC).flows.outflow.level, 100_000_000);
    refused_and_unchanged(&mut stage, Rule::OutflowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
}

#[test]
fn breakers_without_a_pause_between_trips_are_refused_when_proposed() {
    let mut stage = Stage::guarded();
    let governance = stage.market.governance.insecure_clone();
    let shut = of(&stage, SOL, |limits| {
        let rule = &mut limits.breakers[Breaker::PriceJump as usize];
        rule.cooldown_seconds = rule.duration_seconds;
    });
    refused_and_unchanged(&mut stage, Rule::CooldownNotLonger, |stage| {
        stage.try_propose(&governance, &shut)
    });
    let season = of(&stage, SOL, |limits| limits.season_seconds = 1_209_601);
    refused_and_unchanged(&mut stage, Rule::SettingOutOfRange, |stage| {
        stage.try_propose(&governance, &season)
    });
}

#[test]
fn a_shorter_season_seasons_no_deposit_that_is_there() {
    // Given a fresh deposit, and a season that ends sooner from now on
    let mut stage = Stage::guarded();
    let saver = stage.actor("saver");
    let change = of(&stage, SOL, |limits| limits.season_seconds = 60);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(LOOSEN);
    stage.deposit(&saver, SOL, 1_000_000_000).unwrap();
    let before = stage.holdings(&saver).deposits[0].fresh;
    stage.execute_reserve(&at, SOL).unwrap();
    assert_eq!(stage.holdings(&saver).deposits[0].fresh, before);
    assert_eq!(before.until, stage.machine.now() + 3 * 86_400);
    stage.machine.warp(STRUCTURE);
}
