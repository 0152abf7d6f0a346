//! How much of the day's variance came in jumps.

use super::Feature;
use super::view::{MarketView, covered_mean};

/// max( 0, 1 - B / V ) over the last 24 hours, where V is the mean of r² and B = (π/2) times the mean of |r(i)| |r(i-1)|.
///
/// Bipower variation sees the continuous part alone (Barndorff-Nielsen and Shephard, 2004). Unit: fraction from 0 to 1; 0
/// where nothing moved. Look-back: 24 returns and the one before them. Missing below 80 % coverage of either mean.
#[derive(Clone, Copy, Debug)]
pub struct JumpShare;

const HOURS: usize = 24;

impl Feature for JumpShare {
    fn name(&self) -> &'static str {
        "jump_share_24h"
    }

    fn look_back_hours(&self) -> usize {
        HOURS + 2
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let returns = view.log_returns(HOURS + 1);
        let recent = returns.get(returns.len().checked_sub(HOURS)?..)?;
        let variance = covered_mean(recent.iter().map(|value| value * value), HOURS)?;
        let neighbours = returns.windows(2).map(|pair| (pair[0] * pair[1]).abs());
        let bipower = covered_mean(neighbours, HOURS)?;
        if variance <= 0.0 {
            return Some(0.0);
        }
        Some((1.0 - std::f64::consts::FRAC_PI_2 * bipower / variance).max(0.0))
    }
}
