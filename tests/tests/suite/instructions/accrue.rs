//! `accrue`: interest is counted, and the present regime's rate takes over.

use ballast_policy::Rule;
use ballast_policy::index::BorrowIndex;
use ballast_policy::unit::{Score, Timestamp};
use ballast_tests::{
    Failure, Kind, LENT, LOAN, LendingError, Loan, SOL, STABLE_FEED, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// A year, seconds.
const YEAR: u64 = 31_536_000;

#[test]
fn a_years_interest_is_counted_in_one_go_by_anyone() {
    // Given a loan of half a percent of the reserve: 6.25 basis points a year on the calm curve
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let before = stage.reserve(USDC).ledger;
    stage.machine.warp(YEAR);

    // When anyone accrues
    let sent = stage.accrue(USDC).unwrap();

    // Then the debt grew by what the rate says, a tenth of that is the protocol's, and no token moved
    let after = stage.reserve(USDC).ledger;
    let interest = stage.owed(&borrower, USDC) - LOAN;
    assert!((3_120_000..3_140_000).contains(&interest), "{interest}");
    assert_eq!(after.fees_owed, interest / 10);
    assert_eq!(
        (after.cash, after.debt_shares),
        (before.cash, before.debt_shares)
    );
    assert_eq!(after.accrued_at, before.accrued_at + YEAR);
    assert!(sent.events.is_empty());
    stage.assert_books_hold();
}

#[test]
fn accruing_twice_in_a_second_changes_nothing_more() {
    let Loan { mut stage, .. } = Loan::new();
    stage.machine.warp(60);
    stage.accrue(USDC).unwrap();
    let once = stage.reserve(USDC);
    stage.accrue(USDC).unwrap();
    assert_eq!(stage.reserve(USDC), once);
}

#[test]
fn the_past_is_counted_at_the_rate_that_was_in_force_and_the_new_regimes_rate_takes_over() {
    // Given a loan of most of the reserve, so that the curves of the regimes differ
    let Loan {
        mut stage, lender, ..
    } = Loan::new();
    stage
        .withdraw(&lender, USDC, LENT - LOAN - LOAN / 4)
        .unwrap();
    let calm = stage.reserve(USDC).ledger;

    // When stress begins an hour before anyone accrues
    stage.machine.warp(3_600 - 31);
    stage.settle(STABLE_FEED, &[9_000; 5]);
    stage.accrue(USDC).unwrap();

    // Then the hour cost the calm rate, and the next one will cost the stress rate
    let after = stage.reserve(USDC).ledger;
    let grown = BorrowIndex {
        whole: 1,
        fraction: 0,
    }
    .grown_floor(ballast_policy::interest::growth_floor(
        ballast_policy::interest::RatePerSecond(calm.rate),
        3_600,
    ));
    assert_eq!(
        (after.index.whole, after.index.fraction),
        (grown.whole, grown.fraction)
    );
    assert!(after.rate > 4 * calm.rate, "{} {}", after.rate, calm.rate);
    assert_eq!(stage.effective(STABLE_FEED).score, Score(9_000));
}

#[test]
fn a_reserve_without_debt_accrues_nothing_but_time() {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let before = stage.reserve(USDC).ledger;
    stage.machine.warp(YEAR);
    stage.accrue(USDC).unwrap();
    let after = stage.reserve(USDC).ledger;
    assert_eq!(after.index, before.index);
    assert_eq!((after.fees_owed, after.rate), (0, 0));
    assert_eq!(Timestamp(after.accrued_at), Timestamp(stage.machine.now()));
}

#[test]
fn ten_thousand_years_saturate_the_index_and_the_debt_can_still_be_repaid() {
    // Given a loan at the end of time
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    stage.withdraw(&lender, USDC, LENT - LOAN).unwrap();
    stage.accrue(USDC).unwrap();
    stage.machine.warp(10_000 * YEAR);

    // When interest is counted
    stage.accrue(USDC).unwrap();

    // Then the index stands at its end, and a part repayment still goes through
    assert_eq!(
        stage.reserve(USDC).ledger.index.whole,
        BorrowIndex::MAX.whole
    );
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.repay(&borrower, USDC, u64::MAX)
    });
    stage.repay(&borrower, USDC, 1 << 33).unwrap();
    refused_and_unchanged(&mut stage, Rule::ZeroAmount, |stage| {
        stage.repay(&borrower, USDC, 0)
    });
}

#[test]
fn another_feed_than_the_reserves_is_refused() {
    let Loan { mut stage, .. } = Loan::new();
    let second = stage.second_market();
    let accrue = stage.accrue_instruction(USDC);
    let feeds = [stage.accounts(SOL).feed, second.feeds[STABLE_FEED].address];
    for feed in feeds {
        let accrue = with_accounts(&accrue, &[(1, feed)]);
        refused_and_unchanged(&mut stage, LendingError::WrongFeed, |stage| {
            stage.send(&accrue, &[])
        });
    }
}

#[test]
fn a_clock_before_1970_is_refused_and_one_that_steps_back_counts_nothing() {
    let Loan { mut stage, .. } = Loan::new();
    stage.machine.warp(60);
    stage.accrue(USDC).unwrap();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.accrue(USDC)
    });
    stage.machine.set_chain_time(0);
    let before = stage.reserve(USDC);
    stage.accrue(USDC).unwrap();
    assert_eq!(stage.reserve(USDC).ledger.index, before.ledger.index);
    assert_eq!(
        stage.reserve(USDC).ledger.accrued_at,
        before.ledger.accrued_at
    );
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let Loan { mut stage, .. } = Loan::new();
    let accrue = stage.accrue_instruction(USDC);
    every_account_is_checked(&mut stage, &accrue, &[], &[Kind::RESERVE, Kind::FEED]);
}
