//! How an ensemble is grown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BoosterKind, Monotone};

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
    /// Smallest leaf, as a share of all information: of the rows by squared error, of their
    /// variances p (1 - p) at the offsets by logarithmic loss.
    pub leaf_share_min: f64,
    /// L2 penalty on leaf values, as a share of all information.
    pub lambda_share: f64,
    /// Directions that the forecast may not leave, by the column's name: 1 never falls with the
    /// column, -1 never rises, 0 is free like a column that is not named. Names that are not among
    /// the training columns are passed over, because publishers leave features out.
    #[serde(default)]
    pub monotone: BTreeMap<String, Monotone>,
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
            monotone: BTreeMap::new(),
        }
    }
}
