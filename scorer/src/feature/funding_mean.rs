//! What leveraged longs have paid over the last day.

use super::Feature;
use super::view::MarketView;
use crate::number::count;

/// Mean of the last three funding rates settled at or before the decision time, in basis points per 8 hours.
///
/// Look-back: 48 hours; missing where fewer than three were settled within them, or the asset has no perpetual future.
#[derive(Clone, Copy, Debug)]
pub struct FundingMean;

const HOURS: u16 = 48;
const SETTLEMENTS: usize = 3;
const BASIS_POINTS: f64 = 10_000.0;

impl Feature for FundingMean {
    fn name(&self) -> &'static str {
        "funding_mean_bps_24h"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let settled = view.funding_rates(i64::from(HOURS));
        let last = settled.get(settled.len().checked_sub(SETTLEMENTS)?..)?;
        Some(
            BASIS_POINTS * last.iter().map(|funding| funding.rate).sum::<f64>() / count(last.len()),
        )
    }
}
