//! Kamino-like terms with Morpho's adaptive curve in the place of the fixed one.

use super::fixed::opening;
use crate::agent::{MarketPlan, Opening, Signal, Steward};
use crate::peer::AdaptiveCurve;
use ballast_policy::Result;
use ballast_policy::market::Market;
use ballast_policy::unit::{ReserveIndex, Timestamp};

/// The curve follows utilisation at every use on Morpho; here every quarter of an hour, in which it drifts by at most 0.15 %.
const INTERVAL_SECONDS: u64 = 900;
const INTERVAL: f64 = 900.0;

/// A curve that scales itself by utilisation; everything else stays.
#[derive(Clone, Debug, Default)]
pub struct Adaptive {
    curves: Vec<AdaptiveCurve>,
}

impl Steward for Adaptive {
    fn name(&self) -> &'static str {
        "morpho"
    }

    fn open(&mut self, plan: &MarketPlan) -> Result<Opening> {
        self.curves = vec![AdaptiveCurve::default(); plan.reserves.len()];
        let mut opening = opening(plan)?;
        for ((config, _), curve) in opening.reserves.iter_mut().zip(&self.curves) {
            config.curves = [curve.curve()?; 3];
        }
        Ok(opening)
    }

    fn interval_seconds(&self) -> Option<u64> {
        Some(INTERVAL_SECONDS)
    }

    fn act(&mut self, market: &mut Market<'_>, now: Timestamp, signal: &Signal) -> Result<()> {
        let reserves = self.curves.iter_mut().zip(&signal.reserves);
        for (index, (curve, signal)) in (0u16..).zip(reserves) {
            curve.advance(signal.utilization, INTERVAL);
            let curve = curve.curve()?;
            if let Some(reserve) = market.reserves.get_mut(usize::from(index)) {
                reserve.config.curves = [curve; 3];
            }
            market.accrue(ReserveIndex(index), now)?;
        }
        Ok(())
    }
}
