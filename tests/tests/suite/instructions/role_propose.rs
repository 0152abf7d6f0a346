//! `role_propose`: the first of a transfer's two steps.

use ballast_client::instruction;
use ballast_client::layout::Role;
use ballast_tests::{Kind, LendingError, Stage, every_account_is_checked, refused_and_unchanged};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_signer::Signer as _;

#[test]
fn no_one_but_governance_proposes() {
    let mut stage = Stage::silent();
    let guardian = stage.market.guardian.insecure_clone();
    let (signer, market) = (guardian.pubkey(), stage.market.market);
    let propose = instruction::role_propose(&signer, &market, Role::Governance, &signer);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&propose, &[&guardian])
    });
}

#[test]
fn the_empty_address_and_a_fifth_role_are_refused() {
    let mut stage = Stage::silent();
    let governance = stage.market.governance.insecure_clone();
    let (signer, market) = (governance.pubkey(), stage.market.market);
    let empty = Address::default();
    let none = instruction::role_propose(&signer, &market, Role::Guardian, &empty);
    let mut fifth = instruction::role_propose(&signer, &market, Role::Guardian, &signer);
    fifth.data[1] = 4;
    for (propose, error) in [
        (none, LendingError::RoleNotProposed),
        (fifth, LendingError::UnknownRole),
    ] {
        refused_and_unchanged(&mut stage, error, |stage| {
            stage.send(&propose, &[&governance])
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let governance = stage.market.governance.insecure_clone();
    let propose = instruction::role_propose(
        &governance.pubkey(),
        &stage.market.market,
        Role::Guardian,
        &keypair_for("successor").pubkey(),
    );
    let kinds = [Kind::Signer, Kind::MARKET, Kind::Other];
    every_account_is_checked(&mut stage, &propose, &[&governance], &kinds);
}
