//! `flash_borrow`: tokens for the length of a transaction that is proved to bring them back.

use ballast_client::event::{Event, FlashLoanRepaid, FlashLoanTaken};
use ballast_client::instruction;
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_tests::{
    Actor, ETH, Failure, Kind, LENT, LendingError, Loan, PURSE, SOL, Stage, USDC, Vault,
    every_account_is_checked_before, refused_and_unchanged, with_accounts,
};
use solana_signer::Signer as _;

/// A market with a loan in it, and someone who flash-borrows.
fn ready() -> (Stage, Actor) {
    let Loan { mut stage, .. } = Loan::new();
    let borrower = stage.actor("arbitrageur");
    (stage, borrower)
}

#[test]
fn a_flash_loan_costs_its_fee_and_leaves_no_note() {
    // Given a reserve, five basis points of flash fee in calm
    let (mut stage, borrower) = ready();
    let before = stage.reserve(USDC);

    // When half of it is lent for a transaction
    let amount = LENT / 2;
    let sent = stage.flash(&borrower, USDC, amount, &[]).unwrap();

    // Then the fee was paid, a tenth of it to the protocol, and no note is left (INV-9)
    let fee = amount / 2_000;
    let after = stage.reserve(USDC);
    assert_eq!(after.flash, bytemuck::Zeroable::zeroed());
    assert_eq!(after.ledger.cash, before.ledger.cash + fee);
    assert_eq!(after.ledger.fees_owed, before.ledger.fees_owed + fee / 10);
    assert_eq!(stage.purse(&borrower, USDC), PURSE - fee);
    let reserve = stage.accounts(USDC).reserve;
    let taken = FlashLoanTaken {
        reserve,
        amount,
        fee,
    };
    let repaid = FlashLoanRepaid {
        reserve,
        amount: amount + fee,
        fee,
    };
    let expected = [Event::FlashLoanTaken(taken), Event::FlashLoanRepaid(repaid)];
    assert_eq!(sent.events, expected);
    stage.assert_books_hold();
}

#[test]
fn the_fee_follows_the_regime_and_a_paused_market_gives_none() {
    let (mut stage, borrower) = ready();
    stage.score_all(9_000);
    stage.score_all(9_000);
    stage.flash(&borrower, USDC, 1_000_000, &[]).unwrap();
    // Thirty basis points in stress.
    assert_eq!(stage.purse(&borrower, USDC), PURSE - 3_000);
    let guardian = stage.market.guardian.insecure_clone();
    let pause = instruction::pause(&guardian.pubkey(), &stage.market.market);
    stage.send(&pause, &[&guardian]).unwrap();
    refused_and_unchanged(&mut stage, LendingError::MarketPaused, |stage| {
        stage.flash(&borrower, USDC, 1_000_000, &[])
    });
}

#[test]
fn a_reserve_without_flash_loans_gives_none() {
    let (mut stage, borrower) = ready();
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.config.flash_fees_bps = [u16::MAX; 3];
    });
    refused_and_unchanged(&mut stage, Rule::FlashLoansOff, |stage| {
        stage.flash(&borrower, USDC, 1_000_000, &[])
    });
}

#[test]
fn nothing_and_more_than_the_cash_is_refused() {
    let (mut stage, borrower) = ready();
    let cash = stage.reserve(USDC).ledger.cash;
    for (amount, rule) in [
        (0, Rule::ZeroAmount),
        (cash + 1, Rule::InsufficientLiquidity),
        (u64::MAX, Rule::InsufficientLiquidity),
    ] {
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.flash(&borrower, USDC, amount, &[])
        });
    }
    stage.flash(&borrower, USDC, cash, &[]).unwrap();
}

#[test]
fn a_transaction_that_does_not_bring_it_back_is_refused() {
    // Given a flash borrow, and everything that is no repayment of it
    let (mut stage, borrower) = ready();
    let borrow = stage.flash_borrow_instruction(&borrower, USDC, 1_000_000);
    let repay = stage.flash_repay_instruction(&borrower, USDC);
    let of_another = stage.flash_repay_instruction(&borrower, SOL);
    let mut another_number = repay.clone();
    another_number.data[0] = 40;
    let mut another_program = repay.clone();
    another_program.program_id = ballast_client::address::TOKEN_PROGRAM;
    let mut too_few = repay.clone();
    too_few.accounts.truncate(2);

    let alone = [borrow.clone()];
    refused_and_unchanged(&mut stage, LendingError::FlashRepaymentMissing, |stage| {
        stage.machine.send(&alone, &[])
    });
    for case in [
        vec![borrow.clone(), of_another],
        vec![borrow.clone(), another_number],
        vec![borrow.clone(), another_program],
        vec![borrow.clone(), too_few],
    ] {
        refused_and_unchanged(&mut stage, LendingError::FlashRepaymentMissing, |stage| {
            stage.machine.send(&case, &[&borrower.key])
        });
    }
    // A repayment before it repays nothing.
    refused_and_unchanged(&mut stage, LendingError::NoFlashLoan, |stage| {
        stage
            .machine
            .send(&[repay.clone(), borrow.clone()], &[&borrower.key])
    });
    // And one that comes twice is refused with all of it.
    refused_and_unchanged(&mut stage, LendingError::NoFlashLoan, |stage| {
        let twice = [borrow.clone(), repay.clone(), repay.clone()];
        stage.machine.send(&twice, &[&borrower.key])
    });
}

#[test]
fn a_second_flash_loan_of_a_reserve_waits_for_the_first_and_another_reserve_does_not() {
    let (mut stage, borrower) = ready();
    let again = stage.flash_borrow_instruction(&borrower, USDC, 1_000_000);
    refused_and_unchanged(&mut stage, LendingError::FlashLoanOpen, |stage| {
        stage.flash(&borrower, USDC, 1_000_000, std::slice::from_ref(&again))
    });
    stage.lender(ETH, 1_000_000);
    let other = [
        stage.flash_borrow_instruction(&borrower, ETH, 1_000),
        stage.flash_repay_instruction(&borrower, ETH),
    ];
    stage.flash(&borrower, USDC, 1_000_000, &other).unwrap();
}

#[test]
fn a_repayment_without_the_fee_undoes_the_transaction() {
    let (mut stage, borrower) = ready();
    stage.set_tokens(&borrower.tokens[USDC], 499);
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.flash(&borrower, USDC, 1_000_000, &[])
    });
    stage.set_tokens(&borrower.tokens[USDC], 500);
    stage.flash(&borrower, USDC, 1_000_000, &[]).unwrap();
    assert_eq!(stage.purse(&borrower, USDC), 0);
}

#[test]
fn a_flash_loan_by_a_call_is_refused() {
    // Given a program that calls flash_borrow for a vault, and a repayment behind it
    let (mut stage, borrower) = ready();
    let vault = Vault::open(&mut stage.machine, "arbitrageur's program");
    let mut borrow = stage.flash_borrow_instruction(&borrower, USDC, 1_000_000);
    borrow
        .accounts
        .push(solana_instruction::AccountMeta::new_readonly(
            vault.address,
            true,
        ));
    let repay = stage.flash_repay_instruction(&borrower, USDC);
    let called = [vault.call(&borrow), repay];
    refused_and_unchanged(&mut stage, LendingError::FlashLoanByCall, |stage| {
        stage.machine.send(&called, &[&vault.member, &borrower.key])
    });
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    let (mut stage, borrower) = ready();
    let second = stage.second_market();
    let (other, foreign) = (stage.accounts(SOL), second.reserves[USDC].accounts);
    let borrow = stage.flash_borrow_instruction(&borrower, USDC, 1_000_000);
    let repay = stage.flash_repay_instruction(&borrower, USDC);
    let cases = [
        (vec![(0, second.market)], LendingError::WrongMarket),
        (vec![(1, other.feed)], LendingError::WrongFeed),
        (
            vec![(1, foreign.feed), (2, foreign.reserve)],
            LendingError::WrongMarket,
        ),
        (
            vec![(4, ballast_client::address::vault(&other.reserve).0)],
            LendingError::WrongVault,
        ),
        (vec![(5, other.mint)], LendingError::WrongMint),
        (vec![(7, other.mint)], LendingError::WrongInstructionsSysvar),
    ];
    for (replaced, error) in cases {
        let borrow = with_accounts(&borrow, &replaced);
        refused_and_unchanged(&mut stage, error, |stage| {
            stage
                .machine
                .send(&[borrow.clone(), repay.clone()], &[&borrower.key])
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, borrower) = ready();
    let borrow = stage.flash_borrow_instruction(&borrower, USDC, 1_000_000);
    let repay = stage.flash_repay_instruction(&borrower, USDC);
    let kinds = [
        Kind::MARKET,
        Kind::FEED,
        Kind::RESERVE,
        Kind::Other,
        Kind::Other,
        Kind::Other,
        Kind::Executable,
        Kind::Other,
    ];
    every_account_is_checked_before(&mut stage, &borrow, &[repay], &[&borrower.key], &kinds);
}
