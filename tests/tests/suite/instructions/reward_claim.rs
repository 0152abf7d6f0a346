//! `reward_claim`: what a position has earned is paid to its owner.

use ballast_client::event::{Event, RewardClaimed};
use ballast_client::instruction::{self, RewardAccounts, RewardSide};
use ballast_client::layout::Reserve;
use ballast_tests::{
    Actor, Kind, LENT, LendingError, SOL, STABLE_FEED, Stage, USDC, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};

/// What each account is.
const KINDS: [Kind; 7] = [
    Kind::FEED,
    Kind::RESERVE,
    Kind::POSITION,
    Kind::Other,
    Kind::Other,
    Kind::Other,
    Kind::Executable,
];

/// Two depositors of SOL, one with a third of what there is; 9 000 within three hours.
fn earning() -> (Stage, RewardAccounts, [Actor; 2]) {
    let mut stage = Stage::new();
    let actors = [stage.lender(SOL, LENT), stage.actor("second")];
    stage.deposit(&actors[1], SOL, 2 * LENT).unwrap();
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    stage.open_rewards(&rewards).unwrap();
    stage.fund_rewards(&rewards, 9_000, 10_800).unwrap();
    (stage, rewards, actors)
}

#[test]
fn each_is_paid_by_shares_and_time() {
    let (mut stage, rewards, [one, other]) = earning();
    stage.machine.warp(3_600);
    let (paid, sent) = stage.claim(&rewards, &one).unwrap();
    assert_eq!(paid, 999);
    let event = RewardClaimed {
        position: one.position,
        reserve: rewards.reserve,
        amount: 999,
        side: 0,
    };
    assert_eq!(sent.events, [Event::RewardClaimed(event)]);
    // Long after the end, the rest; what rounding keeps stays in the vault
    stage.machine.warp(1_000_000);
    assert_eq!(stage.claim(&rewards, &one).unwrap().0, 2_000);
    assert_eq!(stage.claim(&rewards, &other).unwrap().0, 5_999);
    assert_eq!(stage.claim(&rewards, &other).unwrap().0, 0);
    assert_eq!(stage.machine.token_balance(&rewards.vault()).unwrap(), 2);
}

#[test]
fn who_never_held_anything_claims_nothing() {
    let (mut stage, rewards, _) = earning();
    let stranger = stage.actor("stranger");
    stage.machine.warp(3_600);
    assert_eq!(stage.claim(&rewards, &stranger).unwrap().0, 0);
}

#[test]
fn another_feed_position_destination_vault_or_mint_is_refused() {
    let (mut stage, rewards, [one, other]) = earning();
    stage.machine.warp(3_600);
    let purse = |stage: &mut Stage, actor: &Actor| {
        let purse = stage
            .machine
            .create_tokens(&actor.address(), &rewards.mint, 0);
        purse.unwrap()
    };
    let (own, foreign) = (purse(&mut stage, &one), purse(&mut stage, &other));
    let claim = instruction::reward_claim(&rewards, &one.position, &own);
    let market = stage.second_market();
    let elsewhere = stage.actor_in(&market, "elsewhere");
    let stable = stage.market.feeds[STABLE_FEED].address;
    let mint = stage.accounts(USDC).mint;
    let cases = [
        ((0, stable), LendingError::WrongFeed),
        ((2, elsewhere.position), LendingError::WrongMarket),
        ((3, foreign), LendingError::NotOwnersAccount),
        ((4, foreign), LendingError::WrongVault),
        ((5, mint), LendingError::WrongMint),
    ];
    for (replaced, error) in cases {
        let claim = with_accounts(&claim, &[replaced]);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&claim, &[]));
    }
}

#[test]
fn the_other_sides_vault_is_not_this_sides() {
    let (mut stage, rewards, [one, _]) = earning();
    let debts = RewardAccounts {
        side: RewardSide::Borrow,
        ..rewards
    };
    stage.open_rewards(&debts).unwrap();
    let mut claim = instruction::reward_claim(
        &rewards,
        &one.position,
        &stage
            .machine
            .create_tokens(&one.address(), &rewards.mint, 0)
            .unwrap(),
    );
    *claim.data.last_mut().unwrap() = 1;
    refused_and_unchanged(&mut stage, LendingError::WrongVault, |stage| {
        stage.send(&claim, &[])
    });
}

#[test]
fn while_a_flash_loan_is_out_nothing_is_claimed() {
    let (mut stage, rewards, [one, _]) = earning();
    let reserve = stage.accounts(SOL).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| reserve.flash.amount = 1);
    let purse = stage
        .machine
        .create_tokens(&one.address(), &rewards.mint, 0);
    let claim = instruction::reward_claim(&rewards, &one.position, &purse.unwrap());
    refused_and_unchanged(&mut stage, LendingError::FlashLoanOpen, |stage| {
        stage.send(&claim, &[])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, rewards, [one, _]) = earning();
    stage.machine.warp(3_600);
    let purse = stage
        .machine
        .create_tokens(&one.address(), &rewards.mint, 0);
    let claim = instruction::reward_claim(&rewards, &one.position, &purse.unwrap());
    every_account_is_checked(&mut stage, &claim, &[], &KINDS);
}
