//! `fees_collect`: anyone has the protocol's fees paid out, to governance alone.

use ballast_client::event::{Event, FeesCollected};
use ballast_client::instruction;
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{
    Kind, LendingError, Loan, SOL, STABLE_FEED, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use solana_signer::Signer as _;

/// A loan of a year: its interest has left fees.
fn aged() -> Stage {
    let Loan { mut stage, .. } = Loan::new();
    stage.machine.warp(31_536_000);
    stage.accrue(USDC).unwrap();
    stage
}

#[test]
fn fees_go_to_governance_and_a_fifth_stays_as_insurance() {
    let mut stage = aged();
    let before = stage.reserve(USDC).ledger;
    let (purse, sent) = stage.collect_fees(USDC);
    let ledger = stage.reserve(USDC).ledger;
    let insured = before.fees_owed / 5;
    let paid = before.fees_owed - insured;
    assert!(paid > 0);
    assert_eq!((ledger.fees_owed, ledger.insurance), (0, insured));
    assert_eq!(ledger.cash, before.cash - paid);
    assert_eq!(stage.machine.token_balance(&purse).unwrap(), paid);
    let event = FeesCollected {
        reserve: stage.accounts(USDC).reserve,
        destination: purse,
        amount: paid,
        insured,
    };
    assert_eq!(sent.unwrap().events, [Event::FeesCollected(event)]);
    stage.assert_books_hold();

    // And a second time there is nothing
    let market = stage.market.market;
    let again = instruction::fees_collect(&market, &stage.accounts(USDC), &purse);
    refused_and_unchanged(&mut stage, Rule::NothingToCollect, |stage| {
        stage.send(&again, &[])
    });
}

#[test]
fn fees_stay_while_bad_debt_has_formed_that_they_bear_first() {
    let mut stage = aged();
    let address = stage.accounts(USDC).reserve;
    let (now, rules) = (
        stage.machine.now(),
        Stage::guarded().reserve(USDC).limits.breakers,
    );
    let number = Breaker::BadDebtFormed as usize;
    stage.edit::<Reserve>(&address, |reserve| {
        reserve.limits.breakers = rules;
        reserve.flows.breakers.tripped = 1 << number;
        reserve.flows.breakers.tripped_at[number] = now;
    });
    let collect = collect(&mut stage);
    refused_and_unchanged(&mut stage, Rule::FeesHeld, |stage| {
        stage.send(&collect, &[])
    });
    stage.machine.warp(rules[number].duration_seconds.into());
    stage.send(&collect, &[]).unwrap();
}

#[test]
fn an_account_that_is_not_governances_gets_nothing() {
    let mut stage = aged();
    let thief = stage.actor("thief");
    let market = stage.market.market;
    for account in [
        thief.tokens[USDC],
        stage.accounts(SOL).mint,
        thief.address(),
    ] {
        let collect = instruction::fees_collect(&market, &stage.accounts(USDC), &account);
        let expected = if account == thief.tokens[USDC] {
            LendingError::NotGovernanceAccount
        } else {
            LendingError::VaultMismatch
        };
        // A mint is long enough to have something where an owner would stand.
        let is_mint = account == stage.accounts(SOL).mint;
        let expected = if is_mint {
            LendingError::NotGovernanceAccount
        } else {
            expected
        };
        refused_and_unchanged(&mut stage, expected, |stage| stage.send(&collect, &[]));
    }
}

#[test]
fn a_foreign_market_feed_vault_or_mint_is_refused() {
    let mut stage = aged();
    let second = stage.second_market();
    let (collect, other) = (collect(&mut stage), stage.accounts(SOL));
    let cases = [
        ((0, second.market), LendingError::WrongMarket),
        ((1, other.feed), LendingError::WrongFeed),
        (
            (4, ballast_client::address::vault(&other.reserve).0),
            LendingError::WrongVault,
        ),
        ((5, other.mint), LendingError::WrongMint),
    ];
    for (replaced, error) in cases {
        let collect = with_accounts(&collect, &[replaced]);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&collect, &[]));
    }
    assert_eq!(
        stage.accounts(USDC).feed,
        stage.market.feeds[STABLE_FEED].address
    );
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = aged();
    let collect = collect(&mut stage);
    let kinds = [
        Kind::MARKET,
        Kind::FEED,
        Kind::RESERVE,
        Kind::Other,
        Kind::Other,
        Kind::Other,
        Kind::Executable,
    ];
    every_account_is_checked(&mut stage, &collect, &[], &kinds);
}

fn collect(stage: &mut Stage) -> solana_instruction::Instruction {
    let (governance, accounts) = (stage.market.governance.pubkey(), stage.accounts(USDC));
    let purse = stage.machine.create_tokens(&governance, &accounts.mint, 0);
    instruction::fees_collect(&stage.market.market, &accounts, &purse.unwrap())
}
