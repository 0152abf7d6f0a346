//! `insure`: tokens for bad debt, which are no deposit.

use ballast_client::event::{Event, ReserveInsured};
use ballast_policy::Rule;
use ballast_tests::{
    Failure, Kind, LENT, LendingError, Loan, PURSE, SOL, STABLE_FEED, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// What each account is.
const KINDS: [Kind; 7] = [
    Kind::Signer,
    Kind::FEED,
    Kind::RESERVE,
    Kind::Other,
    Kind::Other,
    Kind::Other,
    Kind::Executable,
];

#[test]
fn what_is_given_lies_in_the_vault_and_is_nobodys_deposit() {
    let Loan {
        mut stage, lender, ..
    } = Loan::new();
    let (insurer, before) = (stage.actor("insurer"), stage.deposited(&lender, USDC));
    let vault = stage.vault_balance(USDC);
    let sent = stage.insure(&insurer, USDC, 7_000_000).unwrap();
    assert_eq!(stage.purse(&insurer, USDC), PURSE - 7_000_000);
    assert_eq!(stage.vault_balance(USDC), vault + 7_000_000);
    assert_eq!(stage.reserve(USDC).ledger.insurance, 7_000_000);
    assert_eq!(stage.deposited(&lender, USDC), before);
    let event = ReserveInsured {
        reserve: stage.accounts(USDC).reserve,
        payer: insurer.address(),
        amount: 7_000_000,
    };
    assert_eq!(sent.events, [Event::ReserveInsured(event)]);
    stage.assert_books_hold();
}

#[test]
fn nothing_and_more_than_there_can_be_is_refused() {
    let Loan { mut stage, .. } = Loan::new();
    let insurer = stage.actor("insurer");
    let cases = [
        (0, Rule::ZeroAmount.into()),
        (u64::MAX, Rule::ArithmeticOverflow.into()),
        (
            PURSE + 1,
            ballast_tests::Refusal::from(Failure::InsufficientFunds),
        ),
    ];
    for (amount, refusal) in cases {
        refused_and_unchanged(&mut stage, refusal, |stage| {
            stage.insure(&insurer, USDC, amount)
        });
    }
}

#[test]
fn a_foreign_feed_vault_or_mint_is_refused() {
    let mut stage = Stage::new();
    let insurer = stage.actor("insurer");
    let insure = stage.insure_instruction(&insurer, SOL, LENT);
    let other = stage.accounts(USDC);
    let cases = [
        (
            (1, stage.market.feeds[STABLE_FEED].address),
            LendingError::WrongFeed,
        ),
        (
            (4, ballast_client::address::vault(&other.reserve).0),
            LendingError::WrongVault,
        ),
        ((5, other.mint), LendingError::WrongMint),
    ];
    for (replaced, error) in cases {
        let insure = with_accounts(&insure, &[replaced]);
        refused_and_unchanged(&mut stage, error, |stage| {
            stage.send(&insure, &[&insurer.key])
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let insurer = stage.actor("insurer");
    let insure = stage.insure_instruction(&insurer, SOL, LENT);
    every_account_is_checked(&mut stage, &insure, &[&insurer.key], &KINDS);
}
