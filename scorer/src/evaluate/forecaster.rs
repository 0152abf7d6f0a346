//! Who is judged.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;

/// The model or a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecasterKind {
    /// The model under evaluation.
    Model,
    /// [`Baseline::Volatility24h`].
    Volatility24h,
    /// [`Baseline::Logit`].
    Logit,
    /// [`Baseline::LogHar`].
    LogHar,
    /// [`Baseline::Ewma`].
    Ewma,
}

/// All forecasters, in the order of tables and of [`super::Row::forecasts`].
pub const FORECASTERS: [ForecasterKind; 5] = [
    ForecasterKind::Model,
    ForecasterKind::Volatility24h,
    ForecasterKind::Logit,
    ForecasterKind::LogHar,
    ForecasterKind::Ewma,
];

/// Place of the model in [`FORECASTERS`].
pub(super) const MODEL: usize = 0;
/// Place of the first baseline; the others follow in the order of [`Baseline::ALL`].
pub(super) const BASELINES_FROM: usize = FORECASTERS.len() - Baseline::ALL.len();
/// Place of log-HAR.
pub(super) const LOG_HAR: usize = 3;

impl fmt::Display for ForecasterKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Model => "this model",
            Self::Volatility24h => "24 h volatility",
            Self::Logit => "logit on 5 volatilities",
            Self::LogHar => "log-HAR",
            Self::Ewma => "EWMA",
        })
    }
}
