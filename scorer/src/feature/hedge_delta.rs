//! How much of the collateral the market would have to sell to be hedged.

use super::Feature;
use super::reference_hedge::{HOURS, ReferenceHedge};
use super::view::MarketView;
use crate::normal::distribution;

/// Delta of the reference hedge (`reference_hedge.rs`: a 30-day put, one shock below the price),
/// N(d1) - 1.
///
/// Unit: coins per coin hedged, -1 to 0. Look-back: 36 hours; missing without an implied volatility
/// within them.
#[derive(Clone, Copy, Debug)]
pub struct HedgeDelta;

impl Feature for HedgeDelta {
    fn name(&self) -> &'static str {
        "hedge_delta_30d"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        Some(distribution(ReferenceHedge::of(view)?.d1) - 1.0)
    }
}
