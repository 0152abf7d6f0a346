//! Transactions that are signed elsewhere, such as by a multisig's members.

use crate::error::MigrateError;
use crate::squads::vault_message;
use crate::step::Planned;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_message::Message;

/// An account of an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedAccount {
    /// Its address.
    pub address: String,
    /// Whether it signs.
    pub signer: bool,
    /// Whether it is written.
    pub writable: bool,
}

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrintedInstruction {
    /// The program.
    pub program: String,
    /// Its accounts, in order.
    pub accounts: Vec<PrintedAccount>,
    /// Its data, base 64.
    pub data: String,
}

/// A transaction for someone else to sign: its parts, and the whole as an unsigned message whose payer is the signer. Its
/// blockhash is left empty: whoever sends it fills it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// The step that it belongs to.
    pub step: String,
    /// Who has to sign: the vault.
    pub signer: String,
    /// What it does.
    pub instructions: Vec<PrintedInstruction>,
    /// The message, base 64, as `solana_message` serialises a legacy one.
    pub message: String,
    /// The same as Squads v4 takes it in `vault_transaction_create`, base 64.
    pub squads_message: String,
}

impl Printed {
    pub(crate) fn of(
        step: &str,
        signer: &Address,
        planned: &Planned,
    ) -> Result<Self, MigrateError> {
        let message = Message::new(&planned.instructions, Some(signer));
        Ok(Self {
            step: step.into(),
            signer: signer.to_string(),
            instructions: planned.instructions.iter().map(instruction).collect(),
            message: STANDARD.encode(message.serialize()),
            squads_message: STANDARD.encode(vault_message(&message)?),
        })
    }
}

fn instruction(instruction: &Instruction) -> PrintedInstruction {
    let accounts = instruction.accounts.iter();
    let accounts = accounts.map(|meta| PrintedAccount {
        address: meta.pubkey.to_string(),
        signer: meta.is_signer,
        writable: meta.is_writable,
    });
    PrintedInstruction {
        program: instruction.program_id.to_string(),
        accounts: accounts.collect(),
        data: STANDARD.encode(&instruction.data),
    }
}
