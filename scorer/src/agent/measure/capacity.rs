//! Capacity in quiet times: what a newcomer could borrow for a dollar of collateral on the terms of that moment, breakers,
//! caps, limits and cash included; tried on a copy of the market at every sample.

use super::{KnownMean, Mean};
use crate::agent::journal::Sample;
use crate::number::count;
use serde::Serialize;

/// Dollars borrowable for a dollar of collateral, the mean over collateral assets and time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Capacity {
    /// In quiet times: no crash within a day before or after. None where no time was quiet.
    pub quiet: Option<f64>,
    /// At all times.
    pub always: f64,
    /// What was owed, the mean over quiet times, dollars. None where no time was quiet.
    pub quiet_debt: Option<f64>,
}

impl Capacity {
    pub(super) fn of(samples: &[Sample]) -> Self {
        let quiet = || samples.iter().filter(|sample| !sample.is_near_crash);
        let always = mean_of(samples.iter().map(of_one));
        Self {
            quiet: mean_of(quiet().map(of_one)),
            always: always.unwrap_or(0.0),
            quiet_debt: mean_of(quiet().map(|sample| sample.debt)),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>, known: &KnownMean<'_>) -> Self {
        Self {
            quiet: known(&|outcome| outcome.capacity.quiet),
            always: mean(&|outcome| outcome.capacity.always),
            quiet_debt: known(&|outcome| outcome.capacity.quiet_debt),
        }
    }
}

/// The mean over collateral assets at one time.
fn of_one(sample: &Sample) -> f64 {
    mean_of(sample.capacity.iter().copied()).unwrap_or(0.0)
}

/// None of nothing.
fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (number, sum) = values.fold((0, 0.0), |(number, sum), value| (number + 1, sum + value));
    (number > 0).then(|| sum / count(number))
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;
    use crate::agent::journal::Journal;

    /// A sample at which `capacity` could be borrowed on each of two assets and as many dollars were owed.
    fn sample(capacity: f64, is_near_crash: bool) -> Sample {
        Sample {
            at: 0,
            prices: vec![1.0; 3],
            shown: vec![1.0; 3],
            scores: vec![0.0; 3],
            regimes: vec![0; 3],
            utilization: 0.5,
            borrow_rate: 0.05,
            calm_rate: 0.05,
            debt: capacity,
            collateral: 1.0,
            uncovered: 0.0,
            capacity: vec![capacity, capacity],
            is_near_crash,
        }
    }

    fn outcome(samples: Vec<Sample>) -> Outcome {
        let journal = Journal {
            samples,
            ..Journal::default()
        };
        Outcome::of(&journal, 3_600, None)
    }

    #[test]
    fn a_run_that_is_never_quiet_has_no_quiet_capacity() {
        let capacity = Capacity::of(&[sample(0.25, true), sample(0.75, true)]);

        assert_eq!(capacity.quiet, None);
        assert_eq!(capacity.quiet_debt, None);
        assert!((capacity.always - 0.5).abs() < 1e-12);
    }

    #[test]
    fn only_quiet_samples_count_for_quiet_capacity() {
        let capacity = Capacity::of(&[sample(0.25, true), sample(0.75, false)]);

        assert_eq!(capacity.quiet, Some(0.75));
        assert_eq!(capacity.quiet_debt, Some(0.75));
    }

    #[test]
    fn a_run_that_is_never_quiet_does_not_pull_the_mean_down() {
        let never = outcome(vec![sample(0.5, true)]);
        let once = outcome(vec![sample(0.75, false), sample(0.5, true)]);

        let mixed = Outcome::mean(&[never.clone(), once]).unwrap().capacity;
        let unknown = Outcome::mean(&[never.clone(), never]).unwrap().capacity;

        assert_eq!(mixed.quiet, Some(0.75));
        assert!((mixed.always - 0.5625).abs() < 1e-12);
        assert_eq!(unknown.quiet, None);
    }
}
