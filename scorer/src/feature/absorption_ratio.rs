//! Whether the market moves as one.

use super::Feature;
use super::view::{MarketView, covered, root_mean_square};
use crate::number::count;

/// Share of the market's variance that its common mean absorbs: Σ m² / Σ v over the last 24 hours, where m is the mean and
/// v the mean square of the assets' standardised hourly returns in that hour.
///
/// Each asset's returns are divided by their own root mean square of the 24 hours. The absorption ratio of Kritzman, Li,
/// Page and Rigobon (2011), with the equal-weight mean in place of the first principal component, so that three assets and
/// one day suffice. Unit: fraction; 1 / n for n unrelated assets, 1 for a market that moves as one. Look-back: 25 hours.
/// Missing with fewer than two covered assets.
#[derive(Clone, Copy, Debug)]
pub struct AbsorptionRatio;

const HOURS: usize = 24;
const ASSETS_MIN: usize = 2;

impl Feature for AbsorptionRatio {
    fn name(&self) -> &'static str {
        "absorption_ratio_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let assets: Vec<Vec<f64>> = view
            .market()
            .filter_map(|asset| standardised(asset.log_returns(HOURS)))
            .collect();
        if assets.len() < ASSETS_MIN {
            return None;
        }
        let (mut common, mut all) = (0.0, 0.0);
        for hour in 0..HOURS {
            let known = assets.iter().map(|returns| returns[hour]);
            let known: Vec<f64> = known.filter(|value| !value.is_nan()).collect();
            if known.is_empty() {
                continue;
            }
            let n = count(known.len());
            let mean = known.iter().sum::<f64>() / n;
            common += mean * mean;
            all += known.iter().map(|value| value * value).sum::<f64>() / n;
        }
        (all > 0.0).then(|| common / all)
    }
}

/// Returns over their own root mean square; None where they are not covered or did not move.
fn standardised(returns: &[f64]) -> Option<Vec<f64>> {
    if returns.len() < HOURS {
        return None;
    }
    let scale = root_mean_square(&covered(returns.iter().copied(), HOURS)?)?;
    (scale > 0.0).then(|| returns.iter().map(|value| value / scale).collect())
}
