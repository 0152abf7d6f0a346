//! A multisig's vault governs: a derived address that signs through a call from another program.

use ballast_client::address::TOKEN_PROGRAM;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{Market, Reserve, Role, Roles};
use ballast_client::{address, layout};
use ballast_policy::Rule;
use ballast_policy::bounds::Bounds;
use ballast_policy::control::MarketLimits;
use ballast_policy::unit::Timestamp;
use ballast_tests::{
    Failure, LendingError, MARKET_FEED, SOL, START, Stage, Vault, assert_refused,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::{feed_id_for, keypair_for, layout_bounds, layout_market_limits};
use solana_address::Address;
use solana_signer::Signer as _;

/// The vault's market, with a feed and a reserve, not launched. It pays for all of it itself.
fn set_up(stage: &mut Stage, vault: &Vault) -> [Address; 3] {
    let payer = vault.address;
    let roles = Roles {
        governance: vault.address,
        risk_admin: vault.address,
        guardian: keypair_for("guardian of the vault").pubkey(),
        publisher_admin: vault.address,
    };
    let market = address::market(&vault.address, 0).0;
    let (feed, reserve) = (address::feed(&market, 0).0, address::reserve(&market, 0).0);
    let (bounds, limits) = (
        layout_bounds(&Bounds::STANDARD),
        layout_market_limits(&MarketLimits::NONE),
    );
    let mint = stage.accounts(SOL).mint;
    let (settings, config) = (stage.feed(MARKET_FEED).config, stage.reserve(SOL).config);
    let publisher = keypair_for("publisher of the vault").pubkey();
    let by = &vault.address;
    let steps = [
        instruction::market_init(&payer, by, 0, &roles, &bounds, &limits),
        instruction::feed_init(&payer, by, &market, 0, &settings, 2_000),
        instruction::publisher_add(by, &market, &feed, &publisher),
        instruction::reserve_init(
            &payer,
            by,
            &market,
            0,
            &feed,
            &mint,
            &TOKEN_PROGRAM,
            &feed_id_for("SOL"),
            &config,
        ),
    ];
    for step in steps {
        stage.send(&vault.call(&step), &[&vault.member]).unwrap();
    }
    [market, feed, reserve]
}

#[test]
fn a_vault_sets_a_market_up_launches_it_and_changes_it_through_calls() {
    // Given a vault and its market
    let mut stage = Stage::silent();
    let vault = Vault::open(&mut stage.machine, "member");
    let [market, feed, reserve] = set_up(&mut stage, &vault);

    // When it launches the market and lowers a cap
    let launch = instruction::market_launch(&vault.address, &market);
    stage.send(&vault.call(&launch), &[&vault.member]).unwrap();
    let mut config = stage.machine.read::<Reserve>(&reserve).unwrap().config;
    config.deposit_cap -= 1;
    let change = Change::Reserve(reserve, Box::new(config));
    let propose = instruction::change_propose(&vault.address, &vault.address, &market, 0, &change);
    stage.send(&vault.call(&propose), &[&vault.member]).unwrap();
    let change = address::change(&market, 0).0;
    let execute = instruction::change_execute_reserve(&market, &change, &feed, &reserve);
    stage.send(&execute, &[]).unwrap();

    // Then both are done, and the vault is who proposed
    assert_eq!(
        stage.machine.read::<Market>(&market).unwrap().launched_at,
        stage.machine.now()
    );
    let stored: Reserve = stage.machine.read(&reserve).unwrap();
    assert_eq!(stored.config, config);
    let pending: layout::PendingChange = stage.machine.read(&change).unwrap();
    assert_eq!(pending.proposer, vault.address);
    assert_eq!(Timestamp(pending.proposed_at), Timestamp(START));
}

#[test]
fn a_role_moves_from_one_vault_to_another_that_accepts_through_a_call() {
    let mut stage = Stage::silent();
    let [old, new] = ["member", "new member"].map(|name| Vault::open(&mut stage.machine, name));
    let [market, ..] = set_up(&mut stage, &old);
    let propose = instruction::role_propose(&old.address, &market, Role::Governance, &new.address);
    stage.send(&old.call(&propose), &[&old.member]).unwrap();
    let accept = instruction::role_accept(&new.address, &market, Role::Governance);
    stage.send(&new.call(&accept), &[&new.member]).unwrap();
    let governance = stage
        .machine
        .read::<Market>(&market)
        .unwrap()
        .roles
        .governance;
    assert_eq!(governance, new.address);
}

#[test]
fn nobody_signs_for_another_members_vault() {
    // Given a vault's market, and someone with a vault of its own
    let mut stage = Stage::silent();
    let [vault, impostor] =
        ["member", "impostor"].map(|name| Vault::open(&mut stage.machine, name));
    let [market, ..] = set_up(&mut stage, &vault);
    let launch = instruction::market_launch(&vault.address, &market);

    // When its own vault signs, or it names the other's, or calls without any, then it is refused
    let own = instruction::market_launch(&impostor.address, &market);
    let own = impostor.call(&own);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&own, &[&impostor.member])
    });
    for bump in 250..=u8::MAX {
        let forged = impostor.call_as(bump, vault.address, &launch);
        let result = stage.send(&forged, &[&impostor.member]);
        assert!(result.is_err(), "{bump}");
    }
    let theirs = with_accounts(&vault.call(&launch), &[(0, impostor.member.pubkey())]);
    let refused = stage.send(&theirs, &[&impostor.member]);
    assert_refused(refused, Failure::MissingPrivilege);
    let mut unsigned = launch;
    unsigned.accounts[0].is_signer = false;
    refused_and_unchanged(&mut stage, Failure::MissingSignature, |stage| {
        stage.send(&unsigned, &[])
    });
}

#[test]
fn a_vault_waits_for_its_delays_like_anyone() {
    let mut stage = Stage::silent();
    let vault = Vault::open(&mut stage.machine, "member");
    let [market, feed, reserve] = set_up(&mut stage, &vault);
    let launch = instruction::market_launch(&vault.address, &market);
    stage.send(&vault.call(&launch), &[&vault.member]).unwrap();
    let mut config = stage.machine.read::<Reserve>(&reserve).unwrap().config;
    config.deposit_cap += 1;
    let payer = stage.machine.payer();
    let change = Change::Reserve(reserve, Box::new(config));
    let propose = instruction::change_propose(&payer, &vault.address, &market, 0, &change);
    stage.send(&vault.call(&propose), &[&vault.member]).unwrap();
    let change = address::change(&market, 0).0;
    let execute = instruction::change_execute_reserve(&market, &change, &feed, &reserve);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.send(&execute, &[])
    });
}
