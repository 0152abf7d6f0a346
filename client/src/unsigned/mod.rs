//! A transaction for someone else to sign, such as a multisig's members: its parts, and the whole as an unsigned message.

mod squads;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_message::Message;

/// An account of an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsignedAccount {
    /// Its address.
    pub address: String,
    /// Whether it signs.
    pub signer: bool,
    /// Whether it is written.
    pub writable: bool,
}

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsignedInstruction {
    /// The program.
    pub program: String,
    /// Its accounts, in order.
    pub accounts: Vec<UnsignedAccount>,
    /// Its data, base 64.
    pub data: String,
}

/// A transaction that nobody has signed. Its blockhash is left empty: whoever sends it fills it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsignedTransaction {
    /// What it does.
    pub instructions: Vec<UnsignedInstruction>,
    /// The message, base 64, as `solana_message` serialises a legacy one.
    pub message: String,
    /// The same as Squads v4 takes it in `vault_transaction_create`, base 64. Signers beside the vault sign the transaction that
    /// executes it.
    pub squads_message: String,
}

/// A message that Squads cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a multisig's message cannot hold a list of {length}: split the transaction")]
pub struct ListTooLong {
    /// How long the list is.
    pub length: usize,
}

impl UnsignedTransaction {
    /// The transaction of `instructions` that `payer`, the first signer, pays: a vault, where one is to sign.
    ///
    /// # Errors
    /// [`ListTooLong`].
    pub fn of(payer: &Address, instructions: &[Instruction]) -> Result<Self, ListTooLong> {
        let message = Message::new(instructions, Some(payer));
        Ok(Self {
            instructions: instructions.iter().map(written).collect(),
            message: STANDARD.encode(message.serialize()),
            squads_message: STANDARD.encode(squads::vault_message(&message)?),
        })
    }
}

fn written(instruction: &Instruction) -> UnsignedInstruction {
    let accounts = instruction.accounts.iter();
    let accounts = accounts.map(|meta| UnsignedAccount {
        address: meta.pubkey.to_string(),
        signer: meta.is_signer,
        writable: meta.is_writable,
    });
    UnsignedInstruction {
        program: instruction.program_id.to_string(),
        accounts: accounts.collect(),
        data: STANDARD.encode(&instruction.data),
    }
}
