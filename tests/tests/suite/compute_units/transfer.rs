//! What part of a transaction the token program takes, and what a bare transfer costs that a minimal program calls for.

use super::Figures;
use ballast_client::address::TOKEN_PROGRAM;
use ballast_tests::{SOL, Stage, Vault};
use ballast_vm::Sent;
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer as _;

pub(super) fn measure(figures: &mut Figures) {
    let mut stage = Stage::guarded();
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, 1_000_000).unwrap();
    stage.machine.warp(10);
    let sent = stage.deposit(&saver, SOL, 1_000_000).unwrap();
    figures.put("deposit: the token program's part", of_token_program(&sent));

    // `programs/signer` checks one signature and makes one call: the least that a program can do.
    let vault = Vault::open(&mut stage.machine, "carrier");
    let mint = stage.accounts(SOL).mint;
    let from = stage
        .machine
        .create_tokens(&vault.address, &mint, 1_000_000)
        .unwrap();
    let transfer = Instruction {
        program_id: TOKEN_PROGRAM,
        accounts: vec![
            AccountMeta::new(from, false),
            AccountMeta::new_readonly(mint, false),
            AccountMeta::new(saver.tokens[SOL], false),
            AccountMeta::new_readonly(vault.address, true),
        ],
        data: [&[12][..], &1_000u64.to_le_bytes(), &[9]].concat(),
    };
    let call = vault.call(&transfer);
    let sent = stage.send(&call, &[&vault.member]).unwrap();
    assert_eq!(call.accounts[0].pubkey, vault.member.pubkey());
    figures.take("a bare transfer, called by a minimal program", sent);
}

/// What the log says the token program consumed.
fn of_token_program(sent: &Sent) -> u64 {
    let line = format!("Program {TOKEN_PROGRAM} consumed ");
    let lines = sent.logs.iter();
    let parts = lines.filter_map(|log| log.strip_prefix(&line)?.split(' ').next());
    parts.map(|units| units.parse::<u64>().unwrap()).sum()
}
