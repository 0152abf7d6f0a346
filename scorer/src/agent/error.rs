//! Why a simulation stopped.

use crate::data::DataError;
use crate::model::ModelError;
use crate::time::Timestamp;
use ballast_policy::PolicyError;

/// Why a simulation stopped.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The bars could not be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A model could not score.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Policy refused what a simulation itself does: to publish limits, to open a feed.
    #[error("policy refuses the market that the simulation describes: {0}")]
    Policy(#[from] PolicyError),
    /// Too many hours in a row without a bar.
    #[error(
        "{asset} has no bar from {hour} on for {hours} hours, more than {bound}: choose a window without such a gap"
    )]
    BarsMissing {
        /// The asset.
        asset: String,
        /// Open of the first missing bar.
        hour: Timestamp,
        /// Missing hours in a row.
        hours: usize,
        /// The most that is bridged.
        bound: usize,
    },
    /// A step that an hour's corners do not fall on.
    #[error(
        "a tape's step of {seconds} s does not divide 1200 s: choose 60, 120, 300, 600 or 1200"
    )]
    StepUneven {
        /// Its length.
        seconds: u32,
    },
    /// A window without an hour in it, or a tape without a step.
    #[error("the window {from} to {until} holds no full hour")]
    WindowEmpty {
        /// Its begin.
        from: Timestamp,
        /// Its end.
        until: Timestamp,
    },
    /// A price or a depth that no market can have.
    #[error(
        "{asset} has {value} at step {step} of its tape: prices and depths are positive and finite"
    )]
    TapeUnsound {
        /// The asset.
        asset: String,
        /// Which step.
        step: usize,
        /// What was given.
        value: f64,
    },
    /// Series of different lengths, or none.
    #[error("the tape of {asset} has {found} steps, the first asset's has {expected}")]
    TapeUneven {
        /// The asset.
        asset: String,
        /// Its steps.
        found: usize,
        /// The first asset's.
        expected: usize,
    },
    /// A number of the configuration that makes no market.
    #[error("{setting} is {given}: it must be {rule}")]
    SettingOutOfRange {
        /// Its name.
        setting: &'static str,
        /// What was given.
        given: f64,
        /// What it may be.
        rule: &'static str,
    },
    /// The books do not balance: a fault of the simulation or of policy.
    #[error(
        "{invariant} is broken in reserve {reserve} at {seconds} s: found {found}, expected {expected}"
    )]
    InvariantBroken {
        /// Which.
        invariant: &'static str,
        /// Where.
        reserve: usize,
        /// Unix seconds.
        seconds: u64,
        /// One side.
        found: i128,
        /// The other.
        expected: i128,
    },
    /// A plot could not be drawn.
    #[error("cannot draw {plot}: {reason}")]
    Plot {
        /// Its name.
        plot: &'static str,
        /// What the drawing library said.
        reason: String,
    },
}
