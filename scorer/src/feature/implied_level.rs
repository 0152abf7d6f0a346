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

/// Hours within which a print counts as the present level.
pub(super) const PRINTED_WITHIN_HOURS: usize = 36;

impl Feature for ImpliedLevel {
    fn name(&self) -> &'static str {
        "log_implied_volatility"
    }

    fn look_back_hours(&self) -> usize {
        PRINTED_WITHIN_HOURS
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_implied(view, 0)
    }
}

/// The formula of [`ImpliedLevel`] as of `hours_ago`.
pub(super) fn log_implied(view: &MarketView<'_>, hours_ago: usize) -> Option<f64> {
    view.implied_volatility_ago(hours_ago, PRINTED_WITHIN_HOURS)
        .map(ln)
}
