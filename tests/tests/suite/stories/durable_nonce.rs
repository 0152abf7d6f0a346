//! Drift, April 2026: signatures given weeks ago under a durable nonce, used when it suits the thief.

use ballast_client::address::SYSTEM_PROGRAM;
use ballast_client::address::TOKEN_PROGRAM;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{Market, Role};
use ballast_tests::{LendingError, SOL, Stage, Vault, refused_and_unchanged};
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
    let (config, zero) = (bytemuck::Zeroable::zeroed(), bytemuck::Zeroable::zeroed());
    let mint = stage.machine.create_mint("NEW", 9).unwrap();
    let number = stage.market_account().change_count;
    let (roles, bounds, limits) = bytemuck::Zeroable::zeroed();
    let advance = nonce_of(&mut stage, &signer);
    let instructions = [
        instruction::market_init(&payer, &signer, 1, &roles, &bounds, &limits),
        instruction::feed_init(&payer, &signer, &market, 2, &config, 0),
        instruction::publisher_add(&signer, &market, &feed, &keypair_for("new").pubkey()),
        instruction::market_launch(&signer, &market),
        instruction::role_accept(&signer, &market, Role::Guardian),
        instruction::publisher_unmute(&signer, &market, &feed, &signer),
        instruction::recommendation_accept(&signer, &market, &feed, (0, 0)),
        instruction::reserve_init(
            &payer,
            &signer,
            &market,
            3,
            &feed,
            &mint,
            &TOKEN_PROGRAM,
            &[1; 32],
            &zero,
        ),
        instruction::change_propose(&payer, &signer, &market, number, &Change::Mode(feed, 1)),
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

#[test]
fn a_vaults_call_under_a_durable_nonce_is_refused() {
    // Given a vault that governs, and a member who signs under a durable nonce
    let mut stage = Stage::silent();
    let vault = Vault::open(&mut stage.machine, "member");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| market.roles.governance = vault.address);
    let advance = nonce_of(&mut stage, &vault.member.pubkey());
    let propose = instruction::role_propose(
        &vault.address,
        &market,
        Role::Governance,
        &keypair_for("thief").pubkey(),
    );
    let call = vault.call(&propose);

    // When the call comes, then the nonce is seen through it
    refused_and_unchanged(&mut stage, LendingError::DurableNonceRefused, |stage| {
        let instructions = [advance.clone(), call.clone()];
        stage
            .machine
            .send_under(NONCE, &instructions, &[&vault.member])
    });
    stage.send(&call, &[&vault.member]).unwrap();
}

#[test]
fn executing_a_change_under_a_durable_nonce_is_refused() {
    let mut stage = Stage::new();
    let mut config = stage.reserve(SOL).config;
    config.deposit_cap -= 1;
    let target = stage.accounts(SOL);
    let change = Change::Reserve(target.reserve, Box::new(config));
    let change = stage.propose(&change).unwrap();
    let (governance, market) = (
        stage.market.governance.insecure_clone(),
        stage.market.market,
    );
    let advance = nonce_of(&mut stage, &governance.pubkey());
    let feed = stage.market.feeds[0].address;
    let update = stage.market.reserves[SOL].price_account;
    for execute in [
        instruction::change_execute_reserve(&market, &change, &target.feed, &target.reserve),
        instruction::change_execute_feed(&market, &change, &feed),
        instruction::change_execute_market(&market, &change),
        stage.execute_oracle_instruction(&change, SOL, &update, &[]),
    ] {
        refused_and_unchanged(&mut stage, LendingError::DurableNonceRefused, |stage| {
            let instructions = [advance.clone(), execute];
            stage
                .machine
                .send_under(NONCE, &instructions, &[&governance])
        });
    }
}
