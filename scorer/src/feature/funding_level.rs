//! What leveraged longs pay to stay long.

use super::Feature;
use super::view::MarketView;

/// The last funding rate settled at or before the decision time, in basis points per 8 hours.
///
/// Positive: longs pay shorts. Look-back: 24 hours; missing where nothing was settled within them
/// (three settlements missed) or the asset has no perpetual future.
#[derive(Clone, Copy, Debug)]
pub struct FundingLevel;

const HOURS: u16 = 24;
const BASIS_POINTS: f64 = 10_000.0;

impl Feature for FundingLevel {
    fn name(&self) -> &'static str {
        "funding_rate_bps_8h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        view.funding_rate(i64::from(HOURS))
            .map(|rate| BASIS_POINTS * rate)
    }
}
