//! How unusual the fall from the recent high is.

use super::Feature;
use super::drawdown::drawdown;
use super::log_volatility::hourly_volatility;
use super::view::MarketView;
use crate::number::count;

/// D / ( s √168 ), where D is [`super::Drawdown`] and s the hourly volatility, both over 168 hours.
///
/// A drawdown of two standard deviations says the same of a quiet asset as of a wild one. Unit: standard deviations of a
/// week's return, from 0. Look-back: 168 hours. Missing below 80 % coverage, or without a price.
#[derive(Clone, Copy, Debug)]
pub struct DrawdownInVolatilities;

const HOURS: usize = 168;

impl Feature for DrawdownInVolatilities {
    fn name(&self) -> &'static str {
        "drawdown_in_volatilities_168h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let week = hourly_volatility(view, HOURS)? * count(HOURS).sqrt();
        Some(drawdown(view, HOURS)? / week)
    }
}
