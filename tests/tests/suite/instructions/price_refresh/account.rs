//! The account that a price is read from.

use ballast_client::address::{PROGRAM_ID, SYSTEM_PROGRAM, TOKEN_PROGRAM};
use ballast_client::oracle::{PRICE_UPDATE_LENGTH, PYTH_RECEIVER};
use ballast_tests::{LendingError, SOL, Stage, USDC, refused_and_unchanged, with_accounts};
use ballast_vm::keypair_for;
use solana_signer::Signer as _;

/// A market without prices, and the bytes of a sound update for SOL.
fn published() -> (Stage, Vec<u8>) {
    let stage = Stage::silent();
    let data = stage.price_update(SOL, 100).encode();
    (stage, data)
}

/// Fails the test unless the account bytes are refused.
#[track_caller]
fn refused(stage: &mut Stage, owner: solana_address::Address, data: Vec<u8>, error: LendingError) {
    let account = stage.market.reserves[SOL].price_account;
    stage.machine.write(&account, &owner, data).unwrap();
    let refresh = stage.refresh_instruction(SOL);
    refused_and_unchanged(stage, error, |stage| stage.send(&refresh, &[]));
}

#[test]
fn an_update_of_a_program_that_is_not_allowed_is_refused() {
    // Given a perfect copy of an update, owned by someone else
    let (mut stage, data) = published();
    let anyone = keypair_for("anyone").pubkey();
    for owner in [SYSTEM_PROGRAM, TOKEN_PROGRAM, PROGRAM_ID, anyone] {
        refused(
            &mut stage,
            owner,
            data.clone(),
            LendingError::OracleOwnerNotAllowed,
        );
    }

    // And no account at all
    let refresh = stage.refresh_instruction(SOL);
    let refresh = with_accounts(&refresh, &[(1, keypair_for("nowhere").pubkey())]);
    refused_and_unchanged(&mut stage, LendingError::OracleOwnerNotAllowed, |stage| {
        stage.send(&refresh, &[])
    });
}

#[test]
fn an_account_that_is_too_short_is_refused() {
    let (mut stage, data) = published();
    for length in [0, 8, 41, 101, 132] {
        let short = data[..length].to_vec();
        refused(
            &mut stage,
            PYTH_RECEIVER,
            short,
            LendingError::OracleAccountTooShort,
        );
    }
}

#[test]
fn an_account_of_the_length_of_a_full_update_or_longer_is_read() {
    let (mut stage, data) = published();
    let account = stage.market.reserves[SOL].price_account;
    for length in [PRICE_UPDATE_LENGTH - 1, PRICE_UPDATE_LENGTH, 1_000] {
        let mut data = data.clone();
        data.resize(length, 0);
        stage.machine.write(&account, &PYTH_RECEIVER, data).unwrap();
        let refresh = stage.refresh_instruction(SOL);
        stage.send(&refresh, &[]).unwrap();
    }
}

#[test]
fn an_account_of_another_kind_is_refused() {
    // Given an update with any bit of its discriminator flipped
    let (mut stage, data) = published();
    for byte in 0..8 {
        let mut data = data.clone();
        data[byte] ^= 1;
        refused(
            &mut stage,
            PYTH_RECEIVER,
            data,
            LendingError::OracleDiscriminatorMismatch,
        );
    }
}

#[test]
fn an_update_that_only_some_guardians_signed_is_refused() {
    // Given Pyth's partial level as it is stored: a zero, the number of signatures, and all else one byte later
    let (mut stage, data) = published();
    for signatures in [0, 1, 5, 12] {
        let mut partial = data[..40].to_vec();
        partial.extend([0, signatures]);
        partial.extend(&data[41..PRICE_UPDATE_LENGTH - 1]);
        refused(
            &mut stage,
            PYTH_RECEIVER,
            partial,
            LendingError::OracleNotFullyVerified,
        );
    }

    // And a level that does not exist
    for level in [2, u8::MAX] {
        let mut data = data.clone();
        data[40] = level;
        refused(
            &mut stage,
            PYTH_RECEIVER,
            data,
            LendingError::OracleNotFullyVerified,
        );
    }
}

#[test]
fn an_update_for_another_price_is_refused() {
    // Given an update for USDC, and one whose id differs in its last bit
    let (mut stage, mut data) = published();
    let usdc = stage.price_update(USDC, 1).encode();
    refused(
        &mut stage,
        PYTH_RECEIVER,
        usdc,
        LendingError::OracleFeedMismatch,
    );
    data[72] ^= 1;
    refused(
        &mut stage,
        PYTH_RECEIVER,
        data,
        LendingError::OracleFeedMismatch,
    );
}

#[test]
fn a_reserve_passed_as_its_own_price_is_refused() {
    let (mut stage, _) = published();
    let refresh = stage.refresh_instruction(SOL);
    let refresh = with_accounts(&refresh, &[(1, stage.accounts(USDC).reserve)]);
    refused_and_unchanged(&mut stage, LendingError::OracleOwnerNotAllowed, |stage| {
        stage.send(&refresh, &[])
    });
}
