//! The accounts of a liquidation: two reserves and all that belongs to them.

use super::{REPAID, unhealthy};
use crate::instructions::others::{Roles, other_reserves_are_checked};
use ballast_client::address::vault;
use ballast_tests::{
    COLLATERAL, ETH, Failure, Kind, LENT, LOAN, LendingError, Refusal, SOL, USDC,
    every_account_is_checked, refused_and_unchanged, with_accounts,
};

const MARKET: usize = 1;
const POSITION: usize = 2;
const DEBT_FEED: usize = 3;
const DEBT_RESERVE: usize = 4;
const SOURCE: usize = 5;
const DEBT_VAULT: usize = 6;
const DEBT_MINT: usize = 7;
const COLLATERAL_FEED: usize = 8;
const COLLATERAL_RESERVE: usize = 9;
const DESTINATION: usize = 10;
const COLLATERAL_VAULT: usize = 11;
const COLLATERAL_MINT: usize = 12;

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, borrower, liquidator) = unhealthy();
    let liquidate = stage.liquidate_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let mut kinds = [Kind::Other; 15];
    kinds[0] = Kind::Signer;
    kinds[MARKET] = Kind::MARKET;
    kinds[POSITION] = Kind::POSITION;
    (kinds[DEBT_FEED], kinds[COLLATERAL_FEED]) = (Kind::FEED, Kind::FEED);
    (kinds[DEBT_RESERVE], kinds[COLLATERAL_RESERVE]) = (Kind::RESERVE, Kind::RESERVE);
    (kinds[13], kinds[14]) = (Kind::Executable, Kind::Executable);
    every_account_is_checked(&mut stage, &liquidate, &[&liquidator.key], &kinds);
}

#[test]
fn accounts_that_do_not_belong_together_are_refused_by_name() {
    // Given an unhealthy position, and a second market of the same tokens
    let (mut stage, borrower, liquidator) = unhealthy();
    let liquidate = stage.liquidate_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let second = stage.second_market();
    let foreigner = stage.actor_in(&second, "foreigner");
    let (sol, usdc, eth) = (
        stage.accounts(SOL),
        stage.accounts(USDC),
        stage.accounts(ETH),
    );
    let foreign = |reserve: usize| {
        let accounts = second.reserves[reserve].accounts;
        (accounts.reserve, accounts.feed, vault(&accounts.reserve).0)
    };
    let (foreign_usdc, foreign_stable_feed, foreign_usdc_vault) = foreign(USDC);
    let (foreign_sol, foreign_market_feed, foreign_sol_vault) = foreign(SOL);

    // When any of its accounts is another's, then the refusal says which
    let cases: Vec<(Vec<_>, Refusal)> = vec![
        (
            vec![(MARKET, second.market)],
            LendingError::WrongMarket.into(),
        ),
        (
            vec![(POSITION, foreigner.position)],
            LendingError::WrongMarket.into(),
        ),
        (
            vec![
                (DEBT_RESERVE, foreign_usdc),
                (DEBT_FEED, foreign_stable_feed),
            ],
            LendingError::WrongMarket.into(),
        ),
        (
            vec![
                (COLLATERAL_RESERVE, foreign_sol),
                (COLLATERAL_FEED, foreign_market_feed),
            ],
            LendingError::WrongMarket.into(),
        ),
        (
            vec![(DEBT_FEED, foreign_stable_feed)],
            LendingError::WrongFeed.into(),
        ),
        (vec![(DEBT_FEED, sol.feed)], LendingError::WrongFeed.into()),
        (
            vec![(COLLATERAL_FEED, usdc.feed)],
            LendingError::WrongFeed.into(),
        ),
        (
            vec![(COLLATERAL_FEED, foreign_market_feed)],
            LendingError::WrongFeed.into(),
        ),
        (
            vec![(DEBT_VAULT, foreign_usdc_vault)],
            LendingError::WrongVault.into(),
        ),
        (
            vec![(COLLATERAL_VAULT, foreign_sol_vault)],
            LendingError::WrongVault.into(),
        ),
        (
            vec![(COLLATERAL_VAULT, vault(&eth.reserve).0)],
            LendingError::WrongVault.into(),
        ),
        (vec![(DEBT_MINT, sol.mint)], LendingError::WrongMint.into()),
        (
            vec![(COLLATERAL_MINT, usdc.mint)],
            LendingError::WrongMint.into(),
        ),
        (
            vec![(SOURCE, liquidator.tokens[ETH])],
            Failure::MintMismatch.into(),
        ),
        (
            vec![(DESTINATION, liquidator.tokens[ETH])],
            Failure::MintMismatch.into(),
        ),
        (
            vec![(SOURCE, borrower.tokens[USDC])],
            Failure::OwnerMismatch.into(),
        ),
    ];
    for (number, (replaced, expected)) in cases.into_iter().enumerate() {
        println!("case {number}");
        let bad = with_accounts(&liquidate, &replaced);
        refused_and_unchanged(&mut stage, expected, |stage| {
            stage.send(&bad, &[&liquidator.key])
        });
    }
}

#[test]
fn one_reserve_as_debt_and_collateral_and_other_doubles_are_refused() {
    let (mut stage, borrower, liquidator) = unhealthy();
    let liquidate = stage.liquidate_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let address = |place: usize| liquidate.accounts[place].pubkey;
    let doubles = [
        (COLLATERAL_RESERVE, address(DEBT_RESERVE)),
        (COLLATERAL_VAULT, address(DEBT_VAULT)),
        (DESTINATION, address(SOURCE)),
        (DESTINATION, address(COLLATERAL_VAULT)),
        (SOURCE, address(DEBT_VAULT)),
    ];
    for double in doubles {
        let bad = with_accounts(&liquidate, &[double]);
        refused_and_unchanged(&mut stage, Failure::DuplicateAccount, |stage| {
            stage.send(&bad, &[&liquidator.key])
        });
    }
}

#[test]
fn other_reserves_that_are_missing_doubled_or_foreign_are_refused() {
    // Given an unhealthy position that holds ETH besides
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.deposit(&borrower, ETH, 1).unwrap();
    let liquidate = stage.liquidate_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    let roles = Roles {
        own: USDC,
        needed: ETH,
        unneeded: None,
    };
    other_reserves_are_checked(&mut stage, &liquidate, &liquidator.key, 15, roles);
}

#[test]
fn a_liquidator_without_the_tokens_is_refused() {
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.set_tokens(&liquidator.tokens[USDC], REPAID - 1);
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });
}

#[test]
fn a_vault_that_does_not_cover_the_books_refuses_liquidations() {
    let (mut stage, borrower, liquidator) = unhealthy();
    for (reserve, cash) in [(USDC, LENT - LOAN), (SOL, COLLATERAL)] {
        let vault = vault(&stage.accounts(reserve).reserve).0;
        stage.set_tokens(&vault, cash - 1);
        refused_and_unchanged(&mut stage, LendingError::VaultMismatch, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        });
        stage.set_tokens(&vault, cash);
    }
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
}
