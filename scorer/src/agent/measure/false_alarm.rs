//! What caution cost borrowers while no crash was within a day before or after: interest above the calm curve's at the same
//! utilisation, and borrowing that was refused.

use super::Mean;
use crate::agent::journal::Journal;
use crate::agent::units::float;
use serde::Serialize;

/// Seconds of a year.
const YEAR: f64 = 31_536_000.0;

/// Dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FalseAlarm {
    /// Interest above the calm curve's in quiet times.
    pub extra_interest: f64,
    /// Borrowing that was asked for on calm terms and refused in quiet times; who is refused again and again is counted once a day.
    pub refused_borrowing: f64,
    /// Borrowing that was granted in quiet times.
    pub granted_borrowing: f64,
    /// Interest above the calm curve's at all times.
    pub extra_interest_always: f64,
}

impl FalseAlarm {
    pub(super) fn of(journal: &Journal, sample_seconds: u64) -> Self {
        let samples = &journal.samples;
        let first = samples.first().map_or(0, |sample| sample.at);
        let is_quiet = |at: u64| {
            let index = at.saturating_sub(first) / sample_seconds.max(1);
            let index = usize::try_from(index).unwrap_or(usize::MAX);
            samples
                .get(index)
                .or(samples.last())
                .is_some_and(|sample| !sample.is_near_crash)
        };
        let extra = |quiet_only: bool| -> f64 {
            let counted = samples
                .iter()
                .filter(|sample| !(quiet_only && sample.is_near_crash));
            let rates = counted.map(|sample| sample.debt * (sample.borrow_rate - sample.calm_rate));
            rates.fold(0.0, |sum, value| sum + value) * float(sample_seconds) / YEAR
        };
        let quiet_sum = |asked: &[(u64, f64)]| -> f64 {
            let quiet = asked.iter().filter(|(at, _)| is_quiet(*at));
            quiet
                .map(|(_, dollars)| dollars)
                .fold(0.0, |sum, value| sum + value)
        };
        Self {
            extra_interest: extra(true),
            refused_borrowing: quiet_sum(&journal.refused_borrowings),
            granted_borrowing: quiet_sum(&journal.granted_borrowings),
            extra_interest_always: extra(false),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            extra_interest: mean(&|outcome| outcome.false_alarm.extra_interest),
            refused_borrowing: mean(&|outcome| outcome.false_alarm.refused_borrowing),
            granted_borrowing: mean(&|outcome| outcome.false_alarm.granted_borrowing),
            extra_interest_always: mean(&|outcome| outcome.false_alarm.extra_interest_always),
        }
    }
}
