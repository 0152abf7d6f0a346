//! `reward_retire`: what nobody has claimed long after the end goes back.

use ballast_client::address;
use ballast_client::event::{Event, RewardsRetired};
use ballast_client::instruction::{self, RewardAccounts, RewardSide};
use ballast_policy::Rule;
use ballast_policy::reward::CLAIM_SECONDS;
use ballast_tests::{
    Actor, Kind, LENT, LendingError, SOL, STABLE_FEED, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use solana_signer::Signer as _;

/// What each account is.
const KINDS: [Kind; 9] = [
    Kind::Signer,
    Kind::MARKET,
    Kind::FEED,
    Kind::RESERVE,
    Kind::Other,
    Kind::Other,
    Kind::Other,
    Kind::Executable,
    Kind::Other,
];
const HOUR: u64 = 3_600;

/// One depositor, and 9 000 within an hour.
fn earning() -> (Stage, RewardAccounts, Actor) {
    let mut stage = Stage::new();
    let actor = stage.lender(SOL, LENT);
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    stage.open_rewards(&rewards).unwrap();
    stage.fund_rewards(&rewards, 9_000, 3_600).unwrap();
    (stage, rewards, actor)
}

/// The same, past the time to claim.
fn over() -> (Stage, RewardAccounts, Actor) {
    let (mut stage, rewards, actor) = earning();
    stage.machine.warp(HOUR + CLAIM_SECONDS);
    (stage, rewards, actor)
}

#[test]
fn after_the_time_to_claim_the_rest_goes_back_and_the_next_life_begins() {
    let (mut stage, rewards, actor) = over();
    let sent = stage.retire_rewards(&rewards).unwrap();
    let destination = stage.reward_source(&rewards);
    let event = RewardsRetired {
        reserve: rewards.reserve,
        destination,
        amount: 9_000,
        side: 0,
    };
    assert_eq!(sent.events, [Event::RewardsRetired(event)]);
    assert_eq!(stage.machine.token_balance(&rewards.vault()).unwrap(), 0);

    // And the next generation, in whatever token, pays what it is given and nothing of the last
    let next = RewardAccounts {
        generation: 2,
        ..rewards
    };
    stage.open_rewards(&next).unwrap();
    stage.fund_rewards(&next, 500, 3_600).unwrap();
    stage.machine.warp(HOUR);
    assert_eq!(stage.claim(&next, &actor).unwrap().0, 499);
}

#[test]
fn what_was_earned_and_never_claimed_keeps_no_position_open() {
    // Given a depositor who was counted and never claimed, and left after the end
    let (mut stage, rewards, actor) = earning();
    stage.machine.warp(HOUR / 2);
    stage.deposit(&actor, SOL, 1).unwrap();
    stage.machine.warp(HOUR / 2);
    stage.withdraw(&actor, SOL, u64::MAX).unwrap();
    stage.machine.warp(CLAIM_SECONDS);
    refused_and_unchanged(&mut stage, Rule::PositionNotEmpty, |stage| {
        stage.close(&actor)
    });

    // When the rewards are retired, then a claim pays nothing and frees it
    stage.retire_rewards(&rewards).unwrap();
    assert_eq!(stage.claim(&rewards, &actor).unwrap().0, 0);
    stage.close(&actor).unwrap();
}

#[test]
fn before_that_and_a_second_time_it_is_refused() {
    let (mut stage, rewards, _) = earning();
    stage.machine.warp(HOUR + CLAIM_SECONDS - 1);
    refused_and_unchanged(&mut stage, Rule::RewardsStillClaimable, |stage| {
        stage.retire_rewards(&rewards)
    });
    stage.machine.warp(1);
    stage.retire_rewards(&rewards).unwrap();
    let destination = stage.reward_source(&rewards);
    let key = stage.market.governance.insecure_clone();
    let again = instruction::reward_retire(&key.pubkey(), &rewards, &destination);
    refused_and_unchanged(&mut stage, LendingError::WrongVault, |stage| {
        stage.send(&again, &[&key])
    });
}

#[test]
fn another_signer_market_feed_vault_or_mint_is_refused() {
    let (mut stage, rewards, _) = over();
    let destination = stage.reward_source(&rewards);
    let key = stage.market.governance.insecure_clone();
    let retire = instruction::reward_retire(&key.pubkey(), &rewards, &destination);
    let other = stage.second_market();
    let stable = stage.market.feeds[STABLE_FEED].address;
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
        let retire = with_accounts(&retire, &[replaced]);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&retire, &[&key]));
    }
    let foreign = RewardAccounts {
        market: other.market,
        ..rewards
    };
    let key = other.governance.insecure_clone();
    let retire = instruction::reward_retire(&key.pubkey(), &foreign, &destination);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&retire, &[&key])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, rewards, _) = over();
    let destination = stage.reward_source(&rewards);
    let key = stage.market.governance.insecure_clone();
    let retire = instruction::reward_retire(&key.pubkey(), &rewards, &destination);
    every_account_is_checked(&mut stage, &retire, &[&key], &KINDS);
}
