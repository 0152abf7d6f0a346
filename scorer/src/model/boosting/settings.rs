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

/// Features with more of which the forecast never falls, all else equal: volatilities and what they come with.
const RISING: [&str; 8] = [
    "log_volatility_6h",
    "log_volatility_24h",
    "log_volatility_72h",
    "log_volatility_168h",
    "log_volatility_720h",
    "exponential_log_volatility_48h",
    "log_downside_volatility_168h",
    "drawdown_in_volatilities_168h",
];

impl BoosterSettings {
    /// The settings for a library. Shallow, slow and with large leaves: hours repeat each other, so a leaf of a hundred
    /// rows may be a single episode. Directions where the library knows them.
    pub fn of(kind: BoosterKind) -> Self {
        let directions = RISING.map(|name| (name.to_owned(), Monotone::Rising));
        Self {
            kind,
            trees: 100,
            depth: 2,
            learning_rate: 0.05,
            leaf_share_min: 0.05,
            lambda_share: 0.01,
            monotone: match kind {
                BoosterKind::SmartcoreXgboost => BTreeMap::new(),
                BoosterKind::ForustLogLoss => directions.into_iter().collect(),
            },
        }
    }

    /// The settings for another library than `kind`.
    pub fn other(kind: BoosterKind) -> Self {
        Self::of(match kind {
            BoosterKind::SmartcoreXgboost => BoosterKind::ForustLogLoss,
            BoosterKind::ForustLogLoss => BoosterKind::SmartcoreXgboost,
        })
    }
}

impl Default for BoosterSettings {
    /// [`Self::of`] the default library.
    fn default() -> Self {
        Self::of(BoosterKind::default())
    }
}
