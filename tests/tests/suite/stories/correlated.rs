//! Assets that move together are lent more on, within their group, and what is dangerous is kept apart.

use ballast_client::instruction::{self, Change};
use ballast_client::layout::{GroupTerms, LtvBounds, RampRequest, Reserve};
use ballast_policy::Rule;
use ballast_policy::health::Purpose;
use ballast_tests::{Actor, ETH, SOL, Stage, USDC, refused_and_unchanged};

const DAY: u32 = 86_400;
const STRUCTURE: u64 = 7 * 86_400;

/// SOL and ETH stand for two stakings of one token: group 1, on which 90 % may be borrowed.
fn grouped() -> (Stage, Actor) {
    let mut stage = Stage::new();
    for reserve in [SOL, ETH] {
        let address = stage.accounts(reserve).reserve;
        stage.edit::<Reserve>(&address, |reserve| {
            reserve.config.group = GroupTerms {
                group: 1,
                threshold_bps: 9_200,
                most_bonus_bps: 200,
                padding: 0,
                opening_ltv: LtvBounds {
                    calm_bps: 9_000,
                    stress_bps: 8_000,
                    ..reserve.config.opening_ltv
                },
                borrow_cap: 10_000_000_000,
            };
        });
    }
    stage.lender(ETH, 100_000_000_000);
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    let join = instruction::position_join(&borrower.address(), &borrower.position, 1);
    stage.send(&join, &[&borrower.key]).unwrap();
    // 1 000 SOL, 100 000 dollars.
    stage.deposit(&borrower, SOL, 1_000_000_000_000).unwrap();
    (stage, borrower)
}

#[test]
fn a_position_of_a_group_borrows_more_within_it_and_nothing_outside() {
    // Given a position of the group: 90 % of 100 000 dollars are 45 ETH, 70 % are 35
    let (mut stage, borrower) = grouped();
    let plain = stage.actor("plain");
    stage.deposit(&plain, SOL, 1_000_000_000_000).unwrap();

    // When it borrows 44, then it may; another may not, and neither may it owe dollars
    stage.borrow(&borrower, ETH, 4_400_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&plain, ETH, 4_400_000_000)
    });
    refused_and_unchanged(&mut stage, Rule::NotOfGroup, |stage| {
        stage.borrow(&borrower, USDC, 1_000)
    });
    assert_eq!(
        stage.reserve(ETH).ledger.group_debt_shares,
        stage.holdings(&borrower).borrows[0].shares
    );

    // And it is liquidated past 92 %, for two percent at most
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 96);
    refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
        stage.liquidate(&liquidator, &borrower, ETH, SOL, 100_000_000)
    });
    stage.set_price(SOL, 93);
    let sent = stage
        .liquidate(&liquidator, &borrower, ETH, SOL, 100_000_000)
        .unwrap();
    let ballast_client::event::Event::PositionLiquidated(event) = sent.events[0] else {
        panic!("{:?}", sent.events)
    };
    assert!((50..=200).contains(&event.bonus_bps), "{event:?}");
}

#[test]
fn the_groups_cap_is_its_own() {
    let (mut stage, borrower) = grouped();
    stage.deposit(&borrower, SOL, 4_000_000_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::GroupCapExceeded, |stage| {
        stage.borrow(&borrower, ETH, 10_000_000_001)
    });
    stage.borrow(&borrower, ETH, 10_000_000_000).unwrap();
}

#[test]
fn a_groups_threshold_comes_down_on_the_ramp_and_in_no_other_way() {
    // Given a debt within the group
    let (mut stage, borrower) = grouped();
    stage.borrow(&borrower, ETH, 4_000_000_000).unwrap();
    let reserve = stage.accounts(SOL).reserve;
    let before = stage.health(&borrower, Purpose::Liquidating).unwrap();

    // When a plain change would lower the threshold, or take the reserve out of the group, then it is refused
    for edit in [
        (|group: &mut GroupTerms| group.threshold_bps -= 1) as fn(&mut GroupTerms),
        |group| *group = bytemuck::Zeroable::zeroed(),
        |group| group.group = 2,
    ] {
        let mut config = stage.reserve(SOL).config;
        edit(&mut config.group);
        let at = stage
            .propose(&Change::Reserve(reserve, Box::new(config)))
            .unwrap();
        stage.machine.warp(STRUCTURE);
        refused_and_unchanged(&mut stage, Rule::ThresholdLowered, |stage| {
            stage.execute_reserve(&at, SOL)
        });
    }

    // When it is put on a ramp, then it falls in a straight line and the reserve's own stays
    let request = RampRequest {
        seconds: 10 * DAY,
        target_bps: 8_000,
        group_target_bps: 9_100,
    };
    let at = stage
        .propose(&Change::ThresholdRamp(reserve, request))
        .unwrap();
    stage.machine.warp(STRUCTURE);
    stage.execute_reserve(&at, SOL).unwrap();
    stage.machine.warp(u64::from(5 * DAY));
    let after = stage.health(&borrower, Purpose::Liquidating).unwrap();
    let expected = u128::from(before.liquidation_limit.0) * 9_150 / 9_200;
    assert!(u128::from(after.liquidation_limit.0).abs_diff(expected) <= 2);
    assert_eq!(stage.reserve(SOL).config.liquidation_threshold_bps, 8_000);
}

#[test]
fn an_isolated_debt_is_owed_alone() {
    let mut stage = Stage::new();
    stage.lender(ETH, 100_000_000_000);
    stage.lender(USDC, 1_000_000_000_000);
    let address = stage.accounts(ETH).reserve;
    stage.edit::<Reserve>(&address, |reserve| reserve.config.isolation = 2);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 1_000_000_000_000).unwrap();
    stage.borrow(&borrower, ETH, 100_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::IsolatedDebt, |stage| {
        stage.borrow(&borrower, USDC, 1_000)
    });
    stage.repay(&borrower, ETH, u64::MAX).unwrap();
    stage.borrow(&borrower, USDC, 1_000).unwrap();
}
