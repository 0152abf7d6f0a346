//! Gradient boosting behind a trait, so that libraries can be compared and exchanged: rows in, flat
//! trees out. Nothing of a library stays in a model.
//!
//! Libraries differ in what their trees add to, see [`Link`], and in what they can be asked: only
//! [`BoosterKind::ForustLogLoss`] knows monotone directions, weights and missing values.
//!
//! None of them draws anything: publishers vary the rows they train on instead. So there is no seed.

mod bins;
mod forust_log_loss;
mod monotone;
mod settings;
mod smartcore_xgboost;
mod training;

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

pub use forust_log_loss::ForustLogLoss;
pub use monotone::Monotone;
pub use settings::BoosterSettings;
pub use smartcore_xgboost::SmartcoreXgboost;
pub use training::Training;

use super::ModelError;
use super::tree::Ensemble;

/// A library that fits ensembles of regression trees.
pub trait Booster: Debug + Send + Sync {
    /// Library and version, for the model file; Cargo.toml pins the same.
    fn library(&self) -> &'static str;

    /// What its trees add to.
    fn link(&self) -> Link;

    /// Fits what the offsets leave over of the targets. The same rows and settings give the same
    /// ensemble to the bit.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`] for rows or settings that the library cannot take.
    fn fit(
        &self,
        training: &Training<'_>,
        settings: &BoosterSettings,
    ) -> Result<Ensemble, ModelError>;
}

/// What an ensemble's forecast, and the offsets it is fitted on, are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The targets' own unit: target = offset + forecast, by squared error.
    Identity,
    /// Log-odds: the target, from 0 to 1, is 1 with probability sigmoid(offset + forecast), by
    /// logarithmic loss.
    LogOdds,
}

/// The libraries that can fit a booster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoosterKind {
    /// `smartcore`'s `XGRegressor`: squared error, exact greedy splits between quantile bins.
    SmartcoreXgboost,
    /// `forust-ml`'s trees: logarithmic loss on log-odds, histogram splits, monotone directions,
    /// missing values.
    #[default]
    ForustLogLoss,
}

impl BoosterKind {
    /// Every library.
    pub const ALL: [Self; 2] = [Self::SmartcoreXgboost, Self::ForustLogLoss];

    /// The library.
    pub fn booster(self) -> &'static dyn Booster {
        match self {
            Self::SmartcoreXgboost => &SmartcoreXgboost,
            Self::ForustLogLoss => &ForustLogLoss,
        }
    }

    /// Library and version, for the model file.
    pub fn library(self) -> &'static str {
        self.booster().library()
    }

    /// What its trees add to.
    pub fn link(self) -> Link {
        self.booster().link()
    }

    /// Fits what the offsets leave over of the targets; see [`Booster::fit`].
    ///
    /// # Errors
    /// As [`Booster::fit`].
    pub fn fit(
        self,
        training: &Training<'_>,
        settings: &BoosterSettings,
    ) -> Result<Ensemble, ModelError> {
        self.booster().fit(training, settings)
    }
}

fn failed(error: &impl ToString) -> ModelError {
    ModelError::BoosterFailed {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_versions_are_those_that_cargo_pins() {
        let manifest = include_str!("../../../Cargo.toml");

        for kind in BoosterKind::ALL {
            let (library, version) = kind.library().split_once(' ').unwrap();
            let pins = [
                format!("{library} = {{ version = \"={version}\""),
                format!("{library} = \"={version}\""),
            ];
            assert!(pins.iter().any(|pin| manifest.contains(pin)), "{library}");
        }
    }
}
