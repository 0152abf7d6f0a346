//! Utilisation spikes: how often it rises over 95 %, and how long it stays there.

use super::{Mean, share};
use crate::agent::journal::Sample;
use crate::agent::units::{HOUR, float};
use crate::number::count;
use serde::Serialize;

/// Above this nearly everything is lent out.
pub(super) const SPIKE: f64 = 0.95;

/// Spikes over 95 %.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UtilizationSpikes {
    /// How often it rose over 95 %.
    pub spikes: f64,
    /// Hours above it.
    pub hours_above: f64,
    /// Mean utilisation.
    pub mean: f64,
    /// The highest.
    pub peak: f64,
}

impl UtilizationSpikes {
    pub(super) fn of(samples: &[Sample], sample_seconds: u64) -> Self {
        let above = |sample: &Sample| sample.utilization > SPIKE;
        let rises = samples
            .windows(2)
            .filter(|pair| !above(&pair[0]) && above(&pair[1]));
        let began_above = usize::from(samples.first().is_some_and(above));
        let hours = count(samples.len()) * float(sample_seconds) / float(HOUR);
        let used = samples.iter().map(|sample| sample.utilization);
        Self {
            spikes: count(rises.count() + began_above),
            hours_above: share(samples, above) * hours,
            mean: used.clone().sum::<f64>() / count(samples.len().max(1)),
            peak: used.fold(0.0, f64::max),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            spikes: mean(&|outcome| outcome.utilization.spikes),
            hours_above: mean(&|outcome| outcome.utilization.hours_above),
            mean: mean(&|outcome| outcome.utilization.mean),
            peak: mean(&|outcome| outcome.utilization.peak),
        }
    }
}
