//! What the baselines know at a decision time, and what came after it.

use serde::{Deserialize, Serialize};

use super::log_har::COMPONENT_HOURS;
use super::variance_history::{HOURLY_VARIANCE_MIN, VarianceHistory};
use crate::label::{HORIZON_HOURS, HORIZONS_HOURS, falls_within, realised_variance, worst_fall};
use crate::number::{count, ln};
use crate::time::{Timestamp, Window};

/// Look-backs of the logistic regression, in hours, as those of the model's volatilities.
const VOLATILITY_HOURS: [usize; 5] = [6, 24, 72, 168, 720];

/// One hour of one asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Decision time.
    pub time: Timestamp,
    /// Price at it.
    pub price: f64,
    /// The asset's reference shock, a fraction.
    pub shock: f64,
    /// What was known; None where a look-back is not covered.
    pub inputs: Option<Inputs>,
    /// What came; None where a bar of the next 24 hours is missing.
    pub outcome: Option<Outcome>,
}

/// What was known. Variances are of a day, in units of the shock squared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inputs {
    /// Logarithms of the variance over 6 h, 24 h, 3 d, 7 d and 30 d.
    pub log_variances: [f64; 5],
    /// Logarithms of the variance over a day, a week and a month.
    pub components: [f64; 3],
    /// Variance of the last 24 hours.
    pub last_day: f64,
    /// EWMA variance.
    pub ewma: f64,
}

/// What came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether the price fell by the shock within 1, 6 and 24 hours.
    pub falls: [bool; 3],
    /// Deepest fall of the 24 hours, a fraction.
    pub worst_fall: f64,
    /// Realised variance of the 24 hours.
    pub realised_variance: f64,
}

impl Outcome {
    /// Whether the score's label is true.
    pub fn event(&self) -> bool {
        let [.., day] = self.falls;
        day
    }

    /// The return to the lowest price of the 24 hours: what value at risk is asked about.
    pub fn worst_return(&self) -> f64 {
        -self.worst_fall
    }
}

/// Every full hour of `window` that has a price, ascending.
pub fn observe(variances: &VarianceHistory<'_>, shock: f64, window: Window) -> Vec<Observation> {
    let bars = variances.history().bars();
    let observation = |time: Timestamp| {
        Some(Observation {
            time,
            price: bars.get(time.plus_hours(-1))?.close,
            shock,
            inputs: inputs(variances, shock, time),
            outcome: outcome(variances, shock, time),
        })
    };
    window.hours().filter_map(observation).collect()
}

fn inputs(variances: &VarianceHistory<'_>, shock: f64, time: Timestamp) -> Option<Inputs> {
    let scale = daily_scale(shock);
    let log_variance = |hours: usize| Some(ln(variances.hourly_variance(time, hours)? * scale));
    let mut log_variances = [0.0; 5];
    for (value, hours) in log_variances.iter_mut().zip(VOLATILITY_HOURS) {
        *value = log_variance(hours)?;
    }
    let mut components = [0.0; 3];
    for (value, hours) in components.iter_mut().zip(COMPONENT_HOURS) {
        *value = log_variance(hours)?;
    }
    Some(Inputs {
        log_variances,
        components,
        last_day: variances.hourly_variance(time, COMPONENT_HOURS[0])? * scale,
        ewma: variances.ewma_hourly_variance(time)? * scale,
    })
}

fn outcome(variances: &VarianceHistory<'_>, shock: f64, time: Timestamp) -> Option<Outcome> {
    let history = variances.history();
    let mut falls = [false; 3];
    for (fall, hours) in falls.iter_mut().zip(HORIZONS_HOURS) {
        *fall = falls_within(history, time, shock, hours)?;
    }
    Some(Outcome {
        falls,
        worst_fall: worst_fall(history, time, HORIZON_HOURS)?,
        realised_variance: realised_variance(history, time, HORIZON_HOURS)?
            .max(HOURLY_VARIANCE_MIN * hours_per_day()),
    })
}

/// From the variance of an hour to that of a day in units of the shock squared.
fn daily_scale(shock: f64) -> f64 {
    hours_per_day() / (shock * shock)
}

fn hours_per_day() -> f64 {
    count(COMPONENT_HOURS[0])
}
