//! Whether the week's large moves were falls or rises.

use super::Feature;
use super::view::{MarketView, covered, mean};
use crate::number::count;

/// (1/n) Σ (r - m)³ / s³ over the last 168 hours, m and s the mean and standard deviation of the hourly returns r.
///
/// Unit: none, held to -5 to 5, because one return in 168 can yield 13; 0 where nothing moved. Look-back: 169 hours.
/// Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct Skewness;

const HOURS: usize = 168;
const SKEWNESS_MAX: f64 = 5.0;

impl Feature for Skewness {
    fn name(&self) -> &'static str {
        "skewness_168h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let returns = covered(view.log_returns(HOURS).iter().copied(), HOURS)?;
        let n = count(returns.len());
        let mean = mean(&returns)?;
        let moment = |power: i32| {
            let powers = returns.iter().map(|value| (value - mean).powi(power));
            powers.sum::<f64>() / n
        };
        let deviation = moment(2).sqrt();
        if deviation <= 0.0 {
            return Some(0.0);
        }
        let skewness = moment(3) / (deviation * deviation * deviation);
        Some(skewness.clamp(-SKEWNESS_MAX, SKEWNESS_MAX))
    }
}
