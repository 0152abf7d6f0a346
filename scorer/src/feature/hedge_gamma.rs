//! How much more a hedger sells for each percent that the price falls.

use super::Feature;
use super::reference_hedge::{HOURS, ReferenceHedge};
use super::view::MarketView;

/// Gamma of the reference hedge (`reference_hedge.rs`: a 30-day put, one shock below the price), as
/// the change of delta for a price one percent higher: 0.01 n(d1) / (sigma sqrt(T)).
///
/// Unit: coins per coin and percent. Look-back: 36 hours; missing without an implied volatility
/// within them.
#[derive(Clone, Copy, Debug)]
pub struct HedgeGamma;

const PER_PERCENT: f64 = 0.01;

impl Feature for HedgeGamma {
    fn name(&self) -> &'static str {
        "hedge_gamma_30d"
    }

    fn look_back_hours(&self) -> usize {
        usize::from(HOURS)
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let hedge = ReferenceHedge::of(view)?;
        Some(PER_PERCENT * hedge.density() / hedge.deviation)
    }
}
