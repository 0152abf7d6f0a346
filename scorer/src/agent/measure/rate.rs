//! The borrow rate: its median, and how much it moves from hour to hour.

use super::Mean;
use crate::agent::journal::Sample;
use crate::agent::units::HOUR;
use crate::number::{count, median};
use serde::Serialize;

/// Annual rates as fractions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Median over time.
    pub median: f64,
    /// Mean over time.
    pub mean: f64,
    /// The highest.
    pub peak: f64,
    /// Standard deviation of its change within an hour.
    pub hourly_volatility: f64,
}

impl Rate {
    pub(super) fn of(samples: &[Sample], sample_seconds: u64) -> Self {
        let rates: Vec<f64> = samples.iter().map(|sample| sample.borrow_rate).collect();
        let stride = usize::try_from((HOUR / sample_seconds.max(1)).max(1)).unwrap_or(1);
        let hourly: Vec<f64> = rates.iter().step_by(stride).copied().collect();
        let changes: Vec<f64> = hourly.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let squares: f64 = changes.iter().map(|change| change * change).sum();
        Self {
            mean: rates.iter().sum::<f64>() / count(rates.len().max(1)),
            peak: rates.iter().copied().fold(0.0, f64::max),
            median: median(rates).unwrap_or(0.0),
            hourly_volatility: (squares / count(changes.len().max(1))).sqrt(),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            median: mean(&|outcome| outcome.rate.median),
            mean: mean(&|outcome| outcome.rate.mean),
            peak: mean(&|outcome| outcome.rate.peak),
            hourly_volatility: mean(&|outcome| outcome.rate.hourly_volatility),
        }
    }
}
