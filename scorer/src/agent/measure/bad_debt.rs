//! Bad debt: what was written off and who bore it, and what is still owed without cover.

use super::Mean;
use crate::agent::journal::Journal;
use serde::Serialize;

/// Dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BadDebt {
    /// Written off and still uncovered at the end.
    pub total: f64,
    /// Written off.
    pub written_off: f64,
    /// Borne by the protocol's uncollected fees.
    pub borne_by_fees: f64,
    /// Borne by the insurance.
    pub borne_by_insurance: f64,
    /// Borne by depositors.
    pub borne_by_depositors: f64,
    /// Owed without cover at the end, at the oracle's prices.
    pub uncovered_at_end: f64,
    /// The most that was owed without cover at any sample.
    pub uncovered_peak: f64,
}

impl BadDebt {
    pub(super) fn of(journal: &Journal) -> Self {
        let sum = |figure: fn(&crate::agent::journal::LossRecord) -> f64| {
            journal
                .losses
                .iter()
                .map(figure)
                .fold(0.0, |sum, value| sum + value)
        };
        let uncovered = journal.samples.iter().map(|sample| sample.uncovered);
        let written_off = sum(|loss| loss.written_off);
        let at_end = uncovered.clone().next_back().unwrap_or(0.0);
        Self {
            total: written_off + at_end,
            written_off,
            borne_by_fees: sum(|loss| loss.fees),
            borne_by_insurance: sum(|loss| loss.insurance),
            borne_by_depositors: sum(|loss| loss.depositors),
            uncovered_at_end: at_end,
            uncovered_peak: uncovered.fold(0.0, f64::max),
        }
    }

    pub(super) fn mean(mean: &Mean<'_>) -> Self {
        Self {
            total: mean(&|outcome| outcome.bad_debt.total),
            written_off: mean(&|outcome| outcome.bad_debt.written_off),
            borne_by_fees: mean(&|outcome| outcome.bad_debt.borne_by_fees),
            borne_by_insurance: mean(&|outcome| outcome.bad_debt.borne_by_insurance),
            borne_by_depositors: mean(&|outcome| outcome.bad_debt.borne_by_depositors),
            uncovered_at_end: mean(&|outcome| outcome.bad_debt.uncovered_at_end),
            uncovered_peak: mean(&|outcome| outcome.bad_debt.uncovered_peak),
        }
    }
}
