//! How far prices swung within the hours, whatever their trend, against how far they got.

use super::Feature;
use super::range_volatility::{HOURS, log_range_to_close};
use super::view::MarketView;
use crate::number::ln;

/// ln( w / s ) over the last 24 hours, where w² is the mean of ln(H/C) ln(H/O) + ln(L/C) ln(L/O) and
/// s the hourly volatility from close to close.
///
/// Rogers and Satchell (1991), "Estimating variance from high, low and closing prices": zero in an
/// hour that goes straight from one end to the other, so that a trend does not pass for swings.
/// Unit: log ratio. Look-back: 25 hours. Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct RogersSatchell;

impl Feature for RogersSatchell {
    fn name(&self) -> &'static str {
        "log_rogers_satchell_to_close_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_range_to_close(view, |bar| {
            ln(bar.high / bar.close) * ln(bar.high / bar.open)
                + ln(bar.low / bar.close) * ln(bar.low / bar.open)
        })
    }
}
