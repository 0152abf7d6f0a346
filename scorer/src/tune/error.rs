//! What can go wrong with tuning.

use crate::study::StudyError;
use thiserror::Error;

/// An error of tuning.
#[derive(Debug, Error)]
pub enum TuneError {
    /// Hardly anything drawn is legal.
    #[error(
        "only {found} of {wanted} candidates are legal after {drawn} draws; let more parameters move, or ask for fewer"
    )]
    TooFewLegal {
        /// Legal ones.
        found: usize,
        /// How many were asked for.
        wanted: usize,
        /// How many were drawn.
        drawn: usize,
    },
    /// A side of the split without scenes.
    #[error(
        "no {side} scene: choose another day of validation (--validate-from) or other data (--data)"
    )]
    ScenesEmpty {
        /// Training or validation.
        side: &'static str,
    },
    /// A setting that makes no search.
    #[error("{setting} is {given}: {rule}")]
    SettingOutOfRange {
        /// Its name.
        setting: &'static str,
        /// What was given.
        given: u64,
        /// What it has to be.
        rule: &'static str,
    },
    /// See [`StudyError`].
    #[error(transparent)]
    Study(#[from] StudyError),
    /// What policy refuses.
    #[error("policy: {0:?}")]
    Policy(ballast_policy::PolicyError),
}

impl From<ballast_policy::PolicyError> for TuneError {
    fn from(error: ballast_policy::PolicyError) -> Self {
        Self::Policy(error)
    }
}
