//! What becomes collateral of a launched market opens with a tenth of its deposit cap, and grows for a week.

use super::STRUCTURE;
use ballast_client::instruction::Change;
use ballast_client::layout::ReserveConfig;
use ballast_policy::Rule;
use ballast_policy::opening::OPENING_SECONDS;
use ballast_tests::{SOL, Stage, refused_and_unchanged};

/// A launched market in which SOL was taken off the list of collateral, and is due to be put back.
fn due() -> Stage {
    let mut stage = Stage::new();
    let open = stage.reserve(SOL).config;
    let mut closed = open;
    (closed.opening_ltv.calm_bps, closed.opening_ltv.stress_bps) = (0, 0);
    execute(&mut stage, &closed, 0);
    execute(&mut stage, &open, STRUCTURE);
    stage
}

fn execute(stage: &mut Stage, config: &ReserveConfig, delay: u64) {
    let target = stage.accounts(SOL).reserve;
    let change = Change::Reserve(target, Box::new(*config));
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(delay);
    stage.execute_reserve(&at, SOL).unwrap();
}

#[test]
fn a_tenth_can_be_deposited_at_once_and_all_after_a_week() {
    let mut stage = due();
    assert_eq!(stage.reserve(SOL).schedule.opening, stage.machine.now());
    stage.set_price(SOL, 100);
    let cap = stage.reserve(SOL).config.deposit_cap;
    let whale = stage.actor("whale");
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&whale, SOL, cap / 10 + 1)
    });
    stage.deposit(&whale, SOL, cap / 10).unwrap();
    stage.machine.warp(OPENING_SECONDS / 2);
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&whale, SOL, cap / 2)
    });
    stage.machine.warp(OPENING_SECONDS / 2);
    stage.deposit(&whale, SOL, cap / 10 * 9).unwrap();
}

#[test]
fn who_may_withdraw_repay_or_be_liquidated_never_asks_it() {
    // Given more in the reserve than the cap at first allows
    let mut stage = Stage::new();
    let cap = stage.reserve(SOL).config.deposit_cap;
    let holder = stage.lender(SOL, cap / 2);
    let open = stage.reserve(SOL).config;
    let mut closed = open;
    (closed.opening_ltv.calm_bps, closed.opening_ltv.stress_bps) = (0, 0);
    execute(&mut stage, &closed, 0);
    execute(&mut stage, &open, STRUCTURE);
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&holder, SOL, 1)
    });
    stage.withdraw(&holder, SOL, cap / 4).unwrap();
}

#[test]
fn a_change_that_makes_nothing_collateral_begins_nothing() {
    let mut stage = Stage::new();
    let mut lower = stage.reserve(SOL).config;
    lower.deposit_cap -= 1;
    execute(&mut stage, &lower, 0);
    assert_eq!(stage.reserve(SOL).schedule.opening, 0);
}
