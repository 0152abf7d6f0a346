//! Rewards and everything that moves shares: nobody earns by moving, and nobody loses by being moved.

use ballast_client::instruction::RewardSide;
use ballast_policy::Rule;
use ballast_tests::{COLLATERAL, LENT, LOAN, Loan, SOL, Stage, USDC, refused_and_unchanged};

const HOUR: u64 = 3_600;

#[test]
fn a_deposit_made_and_withdrawn_in_one_moment_earns_nothing() {
    // Given rewards that run for one depositor
    let mut stage = Stage::new();
    let holder = stage.lender(SOL, LENT);
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    stage.open_rewards(&rewards).unwrap();
    stage.fund_rewards(&rewards, 36_000, 3_600).unwrap();
    stage.machine.warp(HOUR / 2);

    // When a hundred times as much comes for a moment and goes
    let guest = stage.actor("guest");
    stage.deposit(&guest, SOL, 100 * LENT).unwrap();
    stage.withdraw(&guest, SOL, u64::MAX).unwrap();
    stage.machine.warp(HOUR / 2);

    // Then all of it went to who stayed, but for what rounding keeps
    assert_eq!(stage.claim(&rewards, &guest).unwrap().0, 0);
    assert_eq!(stage.claim(&rewards, &holder).unwrap().0, 35_999);
}

#[test]
fn what_a_position_has_earned_outlives_its_liquidation_and_keeps_it_open() {
    // Given a loan whose collateral is rewarded
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    stage.open_rewards(&rewards).unwrap();
    stage.fund_rewards(&rewards, 3_600, 3_600).unwrap();
    stage.machine.warp(HOUR);

    // When the price falls to a tenth and it loses all of it
    stage.refresh_prices([10, 1, 2_000]);
    let liquidator = stage.actor("liquidator");
    stage.liquidate_on(&liquidator, &borrower, USDC, SOL, u64::MAX);
    assert_eq!(stage.deposited(&borrower, SOL), 0);
    stage.resolve(&borrower, USDC).unwrap();

    // Then the position stays until the owner has been paid what it had earned
    refused_and_unchanged(&mut stage, Rule::PositionNotEmpty, |stage| {
        stage.close(&borrower)
    });
    assert_eq!(stage.claim(&rewards, &borrower).unwrap().0, 3_599);
    stage.close(&borrower).unwrap();
}

#[test]
fn who_owes_earns_until_it_is_repaid() {
    // Given two debts of one size, one of them repaid after half of the time
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let second = stage.actor("second");
    stage.deposit(&second, SOL, COLLATERAL).unwrap();
    stage.borrow(&second, USDC, LOAN).unwrap();
    let rewards = stage.rewards(USDC, RewardSide::Borrow);
    stage.open_rewards(&rewards).unwrap();
    stage.fund_rewards(&rewards, 8_000, 7_200).unwrap();
    stage.machine.warp(HOUR);
    stage.repay(&second, USDC, u64::MAX).unwrap();
    stage.machine.warp(HOUR);

    // Then it has a quarter, and the other three
    let quarter = stage.claim(&rewards, &second).unwrap().0;
    let rest = stage.claim(&rewards, &borrower).unwrap().0;
    assert!((1_999..=2_000).contains(&quarter), "{quarter}");
    assert!((5_998..=6_001).contains(&rest), "{rest}");
    // And the slot that was kept for it is free
    assert!(
        stage
            .holdings(&second)
            .borrows
            .iter()
            .all(|slot| slot.earned.owed == 0)
    );
}
