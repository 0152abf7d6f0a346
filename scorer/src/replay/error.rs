//! Why a replay stopped.

use crate::data::DataError;
use crate::model::ModelError;
use crate::time::Timestamp;
use ballast_policy::PolicyError;
use ballast_vm::{SendError, VmError};
use std::path::PathBuf;

/// Why a replay stopped.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The machine could not go on.
    #[error(transparent)]
    Machine(#[from] VmError),
    /// A transaction failed that may not fail.
    #[error("a transaction of the replay itself failed: {0}")]
    Transaction(#[from] SendError),
    /// A model could not score.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The bars could not be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Policy refused what the program had accepted.
    #[error("policy disagrees with the chain: {0}")]
    Policy(#[from] PolicyError),
    /// The window has an hour without a bar.
    #[error("{asset} has no bar for the hour {hour}: choose a window without gaps")]
    BarMissing {
        /// The asset.
        asset: String,
        /// The hour's open.
        hour: Timestamp,
    },
    /// A price cannot be put on chain.
    #[error("{asset} at {price} USDT cannot be written as an oracle price")]
    PriceUnrepresentable {
        /// The asset.
        asset: String,
        /// The price.
        price: f64,
    },
    /// A result could not be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// A plot could not be drawn.
    #[error("cannot draw {plot}: {reason}")]
    Plot {
        /// Its name.
        plot: &'static str,
        /// What the drawing library said.
        reason: String,
    },
    /// The result could not be serialised.
    #[error("cannot write the result as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
