//! How much one liquidation may repay and seize.

use super::{liquidated, unhealthy};
use ballast_policy::Rule;
use ballast_tests::{COLLATERAL, ETH, LENT, LOAN, SOL, Stage, USDC, refused_and_unchanged};

#[test]
fn the_close_factor_bounds_the_repayment() {
    // Given an unhealthy debt of which half may be repaid at once
    let (mut stage, borrower, liquidator) = unhealthy();
    for amount in [LOAN / 2 + 1, LOAN, u64::MAX - 1] {
        refused_and_unchanged(&mut stage, Rule::CloseFactorExceeded, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, amount)
        });
    }

    // When exactly half is repaid, then it goes through
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, LOAN / 2)
        .unwrap();
    assert_eq!(stage.owed(&borrower, USDC), LOAN / 2);
}

#[test]
fn the_largest_amount_repays_as_much_as_is_allowed() {
    let (mut stage, borrower, liquidator) = unhealthy();
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    assert_eq!(liquidated(&sent).repaid, LOAN / 2);
}

#[test]
fn collateral_that_falls_short_is_seized_whole_and_the_repayment_shrinks() {
    // Given 2 000 dollars of collateral left for a debt of 5 000
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.set_price(SOL, 20);

    // When as much as is allowed is repaid
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();

    // Then all of the collateral went for 2 000 / 1.005 dollars, rounded up: there is nothing to pay more from
    let event = liquidated(&sent);
    assert_eq!(event.seized, COLLATERAL);
    assert!(
        (1_990_049_751..1_990_049_800).contains(&event.repaid),
        "{}",
        event.repaid
    );
    assert!(
        stage
            .holdings(&borrower)
            .deposits
            .iter()
            .all(|slot| slot.shares == 0)
    );
    assert_eq!(stage.owed(&borrower, USDC), LOAN - event.repaid);
    stage.assert_books_hold();
}

#[test]
fn collateral_that_is_lent_out_cannot_be_seized() {
    // Given a position whose collateral was lent on, but for one SOL
    let (mut stage, borrower, liquidator) = unhealthy();
    let other = stage.actor("other");
    stage.deposit(&other, ETH, 1_000_000_000_000).unwrap();
    stage
        .borrow(&other, SOL, COLLATERAL - 1_000_000_000)
        .unwrap();

    // When it is liquidated, then the one SOL goes for 60 / 1.04 dollars
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    let event = liquidated(&sent);
    assert_eq!(event.seized, 1_000_000_000);
    assert!(
        (57_692_307..57_692_400).contains(&event.repaid),
        "{}",
        event.repaid
    );

    // And with nothing left in the vault, the protocol's part of the bonus included, nothing can be taken
    let left = stage.reserve(SOL).ledger.cash;
    stage.borrow(&other, SOL, left).unwrap();
    refused_and_unchanged(&mut stage, Rule::InsufficientLiquidity, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000)
    });
}

#[test]
fn a_repayment_too_small_to_seize_anything_is_refused() {
    // Given a debt of SOL, of which one unit is worth less than the smallest value
    let mut stage = Stage::new();
    stage.lender(SOL, COLLATERAL);
    let (borrower, liquidator) = (stage.actor("borrower"), stage.actor("liquidator"));
    stage.deposit(&borrower, USDC, 1_000_000_000).unwrap();
    stage.borrow(&borrower, SOL, 7_000_000_000).unwrap();
    stage.set_price(SOL, 130);

    // When one unit is repaid, then it would be given away
    refused_and_unchanged(&mut stage, Rule::AmountTooSmall, |stage| {
        stage.liquidate(&liquidator, &borrower, SOL, USDC, 1)
    });
}

#[test]
fn a_repayment_that_extinguishes_no_debt_but_seizes_collateral_is_refused() {
    // Given an old debt of ETH: a share owes more than one unit, so that one unit extinguishes no share
    let mut stage = Stage::new();
    stage.lender(ETH, 1_000_000_000);
    let (borrower, liquidator) = (stage.actor("borrower"), stage.actor("liquidator"));
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    stage.borrow(&borrower, ETH, 300_000_000).unwrap();
    stage.machine.warp(86_400);
    stage.refresh_prices([70, 1, 2_000]);

    // When one unit is repaid, then the position would lose collateral for nothing
    refused_and_unchanged(&mut stage, Rule::HealthNotImproved, |stage| {
        stage.liquidate(&liquidator, &borrower, ETH, SOL, 1)
    });
}

#[test]
fn repeated_liquidation_ends_when_the_position_is_healthy_again() {
    // Given a position a little past its threshold
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.set_price(SOL, 62);

    // When it is liquidated in small steps
    let steps = stage.liquidate_on(&liquidator, &borrower, USDC, SOL, 50_000_000);

    // Then it keeps most of its debt and collateral, and is out of reach
    assert!((1..20).contains(&steps), "{steps}");
    assert!(stage.deposited(&borrower, SOL) > COLLATERAL * 8 / 10);
    refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, 50_000_000)
    });
    assert!(stage.reserve(USDC).ledger.cash < LENT);
}
