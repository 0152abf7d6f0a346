//! How much the whole market moves.

use super::Feature;
use super::log_volatility::log_volatility;
use super::view::{MarketView, mean};

/// Mean over the market's assets of [`super::LogVolatility`] over 24 hours, each in units of its
/// own shock.
///
/// Unit: log of (hourly volatility per shock). Look-back: 24 hours. Assets that are not covered
/// are left out; missing when the asset itself is not covered.
#[derive(Clone, Copy, Debug)]
pub struct MarketVolatility;

const HOURS: usize = 24;

impl Feature for MarketVolatility {
    fn name(&self) -> &'static str {
        "market_log_volatility_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        log_volatility(view, HOURS)?;
        let values: Vec<f64> = view
            .market()
            .filter_map(|asset| log_volatility(&asset, HOURS))
            .collect();
        mean(&values)
    }
}
