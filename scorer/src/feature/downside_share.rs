//! How much of the recent movement was downward.

use super::Feature;
use super::view::{MarketView, covered};

/// Σ r² over r < 0, divided by Σ r², over the last 72 hours; r the hourly logarithmic return.
///
/// The downside semivariance (Barndorff-Nielsen, Kinnebrock and Shephard, 2010) as a share of the
/// variance, so that it adds to the volatilities rather than repeating them.
/// Unit: fraction from 0 to 1; 0.5 where nothing moved. Look-back: 72 hours. Missing below 80 %.
#[derive(Clone, Copy, Debug)]
pub struct DownsideShare;

const HOURS: usize = 72;

impl Feature for DownsideShare {
    fn name(&self) -> &'static str {
        "downside_semivariance_share_72h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let returns = covered(view.log_returns(HOURS).iter().copied(), HOURS)?;
        let squares = |returns: &mut dyn Iterator<Item = f64>| {
            returns.map(|value| value * value).sum::<f64>()
        };
        let total = squares(&mut returns.iter().copied());
        let downside = squares(&mut returns.iter().copied().filter(|value| *value < 0.0));
        Some(if total > 0.0 { downside / total } else { 0.5 })
    }
}
