//! `reward_open`: governance begins to reward one side of a reserve.

use ballast_client::event::{Event, RewardsOpened};
use ballast_client::instruction::{self, RewardAccounts, RewardSide};
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, SOL, Stage, USDC, every_account_is_checked, refused_and_unchanged,
    with_accounts,
};
use solana_signer::Signer as _;

/// What each account is.
const KINDS: [Kind; 9] = [
    Kind::Signer,
    Kind::Signer,
    Kind::MARKET,
    Kind::RESERVE,
    Kind::Other,
    Kind::Created,
    Kind::Executable,
    Kind::Executable,
    Kind::Other,
];

#[test]
fn opened_rewards_have_a_vault_of_their_own_and_nothing_to_give() {
    let mut stage = Stage::new();
    let rewards = stage.rewards(SOL, RewardSide::Borrow);
    let sent = stage.open_rewards(&rewards).unwrap();
    let reserve = stage.reserve(SOL);
    let stream = reserve.borrow_rewards;
    assert_eq!((stream.generation, stream.is_open, stream.left), (1, 1, 0));
    assert_eq!(reserve.borrow_reward_token.mint, rewards.mint);
    assert_eq!(reserve.borrow_reward_token.vault, rewards.vault());
    assert_eq!(reserve.deposit_rewards.generation, 0);
    assert_eq!(stage.machine.token_balance(&rewards.vault()).unwrap(), 0);
    let event = RewardsOpened {
        reserve: rewards.reserve,
        mint: rewards.mint,
        side: 1,
        generation: 1,
    };
    assert_eq!(sent.events, [Event::RewardsOpened(event)]);
}

#[test]
fn rewards_that_are_open_and_sides_that_are_none_are_refused() {
    let mut stage = Stage::new();
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    stage.open_rewards(&rewards).unwrap();
    // The next generation's vault could be created, but this one is not over
    let next = RewardAccounts {
        generation: 2,
        ..rewards
    };
    refused_and_unchanged(&mut stage, Rule::RewardsOpen, |stage| {
        stage.open_rewards(&next)
    });
    let mut open = {
        let payer = stage.machine.payer();
        instruction::reward_open(&payer, &stage.market.governance.pubkey(), &rewards)
    };
    *open.data.last_mut().unwrap() = 2;
    let vault = ballast_client::address::reward(&rewards.reserve, 2, 1).0;
    // Whatever is not the first side follows the other's generation
    let open = with_accounts(&open, &[(5, vault)]);
    let key = stage.market.governance.insecure_clone();
    refused_and_unchanged(&mut stage, Rule::SideUnknown, |stage| {
        stage.send(&open, &[&key])
    });
}

#[test]
fn another_signer_market_or_token_is_refused() {
    let mut stage = Stage::new();
    let rewards = stage.rewards(USDC, RewardSide::Deposit);
    let (payer, guardian) = (
        stage.machine.payer(),
        stage.market.guardian.insecure_clone(),
    );
    let open = instruction::reward_open(&payer, &guardian.pubkey(), &rewards);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&open, &[&guardian])
    });
    let other = stage.second_market();
    let key = other.governance.insecure_clone();
    let foreign = RewardAccounts {
        market: other.market,
        ..rewards
    };
    let open = instruction::reward_open(&payer, &key.pubkey(), &foreign);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&open, &[&key])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    let (payer, key) = (
        stage.machine.payer(),
        stage.market.governance.insecure_clone(),
    );
    let open = instruction::reward_open(&payer, &key.pubkey(), &rewards);
    every_account_is_checked(&mut stage, &open, &[&key], &KINDS);
}
