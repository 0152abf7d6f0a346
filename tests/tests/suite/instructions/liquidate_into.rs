//! `liquidate_into`: collateral that is lent out is seized as a deposit.

use ballast_client::event::{Event, SeizureDeposited};
use ballast_policy::Rule;
use ballast_tests::{
    Actor, COLLATERAL, ETH, Kind, LendingError, Loan, PURSE, SOL, Stage, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

/// A thousand USDC.
const REPAID: u64 = 1_000_000_000;

/// An unhealthy loan whose collateral was lent on to the last unit, and a liquidator.
fn lent_out() -> (Stage, Actor, Actor) {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let (liquidator, other) = (stage.actor("liquidator"), stage.actor("other"));
    stage.deposit(&other, ETH, 1_000_000_000_000).unwrap();
    stage.borrow(&other, SOL, COLLATERAL).unwrap();
    stage.set_price(SOL, 60);
    (stage, borrower, liquidator)
}

#[test]
fn what_cannot_be_paid_out_becomes_a_deposit_of_the_liquidators() {
    // Given collateral without cash
    let (mut stage, borrower, liquidator) = lent_out();
    refused_and_unchanged(&mut stage, Rule::InsufficientLiquidity, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });

    // When it is seized as a deposit
    let into = stage.liquidate_into_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let sent = stage.send(&into, &[&liquidator.key]).unwrap();

    // Then the debt fell, the shares moved, and events and books say so
    let [
        Event::PositionLiquidated(event),
        Event::SeizureDeposited(seizure),
    ] = sent.events[..]
    else {
        panic!("{:?}", sent.events)
    };
    assert_eq!((event.repaid, event.bonus_bps), (REPAID, 400));
    let gained = stage.holdings(&liquidator).deposits[0].shares;
    let expected = SeizureDeposited {
        receiver: liquidator.position,
        shares: gained,
        reserve: 0,
    };
    assert_eq!(seizure, expected);
    assert!(gained < event.deposit_shares);
    assert_eq!(stage.purse(&liquidator, USDC), PURSE - REPAID);
    assert_eq!(stage.purse(&liquidator, SOL), PURSE);
    let worth = stage.deposited(&liquidator, SOL);
    assert!(worth.abs_diff(event.seized - event.fee) <= 2, "{worth}");
    stage.assert_books_hold();
}

#[test]
fn the_receiver_is_the_liquidators_own_and_of_the_market() {
    let (mut stage, borrower, liquidator) = lent_out();
    let second = stage.second_market();
    let (stranger, foreigner) = (
        stage.actor("stranger"),
        stage.actor_in(&second, "foreigner"),
    );
    let into = stage.liquidate_into_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let other = stage.accounts(ETH);
    let cases = [
        (vec![(10, stranger.position)], LendingError::WrongOwner),
        (vec![(10, foreigner.position)], LendingError::WrongMarket),
        (vec![(1, second.market)], LendingError::WrongMarket),
        (vec![(2, foreigner.position)], LendingError::WrongMarket),
        (vec![(3, other.feed)], LendingError::WrongFeed),
        (
            vec![(6, ballast_client::address::vault(&other.reserve).0)],
            LendingError::WrongVault,
        ),
        (vec![(7, other.mint)], LendingError::WrongMint),
        (
            vec![(8, stage.accounts(USDC).feed)],
            LendingError::WrongFeed,
        ),
    ];
    for (replaced, error) in cases {
        let into = with_accounts(&into, &replaced);
        refused_and_unchanged(&mut stage, error, |stage| {
            stage.send(&into, &[&liquidator.key])
        });
    }
    let itself = with_accounts(&into, &[(10, borrower.position)]);
    stage.send(&itself, &[&liquidator.key]).unwrap_err();
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, borrower, liquidator) = lent_out();
    let into = stage.liquidate_into_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let kinds = [
        Kind::Signer,
        Kind::MARKET,
        Kind::POSITION,
        Kind::FEED,
        Kind::RESERVE,
        Kind::Other,
        Kind::Other,
        Kind::Other,
        Kind::FEED,
        Kind::RESERVE,
        Kind::POSITION,
        Kind::Executable,
    ];
    every_account_is_checked(&mut stage, &into, &[&liquidator.key], &kinds);
}
