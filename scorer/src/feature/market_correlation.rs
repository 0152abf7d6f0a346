//! Whether the asset moves alone or with the market.

use super::Feature;
use super::view::{MarketView, covered, mean};
use crate::number::count;

/// Pearson correlation, over the last 72 hours, of the asset's hourly logarithmic return with the
/// mean return of the market's other assets (for BTC with ETH and SOL, and so on).
///
/// Unit: -1 to 1; 0 where either side did not move. Look-back: 72 hours. Missing below 80 %
/// coverage, or without another asset.
#[derive(Clone, Copy, Debug)]
pub struct MarketCorrelation;

const HOURS: usize = 72;

impl Feature for MarketCorrelation {
    fn name(&self) -> &'static str {
        "market_correlation_72h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 1
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let others: Vec<&[f64]> = view
            .market()
            .filter(|other| other.symbol() != view.symbol())
            .map(|other| other.log_returns(HOURS))
            .filter(|returns| {
                returns.len() == HOURS && covered(returns.iter().copied(), HOURS).is_some()
            })
            .collect();
        let own = view.log_returns(HOURS);
        if others.is_empty() || own.len() < HOURS {
            return None;
        }
        let pairs: Vec<(f64, f64)> = (0..HOURS)
            .filter_map(|hour| Some((known(own[hour])?, mean_at(&others, hour)?)))
            .collect();
        covered(pairs.iter().map(|pair| pair.0), HOURS)?;
        Some(correlation(&pairs))
    }
}

fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

fn mean_at(series: &[&[f64]], hour: usize) -> Option<f64> {
    let values: Vec<f64> = series
        .iter()
        .filter_map(|returns| known(returns[hour]))
        .collect();
    mean(&values)
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = count(pairs.len());
    let mean_x = pairs.iter().map(|pair| pair.0).sum::<f64>() / n;
    let mean_y = pairs.iter().map(|pair| pair.1).sum::<f64>() / n;
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        xx += (x - mean_x) * (x - mean_x);
        yy += (y - mean_y) * (y - mean_y);
        xy += (x - mean_x) * (y - mean_y);
    }
    let scale = (xx * yy).sqrt();
    if scale > 0.0 {
        (xy / scale).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlation_of_a_line_is_one_and_of_a_constant_zero() {
        let line: Vec<(f64, f64)> = (0..5)
            .map(|i| (f64::from(i), 3.0 - 2.0 * f64::from(i)))
            .collect();
        let flat: Vec<(f64, f64)> = (0..5).map(|i| (f64::from(i), 1.0)).collect();

        assert!((correlation(&line) + 1.0).abs() < 1e-12);
        assert!(correlation(&flat).abs() < 1e-12);
    }
}
