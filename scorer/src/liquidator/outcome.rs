//! What became of an offer.

use serde::Serialize;

use super::Offer;
use crate::send::SendError;

/// What became of an offer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TakenOutcome {
    /// It landed.
    Landed {
        /// The transaction.
        signature: String,
        /// Its slot.
        slot: u64,
        /// What was repaid, base units.
        repaid: u64,
        /// What was paid out, base units.
        paid: u64,
        /// The transaction's fee, lamports.
        fee_lamports: u64,
        /// Compute units.
        units: u64,
    },
    /// A dry run: it would have been sent.
    Planned {
        /// Compute units.
        units: u64,
    },
    /// After the transaction's fee it pays less than the least.
    Unprofitable {
        /// Profit after the fee, dollars.
        profit_dollars: f64,
    },
    /// Somebody was first, or it is healthy again.
    Late {
        /// The rule that refused it.
        reason: String,
    },
    /// It failed.
    Failed {
        /// Why.
        reason: String,
    },
    /// It can no longer land: it is judged anew, and offers more.
    Expired {
        /// Which, and since when.
        reason: String,
    },
    /// It may still land: what it would repay counts as spent.
    Unknown {
        /// Why it is not known.
        reason: String,
    },
}

impl TakenOutcome {
    /// The outcome of an offer that met `error`.
    pub(super) fn of(error: &SendError) -> Self {
        let reason = error.to_string();
        let rule = error.revert().and_then(|revert| revert.rule);
        match (error, rule) {
            (SendError::Ambiguous { .. }, _) => Self::Unknown { reason },
            (SendError::Dropped { .. }, _) => Self::Expired { reason },
            (_, Some(rule)) if LATE.contains(&rule.name) => Self::Late { reason },
            _ => Self::Failed { reason },
        }
    }

    /// Whether it was waited for in vain until it expired, or for longer: what was seen before is not what is so now.
    pub(super) fn has_taken_long(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::Unknown { .. })
    }

    /// Its name in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Landed { .. } => "landed",
            Self::Planned { .. } => "planned",
            Self::Unprofitable { .. } => "unprofitable",
            Self::Late { .. } => "late",
            Self::Failed { .. } => "failed",
            Self::Expired { .. } => "expired",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// An offer and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Taken {
    /// The offer.
    #[serde(flatten)]
    pub offer: Offer,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: TakenOutcome,
}

/// Rules by which the program refuses whoever comes second.
const LATE: [&str; 5] = [
    "PositionHealthy",
    "CloseFactorExceeded",
    "LiquidationDepthExhausted",
    "NotWeakestCollateral",
    "NotHeaviestDebt",
];
