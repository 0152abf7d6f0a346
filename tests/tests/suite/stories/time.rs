//! The order in which rates, regimes and time meet.

use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_tests::{LENT, LOAN, Loan, SOL, STABLE_FEED, USDC, refused_and_unchanged};

#[test]
fn accruing_often_or_seldom_comes_to_the_same() {
    // Given two loans alike of one day
    let (mut seldom, mut often) = (Loan::new(), Loan::new());
    for loan in [&mut seldom, &mut often] {
        loan.stage
            .withdraw(&loan.lender, USDC, LENT - 2 * LOAN)
            .unwrap();
        // Feeds that were never heard from again would change the rate on the way.
        loan.stage.machine.warp(100_000);
        loan.stage.accrue(USDC).unwrap();
    }

    // When one is counted each ten minutes, and one at the end
    for _ in 0..144 {
        often.stage.machine.warp(600);
        often.stage.accrue(USDC).unwrap();
    }
    seldom.stage.machine.warp(86_400);
    seldom.stage.accrue(USDC).unwrap();

    // Then the rate that rises with the debt's own interest is all that differs: less than a hundredth of a percent
    let (often, seldom) = (
        often.stage.owed(&often.borrower, USDC),
        seldom.stage.owed(&seldom.borrower, USDC),
    );
    assert!(
        often >= seldom && often - seldom < LOAN / 10_000,
        "{often} {seldom}"
    );
}

#[test]
fn the_clock_standing_still_or_stepping_back_earns_and_costs_nothing() {
    // Given a loan whose chain's clock steps back an hour
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let before = stage.reserve(USDC).ledger;
    let now = stage.machine.now().cast_signed();
    stage.machine.set_chain_time(now - 3_600);

    // When the books are used, then no interest runs and no time is lost
    stage.repay(&borrower, USDC, 1_000_000).unwrap();
    stage.deposit(&lender, USDC, 1_000_000).unwrap();
    let after = stage.reserve(USDC).ledger;
    assert_eq!(after.index, before.index);
    assert_eq!(after.accrued_at, before.accrued_at);
    assert_eq!(after.fees_owed, 0);
}

#[test]
fn interest_alone_can_make_a_position_liquidatable_and_only_with_a_recent_price() {
    // Given a loan near its limit on a reserve that is almost all lent out under stress: 400 % a year
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    stage.borrow(&borrower, USDC, 1_900_000_000).unwrap();
    stage
        .withdraw(&lender, USDC, LENT - LOAN - 1_900_000_000)
        .unwrap();
    stage.machine.warp(1);
    stage.settle(STABLE_FEED, &[10_000; 5]);
    stage.accrue(USDC).unwrap();
    let liquidator = stage.actor("liquidator");

    // When two weeks pass
    stage.machine.warp(14 * 86_400);
    refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000_000)
    });
    stage.refresh_prices([100, 1, 2_000]);

    // Then the interest since the last accrual counts at once
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000_000)
        .unwrap();
}

#[test]
fn an_old_debt_index_cannot_be_used_to_borrow_more_elsewhere() {
    // Given a borrower with an old debt of USDC, whose reserve no one has touched for weeks
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    stage.lender(ballast_tests::ETH, 1_000_000_000);
    stage.borrow(&borrower, USDC, 1_900_000_000).unwrap();
    stage
        .withdraw(&lender, USDC, LENT - LOAN - 1_900_000_000)
        .unwrap();
    let index = stage.reserve(USDC).ledger.index;
    stage.machine.warp(14 * 86_400);
    stage.calm_down();
    stage.refresh_prices([100, 1, 2_000]);

    // When it borrows ETH, then the debt is valued as of now although its reserve is only read
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, ballast_tests::ETH, 1)
    });
    let reserve: Reserve = stage.reserve(USDC);
    assert_eq!(reserve.ledger.index, index);
}
