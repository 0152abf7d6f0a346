//! A deleverage comes with notice and on a slope; it reaches who is nearest to the threshold, and ends at its target.

use super::{LOOSEN, STRUCTURE};
use ballast_client::event::Event;
use ballast_client::instruction::Change;
use ballast_client::layout::{Deleverage, DeleverageRequest};
use ballast_policy::Rule;
use ballast_policy::health::Purpose;
use ballast_tests::{
    Actor, ETH, LOAN, LendingError, Loan, SOL, Stage, USDC, refused_and_unchanged,
};

const DAY: u32 = 86_400;

fn request(target: u64, weight_bps: u16, days: u32) -> DeleverageRequest {
    DeleverageRequest {
        target,
        seconds: days * DAY,
        weight_bps,
        padding: 0,
    }
}

fn change(stage: &Stage, request: DeleverageRequest) -> Change {
    Change::Deleverage(stage.accounts(USDC).reserve, request)
}

/// Governance arms it, which takes its delay.
fn arm(stage: &mut Stage, request: DeleverageRequest) {
    let change = change(stage, request);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE);
    stage.execute_reserve(&at, USDC).unwrap();
}

#[test]
fn it_begins_after_seven_days_of_notice_and_ends_after_two() {
    // Given a proposal
    let mut stage = Stage::new();
    let change_on = change(&stage, request(5, 12_000, 20));
    let at = stage.propose(&change_on).unwrap();
    stage.machine.warp(STRUCTURE - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_reserve(&at, USDC)
    });
    stage.machine.warp(1);

    // When it is executed, then the slope begins now
    let sent = stage.execute_reserve(&at, USDC).unwrap();
    let [Event::ChangeExecuted(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!(event.class, 2);
    let now = stage.machine.now();
    let expected = Deleverage {
        target: 5,
        starts_at: now,
        ends_at: now + u64::from(20 * DAY),
        weight_bps: 12_000,
        padding: [0; 6],
    };
    assert_eq!(stage.reserve(USDC).schedule.deleverage, expected);

    // And to end it waits as what loosens does
    let change_off = change(&stage, request(0, 0, 0));
    let at = stage.propose(&change_off).unwrap();
    stage.machine.warp(LOOSEN - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_reserve(&at, USDC)
    });
    stage.machine.warp(1);
    stage.execute_reserve(&at, USDC).unwrap();
    let none: Deleverage = bytemuck::Zeroable::zeroed();
    assert_eq!(stage.reserve(USDC).schedule.deleverage, none);
}

#[test]
fn too_steep_a_slope_or_a_weight_out_of_range_is_refused_when_it_is_proposed() {
    let mut stage = Stage::new();
    for (weight, days, rule) in [
        (12_000, 19, Rule::RampTooShort),
        (10_000, 30, Rule::SettingOutOfRange),
        (20_001, 400, Rule::SettingOutOfRange),
    ] {
        let change = change(&stage, request(5, weight, days));
        let governance = stage.market.governance.insecure_clone();
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.try_propose(&governance, &change)
        });
    }
}

#[test]
fn only_governance_may_propose_it() {
    let mut stage = Stage::new();
    let change = change(&stage, request(5, 12_000, 20));
    let admin = stage.market.guardian.insecure_clone();
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.try_propose(&admin, &change)
    });
}

/// SOL falls until the loan can be liquidated, healthy as it is.
fn fall_until_pressed(stage: &mut Stage, borrower: &Actor) {
    let dollars = (1..=100i64).rev().find(|dollars| {
        stage.refresh_prices([*dollars, 1, 2_000]);
        let health = stage.health(borrower, Purpose::Liquidating);
        health.unwrap().check_may_liquidate().is_ok()
    });
    assert!(dollars.is_some());
    let health = stage.health(borrower, Purpose::Liquidating).unwrap();
    assert!(!health.is_unhealthy());
}

#[test]
fn another_debt_of_a_healthy_position_is_left_alone() {
    // Given a loan of two assets, of which one is deleveraged
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.lender(ETH, 100_000_000);
    stage.borrow(&borrower, ETH, 100_000).unwrap();
    arm(&mut stage, request(0, 12_000, 20));
    stage.machine.warp(20 * u64::from(DAY));
    fall_until_pressed(&mut stage, &borrower);

    // When the other is to be repaid, then not; the one that is, may be
    refused_and_unchanged(&mut stage, Rule::NotDeleveraged, |stage| {
        stage.liquidate(&liquidator, &borrower, ETH, SOL, u64::MAX)
    });
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
}

#[test]
fn who_is_nearest_to_the_threshold_is_reduced_to_the_target_and_no_further() {
    // Given a healthy loan at nine tenths of its limit, and a target a tenth below what is owed
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    arm(&mut stage, request(LOAN / 10 * 9, 12_000, 20));
    stage.machine.warp(20 * u64::from(DAY));
    fall_until_pressed(&mut stage, &borrower);

    // When it is liquidated as far as is allowed, then the total comes down to the target, at the least bonus
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    let liquidated = sent.events.iter().find_map(|event| match event {
        Event::PositionLiquidated(event) => Some(*event),
        _ => None,
    });
    let least = stage.reserve(SOL).config.liquidation.least_bonus_bps;
    assert_eq!(liquidated.unwrap().bonus_bps, u32::from(least));
    let owed = stage.owed(&borrower, USDC);
    assert!(
        (LOAN / 10 * 9 - 2..=LOAN / 10 * 9 + 2).contains(&owed),
        "{owed}"
    );

    // And then it is over
    refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
    });
    refused_and_unchanged(&mut stage, Rule::BorrowCapExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_000)
    });
}
