//! Borrow caps follow the regime and bind nothing but new debt.

use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_tests::{Loan, MARKET_FEED, SOL, STABLE_FEED, Stage, USDC, refused_and_unchanged};

/// The caps in dollars of USDC: what the loan of 5 000 leaves room under in calm alone.
const CAPS: [u64; 3] = [6_000_000_000, 4_000_000_000, 2_000_000_000];

fn capped() -> Loan {
    let mut loan = Loan::new();
    let reserve = loan.stage.accounts(USDC).reserve;
    loan.stage
        .edit::<Reserve>(&reserve, |reserve| reserve.config.borrow_caps = CAPS);
    loan
}

/// Moves the feed of USDC to a regime at once, and nothing else.
fn enter(stage: &mut Stage, score: u16) {
    stage.machine.warp(1);
    stage.settle(STABLE_FEED, &[score; 5]);
}

#[test]
fn borrow_over_cap_in_stress_fails() {
    // Given a debt of 1 500 under a cap of 2 000 in stress
    let Loan {
        mut stage,
        borrower,
        ..
    } = capped();
    stage.repay(&borrower, USDC, 3_500_000_000).unwrap();
    enter(&mut stage, 9_000);

    // When more than the rest is borrowed, then it fails, although the collateral would back it
    refused_and_unchanged(&mut stage, Rule::BorrowCapExceeded, |stage| {
        stage.borrow(&borrower, USDC, 500_000_001)
    });

    // And less than the rest goes through
    stage.borrow(&borrower, USDC, 499_000_000).unwrap();
}

#[test]
fn inv_15_a_cap_that_fell_under_the_debt_blocks_no_exit() {
    // Given a debt of 5 000 when the cap falls to 2 000
    let Loan {
        mut stage,
        lender,
        borrower,
    } = capped();
    enter(&mut stage, 9_000);
    refused_and_unchanged(&mut stage, Rule::BorrowCapExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });

    // When the others go about their business, then nothing stops them
    stage.repay(&borrower, USDC, 1_000_000).unwrap();
    stage.deposit(&borrower, SOL, 1_000_000).unwrap();
    stage.withdraw(&borrower, SOL, 500_000).unwrap();
    stage.withdraw(&lender, USDC, 1_000_000).unwrap();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 60);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000)
        .unwrap();
}

#[test]
fn the_cap_of_one_feeds_reserves_is_not_moved_by_another_feed() {
    // Given stress in the market of SOL, calm in that of USDC
    let Loan {
        mut stage,
        borrower,
        ..
    } = capped();
    stage.repay(&borrower, USDC, 2_500_000_000).unwrap();
    stage.machine.warp(1);
    stage.settle(MARKET_FEED, &[9_000; 5]);

    // When USDC is borrowed over what the cap would be in stress, then only the collateral's terms are stricter
    stage.borrow(&borrower, USDC, 1_000_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_000_000_000)
    });
}
