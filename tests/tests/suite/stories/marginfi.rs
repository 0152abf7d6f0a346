//! marginfi, 2025: a flash loan marked the account, and one instruction that nobody had thought of did not look at the mark.
//! Whoever moved the debt to a new account inside the loan never had to bring it back; 160 M USD stood open.
//!
//! Here the note stands in the reserve, whatever does not say that it goes with a flash loan is refused while it stands,
//! and the transaction is refused at its beginning unless its own list holds the repayment.

use ballast_client::event::Event;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{FlashLoan, Reserve};
use ballast_tests::{
    Actor, COLLATERAL, LENT, LOAN, LendingError, Loan, SOL, Stage, USDC, refused_and_unchanged,
};
use solana_instruction::Instruction;
use solana_signer::Signer as _;

/// A loan, and someone with nothing but a little for the fee.
fn ready() -> (Stage, Actor, Actor) {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let thief = stage.actor("thief");
    stage.set_tokens(&thief.tokens[USDC], 1_000_000);
    (stage, borrower, thief)
}

#[test]
fn what_does_not_go_with_a_flash_loan_is_refused_while_one_is_out() {
    // Given every instruction that changes a reserve and is no move of a user's tokens
    let (mut stage, borrower, thief) = ready();
    let (market, accounts) = (stage.market.market, stage.accounts(USDC));
    let config = stage.reserve(USDC).config;
    let change = Change::Reserve(accounts.reserve, Box::new(config));
    let at = stage.propose(&change).unwrap();
    let governance = stage.market.governance.pubkey();
    let purse = stage.machine.create_tokens(&governance, &accounts.mint, 0);
    let denied: [(&str, Instruction); 6] = [
        ("accrue", stage.accrue_instruction(USDC)),
        ("insure", stage.insure_instruction(&thief, USDC, 1)),
        (
            "fees_collect",
            instruction::fees_collect(&market, &accounts, &purse.unwrap()),
        ),
        (
            "bad_debt_resolve",
            instruction::bad_debt_resolve(&market, &borrower.position, &accounts),
        ),
        (
            "change_execute_reserve",
            instruction::change_execute_reserve(&market, &at, &accounts.feed, &accounts.reserve),
        ),
        (
            "breaker_release",
            instruction::breaker_release(&accounts.reserve, &accounts.feed, 0),
        ),
    ];

    // When it comes between borrow and repayment, then the transaction is refused
    for (name, between) in denied {
        println!("{name}");
        refused_and_unchanged(&mut stage, LendingError::FlashLoanOpen, |stage| {
            stage.flash(&thief, USDC, 1_000_000, std::slice::from_ref(&between))
        });
    }
}

#[test]
fn a_debt_taken_inside_a_flash_loan_is_a_debt_like_any_other() {
    // Given someone who flash-borrows, and deposits and borrows the same reserve meanwhile
    let (mut stage, borrower, thief) = ready();
    let loan = LENT / 4;
    let deposit = stage.deposit_instruction(&thief, USDC, loan);
    let sent = stage
        .flash(&thief, USDC, loan, &[deposit])
        .map(|sent| sent.events.len());
    // Then the deposit stands only if the loan comes back all the same, which it cannot.
    assert!(sent.is_err());
    stage.assert_books_hold();

    // And leverage with a flash loan is what it is for: borrow, trade, deposit, borrow, repay
    let borrow = stage.borrow_instruction(&borrower, USDC, 1_000_000_000);
    let sent = stage
        .flash(&borrower, USDC, 1_000_000_000, &[borrow])
        .unwrap();
    let is_debt = |event: &Event| matches!(event, Event::ReserveBorrowed(_));
    assert!(sent.events.iter().any(is_debt));
    assert_eq!(stage.owed(&borrower, USDC), LOAN + 1_000_000_000);
    assert_eq!(stage.deposited(&borrower, SOL), COLLATERAL);
    stage.assert_books_hold();
}

#[test]
fn a_liquidator_without_capital_liquidates_with_a_flash_loan() {
    let (mut stage, borrower, liquidator) = ready();
    stage.set_price(SOL, 60);
    let liquidate = stage.liquidate_instruction(&liquidator, &borrower, USDC, SOL, 1_000_000_000);
    // It sells what it seized elsewhere before it repays: here its purse is filled for it.
    stage.set_tokens(&liquidator.tokens[USDC], 1_001_000_000);
    stage
        .flash(&liquidator, USDC, 1_000_000_000, &[liquidate])
        .unwrap();
    assert_eq!(stage.reserve(USDC).flash, bytemuck::Zeroable::zeroed());
    stage.assert_books_hold();
}

#[test]
fn a_vault_that_a_flash_loan_has_emptied_pays_nobody_and_takes_from_everybody() {
    // Given a note that stands, as in the middle of a transaction
    let (mut stage, borrower, thief) = ready();
    let (reserve, cash) = (
        stage.accounts(USDC).reserve,
        stage.reserve(USDC).ledger.cash,
    );
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.flash = FlashLoan {
            amount: cash,
            fee: 1,
        };
    });
    let vault = ballast_client::address::vault(&reserve).0;
    stage.set_tokens(&vault, 0);

    // When others repay and deposit, then the books hold; a base unit less in vault and note together is noticed
    stage.repay(&borrower, USDC, 1_000_000).unwrap();
    stage.deposit(&thief, USDC, 1_000).unwrap();
    stage.set_tokens(&vault, 1_000_999);
    refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
        stage.repay(&borrower, USDC, 1_000)
    });
}
