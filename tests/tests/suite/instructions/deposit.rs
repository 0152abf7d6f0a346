//! `deposit`: tokens in, shares to the position.

use super::relation::{KINDS, TOKENS, accounts_must_belong_together};
use ballast_client::address::vault;
use ballast_client::event::{Event, ReserveDeposited};
use ballast_client::layout::{Position, Reserve};
use ballast_policy::Rule;
use ballast_tests::{
    CAP, COLLATERAL, Failure, LENT, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// Ten SOL.
const AMOUNT: u64 = 10_000_000_000;

#[test]
fn a_deposit_moves_tokens_into_the_vault_and_shares_into_the_position() {
    // Given a user and an empty reserve
    let mut stage = Stage::new();
    let saver = stage.actor("saver");

    // When the user deposits
    let sent = stage.deposit(&saver, SOL, AMOUNT).unwrap();

    // Then tokens, books, position and event say the same
    assert_eq!(stage.purse(&saver, SOL), PURSE - AMOUNT);
    assert_eq!(stage.vault_balance(SOL), AMOUNT);
    let ledger = stage.reserve(SOL).ledger;
    assert_eq!((ledger.cash, ledger.deposit_shares), (AMOUNT, AMOUNT));
    let slot = stage.holdings(&saver).deposits[0];
    assert_eq!((slot.shares, slot.reserve), (AMOUNT, 0));
    let event = ReserveDeposited {
        position: saver.position,
        amount: AMOUNT,
        shares: AMOUNT,
        reserve: 0,
    };
    assert_eq!(sent.events, [Event::ReserveDeposited(event)]);
    stage.assert_books_hold();
}

#[test]
fn a_second_deposit_joins_the_first_slot() {
    // Given a user with a deposit
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, AMOUNT).unwrap();

    // When the user deposits again, and into another reserve
    stage.deposit(&saver, SOL, 1).unwrap();
    stage.deposit(&saver, USDC, 7).unwrap();

    // Then the first slot grew and a second was taken
    let slots = stage.holdings(&saver).deposits;
    assert_eq!((slots[0].shares, slots[0].reserve), (AMOUNT + 1, 0));
    assert_eq!((slots[1].shares, slots[1].reserve), (7, 1));
    assert_eq!(slots[2].shares, 0);
}

#[test]
fn a_deposit_counts_interest_first_and_puts_the_new_rate_into_force_last() {
    // Given a loan of a day
    let Loan {
        mut stage, lender, ..
    } = Loan::new();
    let before = stage.reserve(USDC).ledger;
    stage.machine.warp(86_400);

    // When the lender doubles the cash
    stage.deposit(&lender, USDC, LENT).unwrap();

    // Then the day's interest is in the index, the lender's new shares are dearer, and the rate fell
    let after = stage.reserve(USDC).ledger;
    assert_eq!(after.accrued_at, stage.machine.now());
    assert!(after.index.fraction > before.index.fraction);
    assert!(after.deposit_shares - before.deposit_shares < LENT);
    assert!(after.rate < before.rate && after.rate > 0);
    stage.assert_books_hold();
}

#[test]
fn a_deposit_up_to_the_cap_goes_through_and_one_more_unit_is_refused() {
    // Given a reserve that may hold 2^51
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&saver, SOL, 2 * CAP + 1)
    });

    // When it is filled
    stage.deposit(&saver, SOL, 2 * CAP).unwrap();

    // Then one more unit is too much, for anyone
    let other = stage.actor("other");
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&other, SOL, 1)
    });
}

#[test]
fn a_deposit_of_nothing_is_refused() {
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    refused_and_unchanged(&mut stage, Rule::ZeroAmount, |stage| {
        stage.deposit(&saver, SOL, 0)
    });
}

#[test]
fn the_largest_amount_there_is_is_refused_by_cap_or_overflow() {
    // Given an empty reserve: the amount itself is the total
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&saver, SOL, u64::MAX)
    });

    // And one in use: the total leaves 64 bits
    stage.deposit(&saver, SOL, 1).unwrap();
    refused_and_unchanged(&mut stage, Rule::ArithmeticOverflow, |stage| {
        stage.deposit(&saver, SOL, u64::MAX)
    });
}

#[test]
fn an_amount_that_buys_no_share_is_refused() {
    // Given a reserve whose share is worth more than one unit
    let Loan {
        mut stage, lender, ..
    } = Loan::new();
    stage.machine.warp(86_400);

    // When one unit is deposited, then it would be given away
    refused_and_unchanged(&mut stage, Rule::AmountTooSmall, |stage| {
        stage.deposit(&lender, USDC, 1)
    });
}

#[test]
fn depositing_what_the_position_owes_is_refused() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    refused_and_unchanged(&mut stage, Rule::DepositAndDebtInOneReserve, |stage| {
        stage.deposit(&borrower, USDC, LOAN)
    });
}

#[test]
fn a_ninth_deposit_is_refused() {
    // Given a position whose eight slots hold deposits in other reserves
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.edit::<Position>(&saver.position, |position| {
        for (reserve, slot) in (100..).zip(&mut position.holdings.deposits) {
            (slot.reserve, slot.shares) = (reserve, 1);
        }
    });

    // When one more is made, then there is no room
    refused_and_unchanged(&mut stage, Rule::NoFreeDepositSlot, |stage| {
        stage.deposit(&saver, SOL, AMOUNT)
    });
}

#[test]
fn tokens_that_are_not_there_or_not_the_owners_are_refused() {
    // Given a user with less than it deposits
    let mut stage = Stage::new();
    let (saver, other) = (stage.actor("saver"), stage.actor("other"));
    stage.set_tokens(&saver.tokens[SOL], AMOUNT - 1);
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.deposit(&saver, SOL, AMOUNT)
    });

    // When it names someone else's tokens, then the token program refuses
    let deposit = stage.deposit_instruction(&saver, SOL, AMOUNT);
    let deposit = with_accounts(&deposit, &[(TOKENS, other.tokens[SOL])]);
    refused_and_unchanged(&mut stage, Failure::OwnerMismatch, |stage| {
        stage.send(&deposit, &[&saver.key])
    });
}

#[test]
fn a_vault_that_does_not_cover_the_books_refuses_deposits() {
    // Given a reserve whose vault lost a token
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, COLLATERAL).unwrap();
    let vault = vault(&stage.accounts(SOL).reserve).0;
    stage.set_tokens(&vault, COLLATERAL - 1);
    refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
        stage.deposit(&saver, SOL, AMOUNT)
    });

    // And one that is too short to hold an amount
    let mut account = stage.machine.account(&vault).unwrap();
    account.data.truncate(71);
    stage.machine.store(&vault, account).unwrap();
    refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
        stage.deposit(&saver, SOL, AMOUNT)
    });
}

#[test]
fn a_clock_before_1970_is_refused() {
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.deposit(&saver, SOL, AMOUNT)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    let deposit = stage.deposit_instruction(&saver, SOL, AMOUNT);
    every_account_is_checked(&mut stage, &deposit, &[&saver.key], &KINDS);
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    let mut stage = Stage::new();
    let saver = stage.actor("saver");
    let deposit = stage.deposit_instruction(&saver, SOL, AMOUNT);
    accounts_must_belong_together(&mut stage, &deposit, &saver.key, true);
}

#[test]
fn one_position_holds_no_more_than_its_share_of_the_cap() {
    let mut stage = Stage::new();
    let (whale, other) = (stage.actor("whale"), stage.actor("other"));
    let reserve = stage.accounts(SOL).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.config.deposit_cap = 1_000_000;
        reserve.config.account_deposit_share_bps = 2_500;
    });
    stage.deposit(&whale, SOL, 250_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::AccountDepositExceeded, |stage| {
        stage.deposit(&whale, SOL, 1)
    });
    stage.deposit(&other, SOL, 250_000).unwrap();
}
