//! How much dearer the hedge gets when volatility rises.

use super::Feature;
use super::reference_hedge::{HOURS, ReferenceHedge};
use super::view::MarketView;

/// Vega of the reference hedge (`reference_hedge.rs`: a 30-day put, one shock below the price), for
/// one point of implied volatility: 100 n(d1) sqrt(T).
///
/// Unit: basis points of the price per point. Look-back: 36 hours; missing without an implied
/// volatility within them.
#[derive(Clone, Copy, Debug)]
pub struct HedgeVega;

/// 10,000 basis points of the price, for a hundredth of volatility.
const BASIS_POINTS_PER_POINT: f64 = 100.0;

impl Feature for HedgeVega {
    fn name(&self) -> &'static str {
        "hedge_vega_30d"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let hedge = ReferenceHedge::of(view)?;
        Some(BASIS_POINTS_PER_POINT * hedge.density() * hedge.root_years)
    }
}
