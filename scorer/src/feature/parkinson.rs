//! How far prices ran within the hours, against how far they got: from highs and lows.

use super::Feature;
use super::range_volatility::{HOURS, log_range_to_close};
use super::view::MarketView;
use crate::number::ln;

/// ln( p / s ) over the last 24 hours, where p² is the mean of ln(H/L)² / (4 ln 2) and s the hourly
/// volatility from close to close.
///
/// Parkinson (1980), "The extreme value method for estimating the variance of the rate of return".
/// Above 0 where hours swing and come back, below 0 where they go one way. As a ratio it adds to the
/// volatilities rather than repeating them. Unit: log ratio. Look-back: 25 hours. Missing below 80 %
/// coverage.
#[derive(Clone, Copy, Debug)]
pub struct Parkinson;

impl Feature for Parkinson {
    fn name(&self) -> &'static str {
        "log_parkinson_to_close_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_range_to_close(view, |bar| {
            let range = ln(bar.high / bar.low);
            range * range / (4.0 * std::f64::consts::LN_2)
        })
    }
}
