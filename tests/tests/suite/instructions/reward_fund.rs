//! `reward_fund`: tokens for a side's rewards, and the time in which they are given.

use ballast_client::address;
use ballast_client::event::{Event, RewardsFunded};
use ballast_client::instruction::{self, RewardAccounts, RewardSide};
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_policy::reward::{LEAST_SECONDS, MOST_SECONDS};
use ballast_tests::{
    Failure, Kind, LendingError, SOL, STABLE_FEED, START, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use solana_signer::Signer as _;

/// What each account is.
const KINDS: [Kind; 8] = [
    Kind::Signer,
    Kind::MARKET,
    Kind::FEED,
    Kind::RESERVE,
    Kind::Other,
    Kind::Other,
    Kind::Other,
    Kind::Executable,
];

/// Deposits of SOL, to be rewarded.
fn opened() -> (Stage, RewardAccounts) {
    let mut stage = Stage::new();
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    stage.open_rewards(&rewards).unwrap();
    (stage, rewards)
}

#[test]
fn what_is_funded_lies_in_the_vault_and_is_spread_over_its_time() {
    let (mut stage, rewards) = opened();
    let sent = stage.fund_rewards(&rewards, 7_000, 10_000).unwrap();
    let stream = stage.reserve(SOL).deposit_rewards;
    let now = stage.machine.now();
    assert_eq!((stream.left, stream.unclaimed), (7_000, 0));
    assert_eq!((stream.emitted_at, stream.until), (now, now + 10_000));
    assert_eq!(
        stage.machine.token_balance(&rewards.vault()).unwrap(),
        7_000
    );
    let event = RewardsFunded {
        reserve: rewards.reserve,
        authority: stage.market.governance.pubkey(),
        amount: 7_000,
        until: now + 10_000,
        side: 0,
    };
    assert_eq!(sent.events, [Event::RewardsFunded(event)]);
    assert!(now >= START);
}

#[test]
fn no_tokens_more_than_there_are_and_times_out_of_bounds_are_refused() {
    let (mut stage, rewards) = opened();
    let hour = LEAST_SECONDS;
    for (amount, seconds, rule) in [
        (0, hour, Rule::ZeroAmount),
        (1, hour - 1, Rule::SettingOutOfRange),
        (1, MOST_SECONDS + 1, Rule::SettingOutOfRange),
    ] {
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.fund_rewards(&rewards, amount, seconds)
        });
    }
    refused_and_unchanged(&mut stage, Failure::InsufficientFunds, |stage| {
        stage.fund_rewards(&rewards, u64::MAX, hour)
    });
}

#[test]
fn another_signer_feed_vault_mint_or_market_is_refused() {
    let (mut stage, rewards) = opened();
    let source = stage.reward_source(&rewards);
    let key = stage.market.governance.insecure_clone();
    let fund = instruction::reward_fund(&key.pubkey(), &rewards, &source, 1, LEAST_SECONDS);
    let stable = stage.market.feeds[STABLE_FEED].address;
    let other = stage.second_market();
    let usdc = stage.accounts(USDC);
    let cases = [
        ((1, other.market), LendingError::WrongAuthority),
        ((2, stable), LendingError::WrongFeed),
        (
            (5, address::vault(&usdc.reserve).0),
            LendingError::WrongVault,
        ),
        ((6, usdc.mint), LendingError::WrongMint),
    ];
    for (replaced, error) in cases {
        let fund = with_accounts(&fund, &[replaced]);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&fund, &[&key]));
    }
    let guardian = stage.market.guardian.insecure_clone();
    let fund = instruction::reward_fund(&guardian.pubkey(), &rewards, &source, 1, LEAST_SECONDS);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&fund, &[&guardian])
    });
    // Its own governance signs for a market that the reserve is not of
    let foreign = RewardAccounts {
        market: other.market,
        ..rewards
    };
    let key = other.governance.insecure_clone();
    let fund = instruction::reward_fund(&key.pubkey(), &foreign, &source, 1, LEAST_SECONDS);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&fund, &[&key])
    });
}

#[test]
fn rewards_that_were_never_opened_take_nothing() {
    let mut stage = Stage::new();
    let rewards = stage.rewards(SOL, RewardSide::Borrow);
    refused_and_unchanged(&mut stage, LendingError::WrongVault, |stage| {
        stage.fund_rewards(&rewards, 1, LEAST_SECONDS)
    });
}

#[test]
fn a_closed_stream_takes_nothing_whatever_vault_it_names() {
    let (mut stage, rewards) = opened();
    stage.edit::<Reserve>(&rewards.reserve, |reserve| {
        reserve.deposit_rewards.is_open = 0;
    });
    refused_and_unchanged(&mut stage, Rule::RewardsClosed, |stage| {
        stage.fund_rewards(&rewards, 1, LEAST_SECONDS)
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, rewards) = opened();
    let source = stage.reward_source(&rewards);
    let key = stage.market.governance.insecure_clone();
    let fund = instruction::reward_fund(&key.pubkey(), &rewards, &source, 1, LEAST_SECONDS);
    every_account_is_checked(&mut stage, &fund, &[&key], &KINDS);
}
