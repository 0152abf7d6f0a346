//! Backtest of values at risk and expected shortfalls.

use serde::{Deserialize, Serialize};

use super::section::JudgedRow;
use crate::baseline::TAIL_LEVELS;
use crate::metric::{Coverage, christoffersen, fz0_loss};
use crate::number::count;

const HOURS_PER_DAY: i64 = 24;

/// Backtest of a tail, on one row a day and asset (midnight UTC), so that outcomes do not overlap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TailReport {
    /// Promised frequency of worse returns.
    pub level: f64,
    /// Violations and the tests of Kupiec and Christoffersen. Assets fall together, so that over several assets the p-values
    /// are too small.
    pub coverage: Coverage,
    /// Mean [`fz0_loss`].
    pub fz0: Option<f64>,
    /// Mean value at risk, a return.
    pub mean_value_at_risk: Option<f64>,
    /// Mean expected shortfall of the days with a violation, a return.
    pub promised_shortfall: Option<f64>,
    /// Mean return of the days with a violation.
    pub realised_shortfall: Option<f64>,
}

/// Backtests the tails at the `level`-th of [`TAIL_LEVELS`] of the forecaster at `place`.
pub(super) fn tail(place: usize, level: usize, rows: &[JudgedRow]) -> TailReport {
    let promised_level = TAIL_LEVELS[level];
    let mut runs: Vec<Vec<bool>> = Vec::new();
    let mut previous: Option<&JudgedRow> = None;
    let (mut losses, mut risks) = (Vec::new(), Vec::new());
    let (mut promised, mut realised) = (Vec::new(), Vec::new());
    for row in rows.iter().filter(|row| row.is_midnight()) {
        let Some(tail) = row.forecasts[place].tails.map(|tails| tails[level]) else {
            continue;
        };
        let outcome = row.outcome.worst_return();
        let is_violation = outcome < tail.value_at_risk;
        let follows = previous.is_some_and(|previous| {
            previous.asset == row.asset && previous.time.plus_hours(HOURS_PER_DAY) == row.time
        });
        previous = Some(row);
        match runs.last_mut() {
            Some(run) if follows => run.push(is_violation),
            _ => runs.push(vec![is_violation]),
        }
        losses.extend(fz0_loss(outcome, tail, promised_level));
        risks.push(tail.value_at_risk);
        if is_violation {
            promised.push(tail.expected_shortfall);
            realised.push(outcome);
        }
    }
    TailReport {
        level: promised_level,
        coverage: christoffersen(&runs, promised_level),
        fz0: mean(&losses),
        mean_value_at_risk: mean(&risks),
        promised_shortfall: mean(&promised),
        realised_shortfall: mean(&realised),
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}
