//! `market_launch`: the setup phase ends, for ever.

use ballast_client::event::{Event, MarketLaunched};
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{Market, Role};
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, PUBLISHERS, SOL, START, Stage, every_account_is_checked, plan,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::{Deployment, Machine, keypair_for};
use solana_signer::Signer as _;

const DAY: u64 = 86_400;

/// A market in its setup phase.
fn unlaunched() -> Stage {
    let mut machine = Machine::start(START).unwrap();
    let market = Deployment::create_unlaunched(&mut machine, &plan(PUBLISHERS)).unwrap();
    Stage::of(machine, market)
}

#[test]
fn a_market_takes_deposits_from_its_launch_on() {
    // Given a market that is being set up
    let mut stage = unlaunched();
    let alice = stage.actor("alice");
    refused_and_unchanged(&mut stage, LendingError::MarketNotLaunched, |stage| {
        stage.deposit(&alice, SOL, 1_000_000)
    });

    // When governance launches it
    let governance = stage.market.governance.insecure_clone();
    let market = stage.market.market;
    let launch = instruction::market_launch(&governance.pubkey(), &market);
    let sent = stage.send(&launch, &[&governance]).unwrap();

    // Then the hour is on record and the deposit goes through
    let launched_at = stage.machine.read::<Market>(&market).unwrap().launched_at;
    assert_eq!(launched_at, stage.machine.now());
    let event = MarketLaunched {
        market,
        launched_at,
    };
    assert_eq!(sent.events, [Event::MarketLaunched(event)]);
    stage.deposit(&alice, SOL, 1_000_000).unwrap();
}

#[test]
fn a_second_launch_is_refused() {
    let mut stage = Stage::silent();
    let governance = stage.market.governance.insecure_clone();
    let launch = instruction::market_launch(&governance.pubkey(), &stage.market.market);
    refused_and_unchanged(&mut stage, LendingError::MarketAlreadyLaunched, |stage| {
        stage.send(&launch, &[&governance])
    });
}

#[test]
fn no_one_but_governance_launches() {
    let mut stage = unlaunched();
    let guardian = stage.market.guardian.insecure_clone();
    let launch = instruction::market_launch(&guardian.pubkey(), &stage.market.market);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&launch, &[&guardian])
    });
}

#[test]
fn another_account_in_place_of_the_instructions_sysvar_is_refused() {
    let mut stage = unlaunched();
    let governance = stage.market.governance.insecure_clone();
    let launch = instruction::market_launch(&governance.pubkey(), &stage.market.market);
    let launch = with_accounts(&launch, &[(2, keypair_for("impostor").pubkey())]);
    refused_and_unchanged(&mut stage, LendingError::WrongInstructionsSysvar, |stage| {
        stage.send(&launch, &[&governance])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = unlaunched();
    let governance = stage.market.governance.insecure_clone();
    let launch = instruction::market_launch(&governance.pubkey(), &stage.market.market);
    let kinds = [Kind::Signer, Kind::MARKET, Kind::Other];
    every_account_is_checked(&mut stage, &launch, &[&governance], &kinds);
}

#[test]
fn what_was_proposed_before_the_launch_waits_from_the_launch_on() {
    // Given a transfer of a role and a larger cap, both proposed a month before the launch
    let mut stage = unlaunched();
    let governance = stage.market.governance.insecure_clone();
    let (market, successor) = (stage.market.market, keypair_for("successor"));
    let (by, role) = (governance.pubkey(), Role::RiskAdmin);
    let propose = instruction::role_propose(&by, &market, role, &successor.pubkey());
    stage.send(&propose, &[&governance]).unwrap();
    let mut config = stage.reserve(SOL).config;
    config.deposit_cap += 1;
    let change = Change::Reserve(stage.accounts(SOL).reserve, Box::new(config));
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(30 * DAY);
    let launch = instruction::market_launch(&by, &market);
    stage.send(&launch, &[&governance]).unwrap();

    // When it is launched, then neither is due before its delay from then on
    let accept = instruction::role_accept(&successor.pubkey(), &market, role);
    stage.machine.warp(2 * DAY - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_reserve(&at, SOL)
    });
    stage.machine.warp(5 * DAY);
    refused_and_unchanged(&mut stage, LendingError::RoleDelayNotOver, |stage| {
        stage.send(&accept, &[&successor])
    });
    stage.machine.warp(1);
    stage.send(&accept, &[&successor]).unwrap();
    stage.execute_reserve(&at, SOL).unwrap();
}
