//! A lower liquidation threshold comes on a ramp with notice, and in no other way.

use super::STRUCTURE;
use ballast_client::event::Event;
use ballast_client::instruction::Change;
use ballast_client::layout::{RampRequest, ThresholdRamp};
use ballast_policy::Rule;
use ballast_policy::health::Purpose;
use ballast_tests::{LendingError, Loan, SOL, Stage, USDC, refused_and_unchanged};
use ballast_vm::keypair_for;

const DAY: u32 = 86_400;

fn ramp(stage: &Stage, target_bps: u16, days: u32) -> Change {
    let request = RampRequest {
        seconds: days * DAY,
        target_bps,
        group_target_bps: 0,
    };
    Change::ThresholdRamp(stage.accounts(SOL).reserve, request)
}

#[test]
fn a_threshold_falls_in_a_straight_line_after_seven_days_of_notice() {
    // Given a proposal to lower 80 % to 75 % over ten days
    let mut stage = Stage::new();
    let change = ramp(&stage, 7_500, 10);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_reserve(&at, SOL)
    });
    stage.machine.warp(1);

    // When it is executed, then the settings hold the target and the ramp begins at what was in force
    let sent = stage.execute_reserve(&at, SOL).unwrap();
    let [Event::ChangeExecuted(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!(event.class, 2);
    let (reserve, now) = (stage.reserve(SOL), stage.machine.now());
    assert_eq!(reserve.config.liquidation_threshold_bps, 7_500);
    let expected = ThresholdRamp {
        starts_at: now,
        ends_at: now + u64::from(10 * DAY),
        from_bps: 8_000,
        from_group_bps: 0,
        padding: [0; 4],
    };
    assert_eq!(reserve.schedule.threshold, expected);
}

#[test]
fn inv_26_a_position_is_liquidatable_only_once_the_line_has_passed_it() {
    // Given a debt of 76 % of its collateral, after a fall of the price, and a ramp from 80 to 75 % over ten days
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    let change = ramp(&stage, 7_500, 10);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE);
    stage.execute_reserve(&at, SOL).unwrap();
    let mut liquidated_on = None;
    for day in 0..=10 {
        stage.refresh_prices([66, 1, 2_000]);
        let health = stage.health(&borrower, Purpose::Liquidating).unwrap();
        let liquidation = stage.liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000);
        assert_eq!(liquidation.is_ok(), health.debt > health.liquidation_limit);
        if liquidation.is_ok() {
            liquidated_on = Some(day);
            break;
        }
        stage.machine.warp(DAY.into());
    }
    // 66 dollars, less a thousandth for doubt, carry 5 000 dollars and interest at 75.9 %: after eight days of ten.
    assert_eq!(liquidated_on, Some(9));
}

#[test]
fn a_ramp_that_is_too_short_too_steep_or_leads_upwards_is_refused() {
    let mut stage = Stage::new();
    let wishes = [
        (ramp(&stage, 7_999, 4), Rule::RampTooShort),
        (ramp(&stage, 7_000, 9), Rule::RampTooShort),
        (ramp(&stage, 8_000, 30), Rule::RampNotLower),
        (ramp(&stage, 8_100, 30), Rule::RampNotLower),
        // The opening LTV in calm is 70 %: it has to be lowered first.
        (ramp(&stage, 7_000, 30), Rule::LtvAboveThreshold),
    ];
    let wishes = wishes.map(|(change, rule)| (stage.propose(&change).unwrap(), rule));
    stage.machine.warp(STRUCTURE);
    for (at, rule) in wishes {
        refused_and_unchanged(&mut stage, rule, |stage| stage.execute_reserve(&at, SOL));
    }
}

#[test]
fn a_second_ramp_departs_from_where_the_first_stands() {
    let mut stage = Stage::new();
    let first = ramp(&stage, 7_500, 10);
    let second = ramp(&stage, 7_200, 30);
    let (first, second) = (
        stage.propose(&first).unwrap(),
        stage.propose(&second).unwrap(),
    );
    stage.machine.warp(STRUCTURE);
    stage.execute_reserve(&first, SOL).unwrap();
    stage.machine.warp(u64::from(4 * DAY));
    stage.execute_reserve(&second, SOL).unwrap();
    assert_eq!(stage.reserve(SOL).schedule.threshold.from_bps, 7_800);
}

#[test]
fn only_governance_proposes_a_ramp() {
    let mut stage = Stage::new();
    let change = ramp(&stage, 7_500, 10);
    let guardian = stage.market.guardian.insecure_clone();
    for key in [guardian, keypair_for("anyone")] {
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.try_propose(&key, &change)
        });
    }
}

#[test]
fn while_a_ramp_runs_no_bonus_is_set_that_makes_bad_debt_at_the_threshold_in_force() {
    // Given a threshold on its way from 80 to 75 %, and a bonus of 31.5 %: too much at the first, not at the last
    let mut stage = Stage::new();
    let change = ramp(&stage, 7_500, 10);
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE);
    stage.execute_reserve(&at, SOL).unwrap();
    let mut config = stage.reserve(SOL).config;
    config.liquidation.most_bonus_bps = [500, 700, 3_150];
    let wish = Change::Reserve(stage.accounts(SOL).reserve, Box::new(config));
    let at = stage.propose(&wish).unwrap();

    // When it is due before the ramp has ended, then it is refused, and afterwards it stands
    stage.machine.warp(STRUCTURE);
    refused_and_unchanged(&mut stage, Rule::BonusTooLarge, |stage| {
        stage.execute_reserve(&at, SOL)
    });
    stage.machine.warp(3 * u64::from(DAY));
    stage.execute_reserve(&at, SOL).unwrap();
}
