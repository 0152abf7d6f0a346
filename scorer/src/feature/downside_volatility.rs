//! Realised volatility of the falls alone.

use super::Feature;
use super::log_volatility::VOLATILITY_FLOOR;
use super::view::{MarketView, covered};
use crate::number::{count, ln};

/// ln( s / k ), where s = sqrt( (1/n) Σ r² over r < 0 ) over the last h hours, n all returns known, and k the asset's
/// reference shock.
///
/// The root of the downside semivariance (Barndorff-Nielsen, Kinnebrock and Shephard, 2010). Unit: log of (hourly
/// volatility per shock). Look-back: h hours. Missing below 80 % coverage.
#[derive(Clone, Copy, Debug)]
pub struct DownsideVolatility {
    /// Name in the schema.
    pub name: &'static str,
    /// Look-back h, in hours.
    pub hours: usize,
}

impl Feature for DownsideVolatility {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        self.hours + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let returns = covered(view.log_returns(self.hours).iter().copied(), self.hours)?;
        let falls = returns.iter().filter(|value| **value < 0.0);
        let variance = falls.map(|value| value * value).sum::<f64>() / count(returns.len());
        Some(ln(variance.sqrt().max(VOLATILITY_FLOOR) / view.shock()))
    }
}
