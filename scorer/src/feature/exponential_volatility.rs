//! Realised volatility that forgets slowly.

use super::Feature;
use super::log_volatility::VOLATILITY_FLOOR;
use super::view::{MarketView, is_covered};
use crate::number::{exp, ln};

/// ln( s / k ), where s² = Σ w r² / Σ w over the last 480 hours, w = 2^(-age / 48 h), r the hourly logarithmic return,
/// and k the asset's reference shock.
///
/// `RiskMetrics`' exponentially weighted volatility (J.P. Morgan, 1996), cut at ten half-lives. Unit: log of (hourly
/// volatility per shock). Look-back: 480 hours. Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct ExponentialVolatility;

const HOURS: usize = 480;
const HALF_LIFE_HOURS: f64 = 48.0;

impl Feature for ExponentialVolatility {
    fn name(&self) -> &'static str {
        "exponential_log_volatility_48h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let decay = exp(-std::f64::consts::LN_2 / HALF_LIFE_HOURS);
        let (mut squares, mut weights, mut known) = (0.0, 0.0, 0);
        for value in view.log_returns(HOURS) {
            (squares, weights) = (squares * decay, weights * decay);
            if !value.is_nan() {
                (squares, weights, known) = (squares + value * value, weights + 1.0, known + 1);
            }
        }
        if !is_covered(known, HOURS) {
            return None;
        }
        let volatility = (squares / weights).sqrt().max(VOLATILITY_FLOOR);
        Some(ln(volatility / view.shock()))
    }
}
