//! What can go wrong with a study.

use crate::agent::AgentError;
use crate::data::DataError;
use crate::model::ModelError;
use crate::path::PathError;
use crate::shard::ShardError;
use crate::time::{Timestamp, Window};
use ballast_policy::PolicyError;
use std::path::PathBuf;
use thiserror::Error;

/// An error of a study.
#[derive(Debug, Error)]
pub enum StudyError {
    /// Nothing to study.
    #[error(
        "no scene lies inside the data; name a window that does (--from, --to), or other data (--data)"
    )]
    ScenesEmpty,
    /// Fewer than two collateral assets.
    #[error(
        "{window}: fewer than two of BTC, ETH and SOL have prices throughout; choose another window"
    )]
    CollateralMissing {
        /// The scene's window.
        window: Window,
    },
    /// Nothing to learn from.
    #[error("a model for scenes of {before} needs a year of bars before it")]
    HistoryMissing {
        /// The start of the scene's year.
        before: Timestamp,
    },
    /// A number that is none of the study.
    #[error("unit {unit} is past the {units} of this study")]
    UnitUnknown {
        /// The number.
        unit: u64,
        /// How many there are.
        units: u64,
    },
    /// A plot that could not be drawn.
    #[error("{figure} cannot be drawn: {reason}")]
    Plot {
        /// Which figure.
        figure: &'static str,
        /// Why.
        reason: String,
    },
    /// A page that could not be written.
    #[error("{}: {source}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// See [`AgentError`].
    #[error(transparent)]
    Agent(#[from] AgentError),
    /// See [`ModelError`].
    #[error(transparent)]
    Model(#[from] ModelError),
    /// See [`PathError`].
    #[error(transparent)]
    Path(#[from] PathError),
    /// See [`DataError`].
    #[error(transparent)]
    Data(#[from] DataError),
    /// See [`ShardError`].
    #[error(transparent)]
    Shard(#[from] ShardError),
    /// What policy refuses.
    #[error("policy: {0:?}")]
    Policy(PolicyError),
}

impl From<PolicyError> for StudyError {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}
