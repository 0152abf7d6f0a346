//! Four simple forecasters that stand beside the model in every evaluation.
//!
//! | baseline | variance of the next 24 h | probability of the shock: logistic regression on |
//! |---|---|---|
//! | 24 h volatility | that of the last 24 h | its logarithm |
//! | logit on 5 volatilities | least squares on five log-variances, 6 h to 30 d | the same five |
//! | log-HAR | Corsi's regression on day, week and month, in logarithms | the forecast's logarithm |
//! | EWMA | weights that fade by 0.94 a day | the forecast's logarithm |
//!
//! All logarithms are of variance in units of the asset's shock squared, so that one fit serves all assets. Everything is
//! fitted by least squares or maximum likelihood on the rows it is given, and nothing is tuned. Value at risk and expected
//! shortfall come from filtered historical simulation: the tail of the fitting rows' standardised outcomes (Barone-Adesi,
//! Giannopoulos and Vosper, Journal of Futures Markets 19, 1999). They use neither `feature` nor the regressions that a
//! model file holds (`model/volatility_logits.rs`), so that a change there cannot move what it is measured against.

mod ewma;
mod fit;
mod log_har;
mod log_regression;
mod observation;
mod variance_history;

use serde::{Deserialize, Serialize};

pub use fit::{BaselineForecast, Baselines};
pub use observation::{Inputs, Observation, Outcome, observe};
pub use variance_history::VarianceHistory;

use crate::metric::Tail;

/// Levels of value at risk and expected shortfall.
pub const TAIL_LEVELS: [f64; 2] = [0.01, 0.05];

/// A tail for each of [`TAIL_LEVELS`].
pub type Tails = [Tail; 2];

/// A simple forecaster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// Realised volatility of the last 24 hours.
    Volatility24h,
    /// Logistic regression on five log-volatilities, no slope constrained.
    Logit,
    /// Heterogeneous autoregression in logarithms.
    LogHar,
    /// Exponentially weighted moving average.
    Ewma,
}

impl Baseline {
    /// All, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Volatility24h, Self::Logit, Self::LogHar, Self::Ewma];
}
