//! What a sample of losses says, one statistic a file, each with its own error of sampling.

mod expected_shortfall;
mod mean;
mod probability;
mod tail;
mod value_at_risk;

use serde::Serialize;

pub use expected_shortfall::expected_shortfall;
pub use mean::mean;
pub use probability::probability_above_zero;
pub use tail::tail_weights;
pub use value_at_risk::value_at_risk;

/// A statistic, and the bounds that hold the one of endlessly many scenarios in 95 of 100 runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// What was found.
    pub value: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

/// Standard errors on either side of a 95 % interval of a normal estimate.
const NORMAL_95: f64 = 1.96;

impl Estimate {
    /// Around `value`, by its standard error; never under zero, as no loss is.
    fn normal(value: f64, standard_error: f64) -> Self {
        Self {
            value,
            low: (value - NORMAL_95 * standard_error).max(0.0),
            high: value + NORMAL_95 * standard_error,
        }
    }
}

/// Losses by size, smallest first.
fn sorted(losses: &[f64]) -> Vec<f64> {
    let mut sorted = losses.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}
