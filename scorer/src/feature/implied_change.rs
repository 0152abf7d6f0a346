//! Whether options have just become dearer.

use super::Feature;
use super::implied_level::{PRINTED_WITHIN_HOURS, log_implied};
use super::view::MarketView;

/// ln( V(t) / V(t - 24 h) ), V the market's implied-volatility index (BTC's DVOL) at a close.
///
/// Unit: log ratio. Look-back: 24 + 36 hours, because the index skips a day a month; missing where nothing was printed
/// within 36 hours of either end.
#[derive(Clone, Copy, Debug)]
pub struct ImpliedChange;

const HOURS: usize = 24;

impl Feature for ImpliedChange {
    fn name(&self) -> &'static str {
        "implied_volatility_change_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + PRINTED_WITHIN_HOURS
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        Some(log_implied(view, 0)? - log_implied(view, HOURS)?)
    }
}
