//! `withdraw`: shares back into tokens.

use super::others::{Roles, other_reserves_are_checked};
use super::relation::{KINDS, TOKENS, accounts_must_belong_together};
use ballast_client::address::vault;
use ballast_client::event::{Event, ReserveWithdrawn};
use ballast_policy::Rule;
use ballast_tests::{
    Actor, COLLATERAL, ETH, Failure, LENT, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// A market with one saver, who holds [`COLLATERAL`] SOL.
fn saved() -> (Stage, Actor) {
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, COLLATERAL).unwrap();
    (stage, saver)
}

#[test]
fn a_withdrawal_moves_tokens_out_of_the_vault_and_burns_shares() {
    // Given a saver
    let (mut stage, saver) = saved();

    // When it withdraws a part
    let sent = stage.withdraw(&saver, SOL, 1_000).unwrap();

    // Then tokens, books, position and event say the same
    assert_eq!(stage.purse(&saver, SOL), PURSE - COLLATERAL + 1_000);
    assert_eq!(stage.vault_balance(SOL), COLLATERAL - 1_000);
    assert_eq!(stage.reserve(SOL).ledger.cash, COLLATERAL - 1_000);
    assert_eq!(
        stage.holdings(&saver).deposits[0].shares,
        COLLATERAL - 1_000
    );
    let event = ReserveWithdrawn {
        position: saver.position,
        amount: 1_000,
        shares: 1_000,
        reserve: 0,
    };
    assert_eq!(sent.events, [Event::ReserveWithdrawn(event)]);
    stage.assert_books_hold();
}

#[test]
fn the_largest_amount_withdraws_everything_and_frees_the_slot() {
    let (mut stage, saver) = saved();
    stage.withdraw(&saver, SOL, u64::MAX).unwrap();
    assert_eq!(stage.purse(&saver, SOL), PURSE);
    assert_eq!(stage.vault_balance(SOL), 0);
    let ledger = stage.reserve(SOL).ledger;
    assert_eq!((ledger.cash, ledger.deposit_shares), (0, 0));
    assert!(
        stage
            .holdings(&saver)
            .deposits
            .iter()
            .all(|slot| slot.shares == 0)
    );
}

#[test]
fn a_withdrawal_counts_interest_first_and_puts_the_new_rate_into_force_last() {
    // Given a loan of a day
    let Loan {
        mut stage, lender, ..
    } = Loan::new();
    let before = stage.reserve(USDC).ledger;
    stage.machine.warp(86_400);

    // When the lender takes most of the cash
    stage.withdraw(&lender, USDC, LENT * 9 / 10).unwrap();

    // Then the day's interest is in the index, fewer shares burned than tokens paid, and the rate rose
    let after = stage.reserve(USDC).ledger;
    assert_eq!(after.accrued_at, stage.machine.now());
    assert!(after.index.fraction > before.index.fraction);
    assert!(before.deposit_shares - after.deposit_shares < LENT * 9 / 10);
    assert!(after.rate > before.rate);
    stage.assert_books_hold();
}

#[test]
fn the_owner_may_withdraw_to_any_account_of_the_token() {
    let (mut stage, saver) = saved();
    let friend = stage.actor("friend");
    let withdraw = stage.withdraw_instruction(&saver, SOL, 1_000);
    let withdraw = with_accounts(&withdraw, &[(TOKENS, friend.tokens[SOL])]);
    stage.send(&withdraw, &[&saver.key]).unwrap();
    assert_eq!(stage.purse(&friend, SOL), PURSE + 1_000);
}

#[test]
fn a_withdrawal_of_nothing_or_of_what_is_not_held_is_refused() {
    let (mut stage, saver) = saved();
    stage.lender(USDC, LENT);
    let cases = [
        (SOL, 0, Rule::ZeroAmount),
        (SOL, COLLATERAL + 1, Rule::InsufficientShares),
        (SOL, u64::MAX - 1, Rule::InsufficientShares),
        (USDC, 1, Rule::DepositNotFound),
        (USDC, u64::MAX, Rule::DepositNotFound),
    ];
    for (reserve, amount, rule) in cases {
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.withdraw(&saver, reserve, amount)
        });
    }
}

#[test]
fn cash_that_is_lent_out_cannot_be_withdrawn() {
    // Given a reserve of which half a percent is lent out
    let Loan {
        mut stage, lender, ..
    } = Loan::new();

    // When the lender wants all, or one unit more than there is
    for amount in [u64::MAX, LENT - LOAN + 1] {
        refused_and_unchanged(&mut stage, Rule::InsufficientLiquidity, |stage| {
            stage.withdraw(&lender, USDC, amount)
        });
    }

    // Then it can have what there is
    stage.withdraw(&lender, USDC, LENT - LOAN).unwrap();
    assert_eq!(stage.vault_balance(USDC), 0);
}

#[test]
fn with_debt_what_is_left_must_back_it() {
    // Given a debt of 5 000 dollars, for which about 7 143 dollars of SOL must stay: 71.6 SOL at the low price
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();

    // When too much is withdrawn, then it is refused
    for amount in [28_500_000_000, COLLATERAL, u64::MAX] {
        refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
            stage.withdraw(&borrower, SOL, amount)
        });
    }

    // And less goes through
    stage.withdraw(&borrower, SOL, 28_300_000_000).unwrap();
}

#[test]
fn with_debt_its_price_must_be_known() {
    // Given a borrower whose debt's price has become too old
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    stage.machine.warp(121);
    stage.set_price(SOL, 100);

    // When it withdraws collateral, then no one can say whether the rest suffices
    refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| {
        stage.withdraw(&borrower, SOL, 1)
    });
}

#[test]
fn a_vault_that_does_not_cover_the_books_refuses_withdrawals() {
    // Given a reserve whose vault lost a token
    let (mut stage, saver) = saved();
    let vault = vault(&stage.accounts(SOL).reserve).0;
    stage.set_tokens(&vault, COLLATERAL - 1);

    // When a part is withdrawn, then the rest would not be covered
    refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
        stage.withdraw(&saver, SOL, 1_000)
    });

    // And all of it is not there
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.withdraw(&saver, SOL, u64::MAX)
    });
}

#[test]
fn a_clock_before_1970_is_refused() {
    let (mut stage, saver) = saved();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.withdraw(&saver, SOL, 1)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, saver) = saved();
    let withdraw = stage.withdraw_instruction(&saver, SOL, 1);
    every_account_is_checked(&mut stage, &withdraw, &[&saver.key], &KINDS);
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    let (mut stage, saver) = saved();
    let withdraw = stage.withdraw_instruction(&saver, SOL, 1);
    accounts_must_belong_together(&mut stage, &withdraw, &saver.key, true);
}

#[test]
fn other_reserves_that_are_missing_doubled_or_foreign_are_refused() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let withdraw = stage.withdraw_instruction(&borrower, SOL, 1);
    let roles = Roles {
        own: SOL,
        needed: USDC,
        unneeded: Some(ETH),
    };
    other_reserves_are_checked(&mut stage, &withdraw, &borrower.key, 9, roles);
}
