//! A test program whose derived address signs. It stands for the vault of a multisig such as Squads: the member signs the
//! transaction, the program calls on, and the vault `["vault", member]` signs the call.
//!
//! | account | what |
//! |--:|---|
//! | 0 | the member, who signs |
//! | 1 | the program to call |
//! | 2.. | the accounts of the call |
//!
//! | byte | what |
//! |--:|---|
//! | 0 | the vault's bump |
//! | 1 | where the vault stands among the accounts of the call |
//! | 2.. | the data of the call |
//!
//! Not for production: one member decides alone.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use pinocchio::cpi::{Seed, Signer, invoke_signed_with_slice};
use pinocchio::error::ProgramError;
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, Address, ProgramResult};

pinocchio::entrypoint!(process);

/// 1. The member signs.
/// 2. The call is made as it stands, with the vault as a signer; the runtime refuses any address but the member's vault.
#[inline(never)]
fn process(_program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let [member, program, called @ ..] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let [bump, place, data @ ..] = data else {
        return Err(ProgramError::InvalidInstructionData);
    };
    if !member.is_signer() {
        return Err(ProgramError::MissingRequiredSignature);
    }
    let place = usize::from(*place);
    let metas: Vec<InstructionAccount> = called
        .iter()
        .enumerate()
        .map(|(index, account)| {
            let signs = account.is_signer() || index == place;
            InstructionAccount::new(account.address(), account.is_writable(), signs)
        })
        .collect();
    let instruction = InstructionView {
        program_id: program.address(),
        data,
        accounts: &metas,
    };
    let bump = [*bump];
    let seeds = [
        Seed::from(b"vault"),
        Seed::from(member.address().as_ref()),
        Seed::from(bump.as_slice()),
    ];
    invoke_signed_with_slice(&instruction, called, &[Signer::from(&seeds)])
}
