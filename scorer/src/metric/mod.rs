//! How good a forecast was: one statistic a file.
//!
//! Rankings ([`area_under_curve`], [`average_precision`], [`roc_curve`], [`precision_recall_curve`]), probabilities
//! ([`brier_score`], [`log_loss`], [`calibration_bands`], [`expected_calibration_error`]), variances ([`qlike`]), tails
//! ([`kupiec`], [`christoffersen`], [`fz0_loss`]), alarms ([`lead_hours`], [`false_alarms`], [`regime_stays`]), and means over runs
//! ([`mean_interval`], [`reduction_interval`]).

mod alarm;
mod auc;
mod average_precision;
mod bands;
mod bootstrap;
mod brier;
mod calibration_error;
mod chi_square;
mod christoffersen;
mod fz0;
mod kupiec;
mod lead_time;
mod log_loss;
mod precision_recall;
mod qlike;
mod quantile;
mod regime_stays;
mod roc;
mod wilson;

use serde::{Deserialize, Serialize};

pub use alarm::{AlarmHours, AlarmRow, false_alarms};
pub use auc::area_under_curve;
pub use average_precision::average_precision;
pub use bands::{BAND_HUNDREDTHS, Band, BandRow, calibration_bands};
pub use bootstrap::{Estimate, difference_interval, mean_interval, reduction_interval};
pub use brier::brier_score;
pub use calibration_error::{band_calibration_error, expected_calibration_error};
pub use chi_square::{ChiSquare, chi_square_tail};
pub use christoffersen::{Coverage, christoffersen};
pub use fz0::fz0_loss;
pub use kupiec::kupiec;
pub use lead_time::{LEG_FALL, first_leg, lead_hours};
pub use log_loss::log_loss;
pub use precision_recall::precision_recall_curve;
pub use qlike::qlike;
pub use quantile::{Tail, empirical_tail};
pub use regime_stays::{RegimeStays, StaysIn, regime_stays};
pub use roc::roc_curve;
pub use wilson::wilson_interval;

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
