//! `role_accept`: a role moves after its delay, to a key that signs.

use ballast_client::instruction;
use ballast_client::layout::{Market, Role};
use ballast_tests::{Kind, LendingError, Stage, every_account_is_checked, refused_and_unchanged};
use ballast_vm::keypair_for;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// How long a transfer waits in a launched market, seconds.
const DELAY: u64 = 7 * 86_400;

/// A market whose governance has proposed `holder` for `role`.
fn proposed(role: Role, holder: &Keypair) -> Stage {
    let mut stage = Stage::silent();
    let governance = stage.market.governance.insecure_clone();
    let market = stage.market.market;
    let propose = instruction::role_propose(&governance.pubkey(), &market, role, &holder.pubkey());
    stage.send(&propose, &[&governance]).unwrap();
    stage
}

#[test]
fn every_role_moves_after_its_delay_and_not_before() {
    for role in [
        Role::Governance,
        Role::RiskAdmin,
        Role::Guardian,
        Role::PublisherAdmin,
    ] {
        // Given a proposed transfer
        let holder = keypair_for("successor");
        let mut stage = proposed(role, &holder);
        let market = stage.market.market;
        let before = stage.machine.read::<Market>(&market).unwrap().roles;
        let accept = instruction::role_accept(&holder.pubkey(), &market, role);

        // When its last second has not passed, then it is refused
        stage.machine.warp(DELAY - 1);
        refused_and_unchanged(&mut stage, LendingError::RoleDelayNotOver, |stage| {
            stage.send(&accept, &[&holder])
        });

        // And from then on that role moves, and no other
        stage.machine.warp(1);
        stage.send(&accept, &[&holder]).unwrap();
        let after = stage.machine.read::<Market>(&market).unwrap().roles;
        let mut expected = before;
        match role {
            Role::Governance => expected.governance = holder.pubkey(),
            Role::RiskAdmin => expected.risk_admin = holder.pubkey(),
            Role::Guardian => expected.guardian = holder.pubkey(),
            Role::PublisherAdmin => expected.publisher_admin = holder.pubkey(),
        }
        assert_eq!(after, expected);
        // And only once
        refused_and_unchanged(&mut stage, LendingError::RoleNotProposed, |stage| {
            stage.send(&accept, &[&holder])
        });
    }
}

#[test]
fn no_one_else_accepts() {
    let mut stage = proposed(Role::Guardian, &keypair_for("successor"));
    stage.machine.warp(DELAY);
    let thief = keypair_for("thief");
    let accept = instruction::role_accept(&thief.pubkey(), &stage.market.market, Role::Guardian);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&accept, &[&thief])
    });
}

#[test]
fn while_a_market_is_being_set_up_a_role_moves_at_once() {
    let holder = keypair_for("successor");
    let mut stage = Stage::silent();
    stage.unlaunch();
    let (governance, market) = (
        stage.market.governance.insecure_clone(),
        stage.market.market,
    );
    let propose = instruction::role_propose(
        &governance.pubkey(),
        &market,
        Role::Guardian,
        &holder.pubkey(),
    );
    stage.send(&propose, &[&governance]).unwrap();
    let accept = instruction::role_accept(&holder.pubkey(), &market, Role::Guardian);
    stage.send(&accept, &[&holder]).unwrap();
    assert_eq!(stage.market_account().roles.guardian, holder.pubkey());
}

#[test]
fn a_second_proposal_replaces_the_first_and_its_delay_begins_anew() {
    // Given a proposal that is nearly due, and another for someone else
    let [first, second] = ["first", "second"].map(keypair_for);
    let mut stage = proposed(Role::RiskAdmin, &first);
    let (governance, market) = (
        stage.market.governance.insecure_clone(),
        stage.market.market,
    );
    stage.machine.warp(DELAY - 1);
    let propose = instruction::role_propose(
        &governance.pubkey(),
        &market,
        Role::RiskAdmin,
        &second.pubkey(),
    );
    stage.send(&propose, &[&governance]).unwrap();
    stage.machine.warp(1);

    // When either accepts on the first one's day, then it is refused, and the second waits its own seven days
    let [of_first, of_second] = [&first, &second]
        .map(|key| instruction::role_accept(&key.pubkey(), &market, Role::RiskAdmin));
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&of_first, &[&first])
    });
    refused_and_unchanged(&mut stage, LendingError::RoleDelayNotOver, |stage| {
        stage.send(&of_second, &[&second])
    });
    stage.machine.warp(DELAY - 1);
    stage.send(&of_second, &[&second]).unwrap();
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let holder = keypair_for("successor");
    let mut stage = proposed(Role::Guardian, &holder);
    stage.machine.warp(DELAY);
    let accept = instruction::role_accept(&holder.pubkey(), &stage.market.market, Role::Guardian);
    let kinds = [Kind::Signer, Kind::MARKET, Kind::Other];
    every_account_is_checked(&mut stage, &accept, &[&holder], &kinds);
}
