//! `repay`: tokens in, debt down, whoever pays.

use super::relation::{KINDS, POSITION, TOKENS, accounts_must_belong_together};
use ballast_client::address::vault;
use ballast_client::event::{Event, ReserveRepaid};
use ballast_policy::Rule;
use ballast_tests::{
    Actor, Failure, LENT, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// A loan of SOL against USDC: the reserve that the shared relation table is about.
fn borrowed_sol() -> (Stage, Actor) {
    let mut stage = Stage::new();
    stage.lender(SOL, 1_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, USDC, LENT).unwrap();
    stage.borrow(&borrower, SOL, 1_000).unwrap();
    (stage, borrower)
}

#[test]
fn a_part_repayment_moves_tokens_in_and_debt_down() {
    // Given a loan
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();

    // When a part is repaid at once
    let sent = stage.repay(&borrower, USDC, 1_000_000).unwrap();

    // Then tokens, books, position and event say the same
    assert_eq!(stage.purse(&borrower, USDC), PURSE + LOAN - 1_000_000);
    assert_eq!(stage.vault_balance(USDC), LENT - LOAN + 1_000_000);
    let ledger = stage.reserve(USDC).ledger;
    assert_eq!(ledger.cash, LENT - LOAN + 1_000_000);
    assert_eq!(ledger.debt_shares, LOAN - 1_000_000);
    assert_eq!(
        stage.holdings(&borrower).borrows[0].shares,
        LOAN - 1_000_000
    );
    let event = ReserveRepaid {
        position: borrower.position,
        amount: 1_000_000,
        shares: 1_000_000,
        reserve: 1,
    };
    assert_eq!(sent.events, [Event::ReserveRepaid(event)]);
    stage.assert_books_hold();
}

#[test]
fn more_than_is_owed_repays_all_with_interest_and_frees_the_slot() {
    // Given a loan of a year
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    stage.machine.warp(31_536_000);

    // When the largest amount is repaid
    let sent = stage.repay(&borrower, USDC, u64::MAX).unwrap();

    // Then what was owed was taken, and no more
    let [Event::ReserveRepaid(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert!(
        event.amount > LOAN && event.amount < LOAN + LOAN / 100,
        "{}",
        event.amount
    );
    assert_eq!(stage.purse(&borrower, USDC), PURSE + LOAN - event.amount);
    let ledger = stage.reserve(USDC).ledger;
    assert_eq!((ledger.debt_shares, ledger.rate), (0, 0));
    assert_eq!(ledger.accrued_at, stage.machine.now());
    assert!(
        stage
            .holdings(&borrower)
            .borrows
            .iter()
            .all(|slot| slot.shares == 0)
    );
    stage.assert_books_hold();
}

#[test]
fn anyone_may_repay_for_anyone() {
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let mut repay = stage.repay_instruction(&borrower, USDC, LOAN);
    repay.accounts[0].pubkey = lender.address();
    let repay = with_accounts(&repay, &[(TOKENS, lender.tokens[USDC])]);
    stage.send(&repay, &[&lender.key]).unwrap();
    assert_eq!(stage.owed(&borrower, USDC), 0);
    assert_eq!(stage.purse(&lender, USDC), PURSE - LENT - LOAN);
}

#[test]
fn a_repayment_of_nothing_or_of_no_debt_is_refused() {
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let cases = [
        (&borrower, USDC, 0, Rule::ZeroAmount),
        (&borrower, SOL, 1, Rule::BorrowNotFound),
        (&lender, USDC, u64::MAX, Rule::BorrowNotFound),
    ];
    for (actor, reserve, amount, rule) in cases {
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.repay(actor, reserve, amount)
        });
    }
}

#[test]
fn tokens_that_are_not_there_or_not_the_payers_are_refused() {
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let repay = stage.repay_instruction(&borrower, USDC, LOAN);
    let with_others_tokens = with_accounts(&repay, &[(TOKENS, lender.tokens[USDC])]);
    refused_and_unchanged(&mut stage, Failure::OwnerMismatch, |stage| {
        stage.send(&with_others_tokens, &[&borrower.key])
    });
    stage.set_tokens(&borrower.tokens[USDC], LOAN - 1);
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.send(&repay, &[&borrower.key])
    });
}

#[test]
fn a_vault_that_does_not_cover_the_books_refuses_repayments() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let vault = vault(&stage.accounts(USDC).reserve).0;
    stage.set_tokens(&vault, LENT - LOAN - 1);
    refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
        stage.repay(&borrower, USDC, LOAN)
    });
}

#[test]
fn a_clock_before_1970_is_refused() {
    let (mut stage, borrower) = borrowed_sol();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.repay(&borrower, SOL, 1)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, borrower) = borrowed_sol();
    let repay = stage.repay_instruction(&borrower, SOL, 100);
    every_account_is_checked(&mut stage, &repay, &[&borrower.key], &KINDS);
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    let (mut stage, borrower) = borrowed_sol();
    let repay = stage.repay_instruction(&borrower, SOL, 100);
    accounts_must_belong_together(&mut stage, &repay, &borrower.key, false);

    // And a position that owes nothing to this reserve has nothing to repay
    let lender = stage.actor("another");
    let repay = with_accounts(&repay, &[(POSITION, lender.position)]);
    refused_and_unchanged(&mut stage, Rule::BorrowNotFound, |stage| {
        stage.send(&repay, &[&borrower.key])
    });
}
