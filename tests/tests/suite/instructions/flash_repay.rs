//! `flash_repay`: the other half of a flash loan.

use ballast_client::layout::{FlashLoan, Reserve};
use ballast_tests::{
    Actor, Kind, LENT, LendingError, Loan, PURSE, SOL, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};

/// A reserve with a flash loan out, as it stands in the middle of a transaction.
fn lent() -> (Stage, Actor) {
    let Loan { mut stage, .. } = Loan::new();
    let payer = stage.actor("friend");
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.flash = FlashLoan {
            amount: 1_000_000,
            fee: 500,
        };
    });
    let vault = ballast_client::address::vault(&reserve).0;
    let held = stage.vault_balance(USDC);
    stage.set_tokens(&vault, held - 1_000_000);
    (stage, payer)
}

#[test]
fn anyone_brings_a_loan_back() {
    let (mut stage, payer) = lent();
    let repay = stage.flash_repay_instruction(&payer, USDC);
    stage.send(&repay, &[&payer.key]).unwrap();
    assert_eq!(stage.purse(&payer, USDC), PURSE - 1_000_500);
    assert_eq!(stage.reserve(USDC).flash.amount, 0);
    stage.assert_books_hold();
}

#[test]
fn without_a_loan_there_is_nothing_to_bring_back() {
    let Loan { mut stage, .. } = Loan::new();
    let payer = stage.actor("friend");
    let repay = stage.flash_repay_instruction(&payer, USDC);
    refused_and_unchanged(&mut stage, LendingError::NoFlashLoan, |stage| {
        stage.send(&repay, &[&payer.key])
    });
    assert!(stage.vault_balance(USDC) < LENT);
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    let (mut stage, payer) = lent();
    let second = stage.second_market();
    let other = stage.accounts(SOL);
    let repay = stage.flash_repay_instruction(&payer, USDC);
    let cases = [
        ((1, second.market), LendingError::WrongMarket),
        ((2, other.reserve), LendingError::WrongFeed),
        ((3, other.feed), LendingError::WrongFeed),
        (
            (5, ballast_client::address::vault(&other.reserve).0),
            LendingError::WrongVault,
        ),
        ((6, other.mint), LendingError::WrongMint),
    ];
    for (replaced, error) in cases {
        let repay = with_accounts(&repay, &[replaced]);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&repay, &[&payer.key]));
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, payer) = lent();
    let repay = stage.flash_repay_instruction(&payer, USDC);
    let kinds = [
        Kind::Signer,
        Kind::MARKET,
        Kind::RESERVE,
        Kind::FEED,
        Kind::Other,
        Kind::Other,
        Kind::Other,
        Kind::Executable,
    ];
    every_account_is_checked(&mut stage, &repay, &[&payer.key], &kinds);
}
