//! Why a transaction did not do what it was to.

use solana_signature::Signature;

use super::Revert;
use crate::key::KeyError;
use crate::rpc::{Refusal, RpcError};

/// Why a transaction did not do what it was to. Only [`ErrorClass::Ambiguous`] leaves open whether it lands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The program refused in the simulation: nothing was sent.
    #[error("the simulation reverts: {revert}")]
    SimulationReverted {
        /// The broken rule.
        revert: Revert,
        /// The log.
        logs: Vec<String>,
    },
    /// The simulation failed otherwise, say for lack of funds: nothing was sent.
    #[error("the simulation fails: {reason}")]
    SimulationFailed {
        /// The transaction's error, or the node's refusal.
        reason: String,
        /// The log.
        logs: Vec<String>,
    },
    /// Every node that could be asked refused the transaction: this delivery did not send it on.
    #[error("{signature} is rejected: {refusal}")]
    Rejected {
        /// The transaction.
        signature: Signature,
        /// What one of them said.
        refusal: Refusal,
    },
    /// It landed and reverted: it had no effect but the fee.
    #[error("{signature} reverted in slot {slot}: {revert}")]
    Reverted {
        /// The transaction.
        signature: Signature,
        /// Where it landed.
        slot: u64,
        /// The broken rule.
        revert: Revert,
    },
    /// It expired: it can no longer land.
    #[error("{signature} expired: it could land up to block height {last_valid_block_height}")]
    Dropped {
        /// The transaction.
        signature: Signature,
        /// The last height at which it could land.
        last_valid_block_height: u64,
    },
    /// Nothing was sent, because no node answered.
    #[error("nothing was sent: {source}")]
    Unreachable {
        /// What was asked, and of whom.
        source: RpcError,
    },
    /// It may still land.
    #[error(
        "{signature} may still land up to block height {last_valid_block_height}: {reason}; ask for its status before \
         anything is sent in its place"
    )]
    Ambiguous {
        /// The transaction.
        signature: Signature,
        /// The last height at which it can land.
        last_valid_block_height: u64,
        /// Why it is no longer watched.
        reason: String,
    },
    /// It could not be signed: nothing was sent.
    #[error("nothing was signed: {source}")]
    Unsigned {
        /// Why.
        source: KeyError,
    },
    /// It is larger than a packet, or lacks a signer: nothing was sent.
    #[error("the transaction cannot be built: {reason}")]
    Unbuildable {
        /// Why.
        reason: String,
    },
    /// Its ticket could not be written down: nothing was sent.
    #[error("nothing was sent, because its ticket could not be written down: {reason}")]
    Unwritten {
        /// Why.
        reason: String,
    },
    /// The caller cancelled before anything was sent.
    #[error("cancelled before anything was sent")]
    Cancelled,
    /// The shipment had no instructions.
    #[error("there was nothing to send")]
    NothingToSend,
}

/// The classes that errors are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorClass {
    /// A rule of a program, found by the simulation.
    SimulationRevert,
    /// Anything else found by the simulation.
    SimulationOther,
    /// Refused by the nodes.
    Rejected,
    /// Landed and reverted.
    Reverted,
    /// Expired.
    Dropped,
    /// No node answered.
    Unreachable,
    /// May still land.
    Ambiguous,
    /// Never left: no signature, no ticket, too large, cancelled.
    Unsent,
}

impl ErrorClass {
    /// Every class.
    pub const ALL: [Self; 8] = [
        Self::SimulationRevert,
        Self::SimulationOther,
        Self::Rejected,
        Self::Reverted,
        Self::Dropped,
        Self::Unreachable,
        Self::Ambiguous,
        Self::Unsent,
    ];

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::SimulationRevert => "simulation_revert",
            Self::SimulationOther => "simulation_other",
            Self::Rejected => "rejected",
            Self::Reverted => "reverted",
            Self::Dropped => "dropped",
            Self::Unreachable => "unreachable",
            Self::Ambiguous => "ambiguous",
            Self::Unsent => "unsent",
        }
    }
}

impl SendError {
    /// Its class.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::SimulationReverted { .. } => ErrorClass::SimulationRevert,
            Self::SimulationFailed { .. } => ErrorClass::SimulationOther,
            Self::Rejected { .. } => ErrorClass::Rejected,
            Self::Reverted { .. } => ErrorClass::Reverted,
            Self::Dropped { .. } => ErrorClass::Dropped,
            Self::Unreachable { .. } => ErrorClass::Unreachable,
            Self::Ambiguous { .. } => ErrorClass::Ambiguous,
            Self::Unsigned { .. }
            | Self::Unbuildable { .. }
            | Self::Unwritten { .. }
            | Self::Cancelled
            | Self::NothingToSend => ErrorClass::Unsent,
        }
    }

    /// The broken rule of the program, when there is one.
    pub fn revert(&self) -> Option<&Revert> {
        match self {
            Self::SimulationReverted { revert, .. } | Self::Reverted { revert, .. } => Some(revert),
            _ => None,
        }
    }
}
