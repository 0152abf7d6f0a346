//! A transaction that is ready to be sent, and what has to be written down before it is.

use serde::{Deserialize, Serialize};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use super::fee::priority_fee_lamports;

/// What tells later whether a transaction landed: to be written down before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its first signature, base 58.
    pub signature: String,
    /// The blockhash that it was signed over, base 58.
    pub blockhash: String,
    /// The last block height at which it can land.
    pub last_valid_block_height: u64,
    /// The compute units that it asks for.
    pub units: u32,
    /// What it offers for one of them, micro-lamports.
    pub micro_lamports: u64,
    /// Which attempt it is, from zero.
    pub attempt: u32,
}

impl Ticket {
    /// Its first signature; all zero when what was written down is none.
    pub fn signature(&self) -> Signature {
        self.signature.parse().unwrap_or_default()
    }

    /// What it pays on top of the signatures, lamports, rounded up.
    pub fn priority_fee_lamports(&self) -> u64 {
        priority_fee_lamports(self.units, self.micro_lamports)
    }
}

/// A signed transaction that has not been sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What to write down.
    pub ticket: Ticket,
    /// The transaction.
    pub transaction: VersionedTransaction,
    /// The host of the node whose blockhash it is.
    pub blockhash_host: String,
    /// Units that the simulation used.
    pub units_simulated: u64,
}
