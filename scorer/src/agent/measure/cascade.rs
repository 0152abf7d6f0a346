//! Withdrawal cascades: depositors who asked for their money and found too little cash.

use super::Mean;
use crate::agent::journal::Journal;
use crate::agent::units::{HOUR, float};
use crate::number::count;
use serde::Serialize;

/// Who had to wait.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cascade {
    /// Depositors who were refused for lack of cash.
    pub refused: f64,
    /// Of these, who still waited at the end.
    pub still_waiting: f64,
    /// What they had asked for, dollars.
    pub asked: f64,
    /// The longest wait, hours; to the end for who still waited.
    pub longest_hours: f64,
}

impl Cascade {
    pub(super) fn of(journal: &Journal) -> Self {
        let waits = &journal.waits;
        let end = journal.samples.last().map_or(0, |sample| sample.at);
        let hours = waits.iter().map(|wait| {
            let until = wait.until.unwrap_or(end);
            float(until.saturating_sub(wait.from)) / float(HOUR)
        });
        Self {
            refused: count(waits.len()),
            still_waiting: count(waits.iter().filter(|wait| wait.until.is_none()).count()),
            asked: waits
                .iter()
                .map(|wait| wait.asked)
                .fold(0.0, |sum, value| sum + value),
            longest_hours: hours.fold(0.0, f64::max),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            refused: mean(&|outcome| outcome.cascade.refused),
            still_waiting: mean(&|outcome| outcome.cascade.still_waiting),
            asked: mean(&|outcome| outcome.cascade.asked),
            longest_hours: mean(&|outcome| outcome.cascade.longest_hours),
        }
    }
}
