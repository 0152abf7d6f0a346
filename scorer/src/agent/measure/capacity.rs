//! Capacity in quiet times: what a newcomer could borrow for a dollar of collateral on the terms of that moment, breakers,
//! caps, limits and cash included; tried on a copy of the market at every sample.

use super::Mean;
use crate::agent::journal::Sample;
use crate::number::count;
use serde::Serialize;

/// Dollars borrowable for a dollar of collateral, the mean over collateral assets and time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Capacity {
    /// In quiet times: no crash within a day before or after.
    pub quiet: f64,
    /// At all times.
    pub always: f64,
    /// What was owed, the mean over quiet times, dollars.
    pub quiet_debt: f64,
}

impl Capacity {
    pub(super) fn of(samples: &[Sample]) -> Self {
        let quiet = || samples.iter().filter(|sample| !sample.is_near_crash);
        let of_one = |sample: &Sample| {
            sample.capacity.iter().fold(0.0, |sum, value| sum + value)
                / count(sample.capacity.len().max(1))
        };
        let days = count(quiet().count().max(1));
        Self {
            quiet: quiet().map(of_one).fold(0.0, |sum, value| sum + value) / days,
            always: samples
                .iter()
                .map(of_one)
                .fold(0.0, |sum, value| sum + value)
                / count(samples.len().max(1)),
            quiet_debt: quiet()
                .map(|sample| sample.debt)
                .fold(0.0, |sum, value| sum + value)
                / days,
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            quiet: mean(&|outcome| outcome.capacity.quiet),
            always: mean(&|outcome| outcome.capacity.always),
            quiet_debt: mean(&|outcome| outcome.capacity.quiet_debt),
        }
    }
}
