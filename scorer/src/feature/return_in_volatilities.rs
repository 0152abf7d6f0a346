//! How unusual the month's move is.

use super::Feature;
use super::day_return::log_return;
use super::log_volatility::hourly_volatility;
use super::view::MarketView;
use crate::number::count;

/// ln( P(t) / P(t - 720 h) ) / ( s √720 ), P a close and s the hourly volatility of the 720 hours (30 days).
///
/// The trend's t-statistic: momentum on its own scale. Unit: standard deviations. Look-back: 721 hours. Missing where
/// either close is, or below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct ReturnInVolatilities;

const HOURS: usize = 720;

impl Feature for ReturnInVolatilities {
    fn name(&self) -> &'static str {
        "return_in_volatilities_720h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let month = hourly_volatility(view, HOURS)? * count(HOURS).sqrt();
        log_return(view, HOURS).map(|value| value / month)
    }
}
