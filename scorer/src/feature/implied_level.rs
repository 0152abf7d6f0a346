//! What options say about the month ahead.

use super::Feature;
use super::view::MarketView;
use crate::number::ln;

/// ln of the market's implied-volatility index (BTC's DVOL, annualised, in percent) at the last
/// close.
///
/// Look-back: 36 hours, because the index skips a day a month; missing where nothing was printed
/// within them.
#[derive(Clone, Copy, Debug)]
pub struct ImpliedLevel;

const HOURS: usize = 36;

impl Feature for ImpliedLevel {
    fn name(&self) -> &'static str {
        "log_implied_volatility"
    }

    fn look_back_hours(&self) -> usize {
        HOURS
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.implied_volatility(HOURS).map(ln)
    }
}
