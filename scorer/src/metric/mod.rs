//! How good a forecast was: one statistic a file.

mod auc;
mod average_precision;
mod brier;

use serde::{Deserialize, Serialize};

pub use auc::area_under_curve;
pub use average_precision::average_precision;
pub use brier::brier_score;

use crate::number::count;

/// A forecast and what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What was forecast: a probability, or for rankings any number that rises with it.
    pub forecast: f64,
    /// Whether the event happened.
    pub event: bool,
}

/// Pairs forecasts with outcomes of the same length.
pub fn judge(forecasts: &[f64], events: &[bool]) -> Vec<Judged> {
    let pairs = forecasts.iter().zip(events);
    pairs
        .map(|(&forecast, &event)| Judged { forecast, event })
        .collect()
}

/// How one forecaster did on one set of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Rows judged.
    pub rows: usize,
    /// Share of rows with the event.
    pub base_rate: f64,
    /// [`area_under_curve`]; None where only one kind of row is there.
    pub auc: Option<f64>,
    /// [`average_precision`]; None without an event.
    pub average_precision: Option<f64>,
    /// [`brier_score`].
    pub brier: Option<f64>,
}

impl Quality {
    /// Judges probabilities against outcomes.
    pub fn of(rows: &[Judged]) -> Self {
        let events = rows.iter().filter(|row| row.event).count();
        Self {
            rows: rows.len(),
            base_rate: count(events) / count(rows.len().max(1)),
            auc: area_under_curve(rows),
            average_precision: average_precision(rows),
            brier: brier_score(rows),
        }
    }
}

#[cfg(test)]
fn judged(rows: &[(f64, bool)]) -> Vec<Judged> {
    rows.iter()
        .map(|&(forecast, event)| Judged { forecast, event })
        .collect()
}
