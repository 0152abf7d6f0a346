//! How much volatility itself moves about.

use super::Feature;
use super::log_volatility::VOLATILITY_FLOOR;
use super::view::{MarketView, covered, is_covered, mean};
use crate::number::{count, ln};

/// Standard deviation, over the last 336 hours (14 days), of l(u) - l(u - 24 h), where l(u) is the logarithm of the
/// 24-hour volatility at hour u.
///
/// Unit: log ratio, from 0. Look-back: 336 + 48 hours. Missing where fewer than 80 % of the 336 differences are known;
/// each needs 80 % of both its days.
#[derive(Clone, Copy, Debug)]
pub struct VolatilityOfVolatility;

const HOURS: usize = 336;
const DAY: usize = 24;

impl Feature for VolatilityOfVolatility {
    fn name(&self) -> &'static str {
        "volatility_of_volatility_336h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 2 * DAY
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let logs = day_log_volatilities(view.log_returns(HOURS + 2 * DAY - 1));
        let changes = logs
            .iter()
            .skip(DAY)
            .zip(&logs)
            .filter_map(|(later, earlier)| Some((*later)? - (*earlier)?));
        let changes = covered(changes, HOURS)?;
        let mean = mean(&changes)?;
        let squares = changes
            .iter()
            .map(|change| (change - mean) * (change - mean));
        Some((squares.sum::<f64>() / count(changes.len())).sqrt())
    }
}

/// The logarithm of the 24-hour volatility at the end of each run of 24 returns; None where too few are known.
fn day_log_volatilities(returns: &[f64]) -> Vec<Option<f64>> {
    returns
        .windows(DAY)
        .map(|day| {
            let known = day.iter().filter(|value| !value.is_nan());
            let (squares, rows) = known.fold((0.0, 0), |(squares, rows), value| {
                (squares + value * value, rows + 1)
            });
            is_covered(rows, DAY).then(|| ln((squares / count(rows)).sqrt().max(VOLATILITY_FLOOR)))
        })
        .collect()
}
