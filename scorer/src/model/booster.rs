//! Gradient boosting behind a trait, so that libraries can be compared and exchanged.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::ModelError;
use super::xgboost::SmartcoreBooster;

/// An ensemble of regression trees that has been fitted.
pub trait Booster: Debug + Send + Sync {
    /// Which library fitted it.
    fn kind(&self) -> BoosterKind;

    /// The prediction for each row; rows have the training columns, all finite.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`].
    fn predict(&self, rows: &[Vec<f64>]) -> Result<Vec<f64>, ModelError>;

    /// The whole ensemble as JSON, so that [`BoosterKind::read`] gives the same predictions to the
    /// bit.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`].
    fn to_json(&self) -> Result<Box<RawValue>, ModelError>;
}

/// The libraries that can fit a booster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoosterKind {
    /// `smartcore`'s `XGRegressor`: squared error, exact greedy splits.
    #[default]
    SmartcoreXgboost,
}

impl BoosterKind {
    /// Fits `targets` on `rows`.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`].
    pub fn fit(
        self,
        rows: &[Vec<f64>],
        targets: &[f64],
        settings: &BoosterSettings,
    ) -> Result<Box<dyn Booster>, ModelError> {
        match self {
            Self::SmartcoreXgboost => Ok(Box::new(SmartcoreBooster::fit(rows, targets, settings)?)),
        }
    }

    /// Reads what [`Booster::to_json`] wrote, for rows of `columns` columns.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`], also when the trees ask for a column beyond those.
    pub fn read(self, json: &RawValue, columns: usize) -> Result<Box<dyn Booster>, ModelError> {
        match self {
            Self::SmartcoreXgboost => Ok(Box::new(SmartcoreBooster::from_json(json, columns)?)),
        }
    }

    /// Library and version, for the model file.
    pub fn library(self) -> &'static str {
        match self {
            Self::SmartcoreXgboost => super::xgboost::LIBRARY,
        }
    }
}

/// How an ensemble is grown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoosterSettings {
    /// Library.
    pub kind: BoosterKind,
    /// Number of trees.
    pub trees: usize,
    /// Levels of splits in a tree.
    pub depth: u16,
    /// Share of each tree's prediction that is added.
    pub learning_rate: f64,
    /// Fewest training rows in a leaf, as a share of all rows.
    pub leaf_share_min: f64,
    /// L2 penalty on leaf values, in rows, as a share of all rows.
    pub lambda_share: f64,
}

impl Default for BoosterSettings {
    /// Shallow, slow and with large leaves: hours repeat each other, so a leaf of a hundred rows
    /// may be a single episode. Fixed beforehand, on years up to 2020 (see `evaluate.rs`).
    fn default() -> Self {
        Self {
            kind: BoosterKind::default(),
            trees: 60,
            depth: 3,
            learning_rate: 0.05,
            leaf_share_min: 0.05,
            lambda_share: 0.025,
        }
    }
}
