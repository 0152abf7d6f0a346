//! How far prices ran within the hours, against how far they got: from all four prices.

use super::Feature;
use super::range_volatility::{HOURS, log_range_to_close};
use super::view::MarketView;
use crate::number::ln;

/// ln( g / s ) over the last 24 hours, where g² is the mean of ln(H/L)² / 2 - (2 ln 2 - 1) ln(C/O)²
/// and s the hourly volatility from close to close.
///
/// Garman and Klass (1980), "On the estimation of security price volatilities from historical data":
/// less noisy than [`super::Parkinson`], and like it only right without a drift. Unit: log ratio.
/// Look-back: 25 hours. Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct GarmanKlass;

impl Feature for GarmanKlass {
    fn name(&self) -> &'static str {
        "log_garman_klass_to_close_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_range_to_close(view, |bar| {
            let (range, body) = (ln(bar.high / bar.low), ln(bar.close / bar.open));
            let body_weight = 2.0 * std::f64::consts::LN_2 - 1.0;
            0.5 * range * range - body_weight * body * body
        })
    }
}
