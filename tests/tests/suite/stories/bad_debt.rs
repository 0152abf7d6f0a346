//! A crash that outruns the liquidators.

use ballast_policy::Rule;
use ballast_policy::health::Purpose;
use ballast_policy::unit::Usd;
use ballast_tests::{COLLATERAL, LENT, LOAN, Loan, SOL, USDC, refused_and_unchanged};

#[test]
fn an_unhealthy_position_is_liquidated_and_bad_debt_is_left_visible() {
    // Given a loan of 5 000 dollars whose collateral falls to 3 000
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 30);
    let assets_before = ballast_vm::ledger(&stage.reserve(USDC).ledger).total_assets();

    // When liquidators take what there is
    stage.liquidate_on(&liquidator, &borrower, USDC, SOL, u64::MAX);

    // Then nothing is left to seize, and the liquidators paid 3 000 / 1.005 dollars
    assert_eq!(
        stage.purse(&liquidator, SOL) - ballast_tests::PURSE,
        COLLATERAL - stage.reserve(SOL).ledger.fees_owed
    );
    let repaid = ballast_tests::PURSE - stage.purse(&liquidator, USDC);
    assert!((2_985_074_626..2_985_074_800).contains(&repaid), "{repaid}");
    refused_and_unchanged(&mut stage, Rule::DepositNotFound, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
    });

    // And the rest of the debt stands in the books, against a position with nothing behind it
    let health = stage.health(&borrower, Purpose::Liquidating).unwrap();
    assert_eq!(
        (health.collateral, health.liquidation_limit),
        (Usd::ZERO, Usd::ZERO)
    );
    assert_eq!(stage.owed(&borrower, USDC), LOAN - repaid);
    let ledger = ballast_vm::ledger(&stage.reserve(USDC).ledger);
    assert_eq!(ledger.total_assets(), assets_before);
    refused_and_unchanged(&mut stage, Rule::PositionNotEmpty, |stage| {
        stage.close(&borrower)
    });
    stage.assert_books_hold();

    // And it is the cash that the lender cannot have
    refused_and_unchanged(&mut stage, Rule::InsufficientLiquidity, |stage| {
        stage.withdraw(&lender, USDC, u64::MAX)
    });
    stage.withdraw(&lender, USDC, LENT - LOAN + repaid).unwrap();

    // And anyone may still make it good
    let mut repay = stage.repay_instruction(&borrower, USDC, u64::MAX);
    repay.accounts[0].pubkey = lender.address();
    repay.accounts[5].pubkey = lender.tokens[USDC];
    stage.send(&repay, &[&lender.key]).unwrap();
    stage.withdraw(&lender, USDC, u64::MAX).unwrap();
    assert_eq!(stage.vault_balance(USDC), 0);
}

#[test]
fn a_position_past_its_threshold_that_still_covers_debt_and_bonus_leaves_no_bad_debt() {
    // Given collateral worth 6 000 dollars for a debt of 5 000
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 60);

    // When it is liquidated until it is healthy
    stage.liquidate_on(&liquidator, &borrower, USDC, SOL, u64::MAX);

    // Then its collateral covers its debt
    let health = stage.health(&borrower, Purpose::Liquidating).unwrap();
    assert!(health.debt <= health.liquidation_limit, "{health:?}");
    assert!(stage.owed(&borrower, USDC) > 0);
    stage.assert_books_hold();
}
