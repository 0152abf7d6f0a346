//! Where the price has gone since yesterday.

use super::Feature;
use super::view::MarketView;
use crate::number::ln;

/// ln( P(t) / P(t - 24 h) ) / k, P a close and k the asset's reference shock.
///
/// Unit: shocks; 1 is a rise by the shock (in logarithm). Look-back: 25 hours. Missing where either close is.
#[derive(Clone, Copy, Debug)]
pub struct DayReturn;

const HOURS: usize = 24;

impl Feature for DayReturn {
    fn name(&self) -> &'static str {
        "return_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_return(view, HOURS).map(|value| value / view.shock())
    }
}

/// ln( P(t) / P(t - `hours`) ), P a close.
pub(super) fn log_return(view: &MarketView<'_>, hours: usize) -> Option<f64> {
    Some(ln(view.price()? / view.price_ago(hours)?))
}
