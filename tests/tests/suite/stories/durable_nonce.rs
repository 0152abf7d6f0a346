//! Drift, April 2026: signatures given weeks ago under a durable nonce, used when it suits the thief.

use ballast_client::address::SYSTEM_PROGRAM;
use ballast_client::instruction;
use ballast_client::layout::Role;
use ballast_tests::{LendingError, Stage, refused_and_unchanged};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer as _;

/// The nonce's value, under which transactions are signed.
const NONCE: [u8; 32] = [7; 32];

/// Writes a nonce account of the System program for `authority`, as `InitializeNonceAccount` would, and returns the
/// instruction that advances it.
fn nonce_of(stage: &mut Stage, authority: &Address) -> Instruction {
    let mut data = vec![1, 0, 0, 0, 1, 0, 0, 0];
    data.extend_from_slice(authority.as_ref());
    data.extend_from_slice(&NONCE);
    data.extend_from_slice(&5_000_u64.to_le_bytes());
    let nonce = keypair_for("nonce").pubkey();
    stage.machine.write(&nonce, &SYSTEM_PROGRAM, data).unwrap();
    let sysvar = Address::from_str_const("SysvarRecentB1ockHashes11111111111111111111");
    Instruction {
        program_id: SYSTEM_PROGRAM,
        accounts: vec![
            AccountMeta::new(nonce, false),
            AccountMeta::new_readonly(sysvar, false),
            AccountMeta::new_readonly(*authority, true),
        ],
        data: vec![4, 0, 0, 0],
    }
}

#[test]
fn a_role_proposed_under_a_durable_nonce_is_refused() {
    let mut stage = Stage::silent();
    let governance = stage.market.governance.insecure_clone();
    let (signer, market) = (governance.pubkey(), stage.market.market);
    let advance = nonce_of(&mut stage, &signer);
    let propose = instruction::role_propose(&signer, &market, Role::Governance, &signer);
    refused_and_unchanged(&mut stage, LendingError::DurableNonceRefused, |stage| {
        let instructions = [advance, propose];
        stage
            .machine
            .send_under(NONCE, &instructions, &[&governance])
    });
}

#[test]
fn a_pause_under_a_durable_nonce_goes_through() {
    let mut stage = Stage::silent();
    let guardian = stage.market.guardian.insecure_clone();
    let advance = nonce_of(&mut stage, &guardian.pubkey());
    let pause = instruction::pause(&guardian.pubkey(), &stage.market.market);
    let instructions = [advance, pause];
    let sent = stage.machine.send_under(NONCE, &instructions, &[&guardian]);
    sent.unwrap();
}

#[test]
fn no_administrative_instruction_goes_through_under_a_durable_nonce() {
    // Given one instruction of each kind that could loosen something, signed under a durable nonce
    let mut stage = Stage::silent();
    let governance = stage.market.governance.insecure_clone();
    let (signer, market) = (governance.pubkey(), stage.market.market);
    let (payer, feed) = (stage.machine.payer(), stage.market.feeds[0].address);
    let config = bytemuck::Zeroable::zeroed();
    let (roles, bounds, limits) = bytemuck::Zeroable::zeroed();
    let advance = nonce_of(&mut stage, &signer);
    let instructions = [
        instruction::market_init(&payer, &signer, 1, &roles, &bounds, &limits),
        instruction::feed_init(&payer, &signer, &market, 2, &config, 0),
        instruction::publisher_add(&signer, &market, &feed, &keypair_for("new").pubkey()),
        instruction::market_launch(&signer, &market),
        instruction::role_accept(&signer, &market, Role::Guardian),
    ];

    // When each is sent, then it is refused for the nonce and for nothing else
    for each in instructions {
        refused_and_unchanged(&mut stage, LendingError::DurableNonceRefused, |stage| {
            let instructions = [advance.clone(), each];
            stage
                .machine
                .send_under(NONCE, &instructions, &[&governance])
        });
    }
}
