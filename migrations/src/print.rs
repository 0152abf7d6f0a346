//! Transactions of steps that are signed elsewhere, such as by a multisig's members.

use crate::error::MigrateError;
use crate::step::Planned;
use ballast_client::unsigned::UnsignedTransaction;
use serde::Serialize;
use solana_address::Address;

/// A transaction for someone else to sign, who also pays for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// The step that it belongs to.
    pub step: String,
    /// Who has to sign: the vault.
    pub signer: String,
    /// What it is.
    #[serde(flatten)]
    pub transaction: UnsignedTransaction,
}

impl Printed {
    pub(crate) fn of(
        step: &str,
        signer: &Address,
        planned: &Planned,
    ) -> Result<Self, MigrateError> {
        Ok(Self {
            step: step.into(),
            signer: signer.to_string(),
            transaction: UnsignedTransaction::of(signer, &planned.instructions)?,
        })
    }
}
