//! The share of time in each regime.

use super::{Mean, share};
use crate::agent::journal::Sample;
use serde::Serialize;

/// Shares of time of one reserve's feed; they add up to one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegimeShares {
    /// In calm.
    pub calm: f64,
    /// In transition.
    pub transition: f64,
    /// In stress.
    pub stress: f64,
    /// Outside calm while no crash is within a day before or after, of that time.
    pub outside_calm_in_quiet: f64,
}

impl RegimeShares {
    pub(super) fn of(samples: &[Sample], reserve: usize) -> Self {
        let regime = |sample: &Sample| sample.regimes.get(reserve).copied().unwrap_or(0);
        let quiet: Vec<Sample> = samples
            .iter()
            .filter(|sample| !sample.is_near_crash)
            .cloned()
            .collect();
        Self {
            calm: share(samples, |sample| regime(sample) == 0),
            transition: share(samples, |sample| regime(sample) == 1),
            stress: share(samples, |sample| regime(sample) == 2),
            outside_calm_in_quiet: share(&quiet, |sample| regime(sample) != 0),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>, reserve: usize) -> Self {
        let of = |figure: fn(&Self) -> f64| {
            mean(&move |outcome| outcome.regimes.get(reserve).map_or(0.0, figure))
        };
        Self {
            calm: of(|shares| shares.calm),
            transition: of(|shares| shares.transition),
            stress: of(|shares| shares.stress),
            outside_calm_in_quiet: of(|shares| shares.outside_calm_in_quiet),
        }
    }
}
