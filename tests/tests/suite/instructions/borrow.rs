//! `borrow`: tokens out against collateral, on the terms of the present regime.

use super::others::{Roles, other_reserves_are_checked};
use super::relation::{KINDS, TOKENS, accounts_must_belong_together};
use ballast_client::address::vault;
use ballast_client::event::{Event, ReserveBorrowed};
use ballast_client::layout::{Position, Reserve};
use ballast_policy::Rule;
use ballast_tests::{
    Actor, COLLATERAL, ETH, Failure, Kind, LENT, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// A calm market with USDC to lend, and a borrower with [`COLLATERAL`] SOL.
fn ready() -> (Stage, Actor) {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    (stage, borrower)
}

#[test]
fn a_loan_moves_tokens_out_of_the_vault_and_debt_into_the_position() {
    // Given collateral worth 10 000 dollars in calm
    let (mut stage, borrower) = ready();

    // When its owner borrows 5 000
    let sent = stage.borrow(&borrower, USDC, LOAN).unwrap();

    // Then tokens, books, position and event say the same, and the event names the terms
    assert_eq!(stage.purse(&borrower, USDC), PURSE + LOAN);
    assert_eq!(stage.vault_balance(USDC), LENT - LOAN);
    let ledger = stage.reserve(USDC).ledger;
    assert_eq!((ledger.cash, ledger.debt_shares), (LENT - LOAN, LOAN));
    assert!(ledger.rate > 0);
    let slot = stage.holdings(&borrower).borrows[0];
    assert_eq!((slot.shares, slot.reserve), (LOAN, 1));
    let event = ReserveBorrowed {
        position: borrower.position,
        amount: LOAN,
        shares: LOAN,
        reserve: 1,
        score: 2_000,
        regime: 0,
        fee: 0,
    };
    assert_eq!(sent.events, [Event::ReserveBorrowed(event)]);
    stage.assert_books_hold();
}

#[test]
fn more_debt_is_dearer_in_shares_after_interest_and_joins_the_slot() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    stage.machine.warp(3_600);
    stage.refresh_prices([100, 1, 2_000]);
    stage.borrow(&borrower, USDC, 1_000_000_000).unwrap();
    let slots = stage.holdings(&borrower).borrows;
    assert!(slots[0].shares > LOAN && slots[0].shares < LOAN + 1_000_000_000);
    assert_eq!(slots[1].shares, 0);
    assert_eq!(stage.reserve(USDC).ledger.accrued_at, stage.machine.now());
}

#[test]
fn a_loan_may_be_paid_out_to_any_account_of_the_token() {
    let (mut stage, borrower) = ready();
    let friend = stage.actor("friend");
    let borrow = stage.borrow_instruction(&borrower, USDC, LOAN);
    let borrow = with_accounts(&borrow, &[(TOKENS, friend.tokens[USDC])]);
    stage.send(&borrow, &[&borrower.key]).unwrap();
    assert_eq!(stage.purse(&friend, USDC), PURSE + LOAN);
}

#[test]
fn debt_beyond_what_the_collateral_may_back_is_refused() {
    // Given 10 000 dollars of collateral at 70 %; less a tenth of a percent of confidence on either side
    let (mut stage, borrower) = ready();
    for amount in [6_990_000_000, 7_000_000_000, LENT, LENT + 1] {
        let rule = if amount > LENT {
            Rule::InsufficientLiquidity
        } else {
            Rule::BorrowLimitExceeded
        };
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.borrow(&borrower, USDC, amount)
        });
    }

    // Then slightly less goes through, and no more after it
    stage.borrow(&borrower, USDC, 6_980_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 10_000_000)
    });
}

#[test]
fn a_loan_without_collateral_is_refused() {
    let (mut stage, _) = ready();
    let pauper = stage.actor("pauper");
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&pauper, USDC, 1)
    });
}

#[test]
fn a_loan_of_nothing_or_of_the_largest_amount_is_refused() {
    let (mut stage, borrower) = ready();
    let mut refuse = |amount, rule| {
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.borrow(&borrower, USDC, amount)
        });
    };
    refuse(0, Rule::ZeroAmount);
    refuse(u64::MAX, Rule::BorrowCapExceeded);
    stage.borrow(&borrower, USDC, 1).unwrap();
    refused_and_unchanged(&mut stage, Rule::ArithmeticOverflow, |stage| {
        stage.borrow(&borrower, USDC, u64::MAX)
    });
}

#[test]
fn debt_beyond_the_cap_is_refused_and_up_to_it_goes_through() {
    // Given a reserve that may lend a thousand units in calm
    let (mut stage, borrower) = ready();
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.config.borrow_caps = [1_000, 700, 500];
    });
    refused_and_unchanged(&mut stage, Rule::BorrowCapExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_001)
    });

    // When a thousand are borrowed, then that was the last
    stage.borrow(&borrower, USDC, 1_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowCapExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
}

#[test]
fn borrowing_what_the_position_holds_is_refused() {
    let (mut stage, borrower) = ready();
    refused_and_unchanged(&mut stage, Rule::DepositAndDebtInOneReserve, |stage| {
        stage.borrow(&borrower, SOL, 1)
    });
}

#[test]
fn a_sixth_debt_is_refused() {
    // Given a position whose five slots hold debts to other reserves
    let (mut stage, borrower) = ready();
    let mut borrow = stage.borrow_instruction(&borrower, USDC, LOAN);
    stage.edit::<Position>(&borrower.position, |position| {
        for (reserve, slot) in (100..).zip(&mut position.holdings.borrows) {
            (slot.reserve, slot.shares) = (reserve, 1);
        }
    });

    // When one more is taken, then there is no room
    borrow.accounts.truncate(9);
    refused_and_unchanged(&mut stage, Rule::NoFreeBorrowSlot, |stage| {
        stage.send(&borrow, &[&borrower.key])
    });
}

#[test]
fn prices_that_are_missing_or_old_are_refused_for_debt_and_back_nothing_as_collateral() {
    // Given a market that never saw a price
    let mut stage = Stage::silent();
    stage.calm_down();
    stage.lender(USDC, LENT);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    let refuse = |stage: &mut Stage, rule| {
        refused_and_unchanged(stage, rule, |stage| stage.borrow(&borrower, USDC, LOAN));
    };
    refuse(&mut stage, Rule::PriceMissing);

    // When only the debt's price is known, then the collateral backs nothing
    stage.set_price(USDC, 1);
    refuse(&mut stage, Rule::BorrowLimitExceeded);

    // And when one of them has become too old, it is as bad
    stage.machine.warp(121);
    stage.set_price(SOL, 100);
    refuse(&mut stage, Rule::PriceTooOld);
    stage.machine.warp(121);
    stage.set_price(USDC, 1);
    refuse(&mut stage, Rule::BorrowLimitExceeded);

    // Then at exactly the bound both still count
    stage.set_price(SOL, 100);
    stage.machine.warp(120);
    stage.borrow(&borrower, USDC, LOAN).unwrap();
}

#[test]
fn a_vault_that_does_not_cover_the_books_refuses_loans() {
    let (mut stage, borrower) = ready();
    let vault = vault(&stage.accounts(USDC).reserve).0;
    stage.set_tokens(&vault, LENT - 1);
    refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
        stage.borrow(&borrower, USDC, LOAN)
    });
    stage.set_tokens(&vault, LOAN - 1);
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.borrow(&borrower, USDC, LOAN)
    });
}

#[test]
fn a_clock_before_1970_is_refused() {
    let (mut stage, borrower) = ready();
    stage.machine.set_chain_time(i64::MIN);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.borrow(&borrower, USDC, LOAN)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    // Given a borrow that names the pair of its collateral's reserve after its own accounts
    let (mut stage, borrower) = ready();
    let mut kinds = KINDS.to_vec();
    kinds.extend([Kind::RESERVE, Kind::FEED]);
    let borrow = stage.borrow_instruction(&borrower, USDC, LOAN);
    assert_eq!(borrow.accounts.len(), kinds.len());
    every_account_is_checked(&mut stage, &borrow, &[&borrower.key], &kinds);
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    // Given a borrower of SOL against USDC
    let mut stage = Stage::new();
    stage.lender(SOL, COLLATERAL);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, USDC, LENT).unwrap();
    let borrow = stage.borrow_instruction(&borrower, SOL, 1_000);
    accounts_must_belong_together(&mut stage, &borrow, &borrower.key, true);
}

#[test]
fn other_reserves_that_are_missing_doubled_or_foreign_are_refused() {
    let (mut stage, borrower) = ready();
    let borrow = stage.borrow_instruction(&borrower, USDC, LOAN);
    let roles = Roles {
        own: USDC,
        needed: SOL,
        unneeded: Some(ETH),
    };
    other_reserves_are_checked(&mut stage, &borrow, &borrower.key, 9, roles);
}

#[test]
fn one_position_owes_no_more_than_its_share_of_the_cap_and_the_fee_counts() {
    let (mut stage, borrower) = ready();
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.config.borrow_caps = [10 * LOAN; 3];
        reserve.config.account_borrow_share_bps = 1_000;
        reserve.config.origination_fee_bps = 100;
    });
    refused_and_unchanged(&mut stage, Rule::AccountBorrowExceeded, |stage| {
        stage.borrow(&borrower, USDC, LOAN)
    });
    let sent = stage.borrow(&borrower, USDC, LOAN / 2).unwrap();
    let [Event::ReserveBorrowed(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!(
        (event.fee, event.shares),
        (LOAN / 200, LOAN / 2 + LOAN / 200)
    );
    assert_eq!(stage.reserve(USDC).ledger.fees_owed, LOAN / 200);
    stage.assert_books_hold();
}
