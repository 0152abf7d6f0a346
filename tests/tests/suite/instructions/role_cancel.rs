//! `role_cancel`: a transfer is stopped by whoever stands to lose by it.

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
fn the_guardian_stops_a_thief_of_governance() {
    // Given a thief with governance's key who proposes itself
    let thief = keypair_for("thief");
    let mut stage = proposed(Role::Governance, &thief);
    let (guardian, market) = (stage.market.guardian.insecure_clone(), stage.market.market);

    // When the guardian cancels within the delay
    let cancel = instruction::role_cancel(&guardian.pubkey(), &market, Role::Governance);
    stage.send(&cancel, &[&guardian]).unwrap();

    // Then there is nothing to accept, and nothing to cancel twice
    stage.machine.warp(DELAY);
    let accept = instruction::role_accept(&thief.pubkey(), &market, Role::Governance);
    for (instruction, key) in [(&accept, &thief), (&cancel, &guardian)] {
        refused_and_unchanged(&mut stage, LendingError::RoleNotProposed, |stage| {
            stage.send(instruction, &[key])
        });
    }
}

#[test]
fn a_stolen_guardian_key_cannot_hold_on_to_its_role() {
    // Given governance that replaces its guardian
    let holder = keypair_for("successor");
    let mut stage = proposed(Role::Guardian, &holder);
    let (guardian, market) = (stage.market.guardian.insecure_clone(), stage.market.market);

    // When the present guardian cancels, then it is refused, and the successor takes over
    let cancel = instruction::role_cancel(&guardian.pubkey(), &market, Role::Guardian);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&cancel, &[&guardian])
    });
    stage.machine.warp(DELAY);
    let accept = instruction::role_accept(&holder.pubkey(), &market, Role::Guardian);
    stage.send(&accept, &[&holder]).unwrap();
}

#[test]
fn a_stranger_and_the_proposed_holder_cancel_nothing() {
    let holder = keypair_for("successor");
    let mut stage = proposed(Role::Guardian, &holder);
    for key in [&holder, &keypair_for("stranger")] {
        let cancel = instruction::role_cancel(&key.pubkey(), &stage.market.market, Role::Guardian);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&cancel, &[key])
        });
    }
    let market = stage.market.market;
    let pending = stage.machine.read::<Market>(&market).unwrap().pending_roles;
    assert_eq!(pending[Role::Guardian as usize].holder, holder.pubkey());
}

#[test]
fn governance_takes_its_own_proposal_back() {
    let holder = keypair_for("successor");
    let mut stage = proposed(Role::Guardian, &holder);
    let (governance, market) = (
        stage.market.governance.insecure_clone(),
        stage.market.market,
    );
    let cancel = instruction::role_cancel(&governance.pubkey(), &market, Role::Guardian);
    stage.send(&cancel, &[&governance]).unwrap();
    stage.machine.warp(DELAY);
    let accept = instruction::role_accept(&holder.pubkey(), &market, Role::Guardian);
    refused_and_unchanged(&mut stage, LendingError::RoleNotProposed, |stage| {
        stage.send(&accept, &[&holder])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = proposed(Role::Guardian, &keypair_for("successor"));
    let governance = stage.market.governance.insecure_clone();
    let market = stage.market.market;
    let cancel = instruction::role_cancel(&governance.pubkey(), &market, Role::Guardian);
    let kinds = [Kind::Signer, Kind::MARKET];
    every_account_is_checked(&mut stage, &cancel, &[&governance], &kinds);
}
