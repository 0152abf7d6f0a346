//! `bad_debt_resolve`: what nothing backs any more is written off, in one explicit step.

use ballast_client::event::{BadDebtResolved, Event};
use ballast_client::instruction;
use ballast_policy::Rule;
use ballast_tests::{
    Actor, Kind, LENT, LendingError, Loan, SOL, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};

/// A loan whose collateral was seized whole, and its lender.
fn bankrupt() -> (Stage, Actor, Actor) {
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 30);
    stage.liquidate_on(&liquidator, &borrower, USDC, SOL, u64::MAX);
    (stage, borrower, lender)
}

#[test]
fn what_insurance_does_not_bear_depositors_share_and_the_position_is_free() {
    // Given a debt of about 2 015 dollars with nothing behind it, and an insurance of 1 000
    let (mut stage, borrower, lender) = bankrupt();
    let owed = stage.owed(&borrower, USDC);
    let insurer = stage.actor("insurer");
    stage.insure(&insurer, USDC, 1_000_000_000).unwrap();
    let fees = stage.reserve(USDC).ledger.fees_owed;
    let shares = stage.reserve(USDC).ledger.debt_shares;

    // When anyone has it written off
    let sent = stage.resolve(&borrower, USDC).unwrap();

    // Then fees and insurance bore it first
    let depositors = owed - fees - 1_000_000_000;
    let event = BadDebtResolved {
        position: borrower.position,
        amount: owed,
        fees,
        insurance: 1_000_000_000,
        depositors,
        shares,
        reserve: 1,
    };
    assert_eq!(sent.events, [Event::BadDebtResolved(event)]);
    let ledger = stage.reserve(USDC).ledger;
    assert_eq!(
        (ledger.insurance, ledger.fees_owed, ledger.debt_shares),
        (0, 0, 0)
    );
    stage.assert_books_hold();

    // And everyone leaves with what is left, to the last base unit
    stage.close(&borrower).unwrap();
    stage.withdraw(&lender, USDC, u64::MAX).unwrap();
    let left = stage.vault_balance(USDC);
    assert!(left <= 1, "{left}");
    let paid = stage.purse(&lender, USDC) - (ballast_tests::PURSE - LENT);
    assert!(paid.abs_diff(LENT - depositors) <= 1, "{paid}");
}

#[test]
fn a_debt_with_collateral_and_a_position_without_debt_are_refused() {
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    refused_and_unchanged(&mut stage, Rule::CollateralLeft, |stage| {
        stage.resolve(&borrower, USDC)
    });
    stage.withdraw(&lender, USDC, LENT / 2).unwrap();
    let empty = stage.actor("empty");
    refused_and_unchanged(&mut stage, Rule::BorrowNotFound, |stage| {
        stage.resolve(&empty, USDC)
    });
}

#[test]
fn a_foreign_position_reserve_or_feed_is_refused() {
    let (mut stage, borrower, _) = bankrupt();
    let second = stage.second_market();
    let foreigner = stage.actor_in(&second, "foreigner");
    let resolve = resolve(&stage, &borrower);
    let foreign = second.reserves[USDC].accounts;
    let cases = [
        (vec![(0, second.market)], LendingError::WrongMarket),
        (vec![(1, foreigner.position)], LendingError::WrongMarket),
        (
            vec![(2, foreign.feed), (3, foreign.reserve)],
            LendingError::WrongMarket,
        ),
        (vec![(2, stage.accounts(SOL).feed)], LendingError::WrongFeed),
    ];
    for (replaced, error) in cases {
        let resolve = with_accounts(&resolve, &replaced);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&resolve, &[]));
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, borrower, _) = bankrupt();
    let resolve = resolve(&stage, &borrower);
    let kinds = [Kind::MARKET, Kind::POSITION, Kind::FEED, Kind::RESERVE];
    every_account_is_checked(&mut stage, &resolve, &[], &kinds);
}

fn resolve(stage: &Stage, borrower: &Actor) -> solana_instruction::Instruction {
    let market = stage.market.market;
    instruction::bad_debt_resolve(&market, &borrower.position, &stage.accounts(USDC))
}
