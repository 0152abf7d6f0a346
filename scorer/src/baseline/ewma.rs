//! Exponentially weighted moving average of squared returns.

use crate::number::{count, exp, ln};

/// Weight that a day keeps a day later (`RiskMetrics`, 4th edition, 1996, for daily data). An hour keeps its 24th root, so
/// that half of the weight lies on the last 11 days.
pub(super) const DAILY_DECAY: f64 = 0.94;

/// Returns before the average counts: a week.
const RETURNS_MIN: usize = 168;
const HOURS_PER_DAY: f64 = 24.0;

/// The average of the squared `returns` of the first i hours, for i from 0 on; unknown (NaN) returns are passed over. Weights
/// are divided by their sum, so that it needs no starting value.
pub(super) fn path(returns: &[f64]) -> Vec<Option<f64>> {
    let decay = exp(ln(DAILY_DECAY) / HOURS_PER_DAY);
    let (mut weighted, mut weights, mut known) = (0.0, 0.0, 0);
    let mut path = vec![None];
    for change in returns {
        if !change.is_nan() {
            weighted = decay * weighted + change * change;
            weights = decay * weights + 1.0;
            known += 1;
        }
        path.push((count(known) >= count(RETURNS_MIN)).then(|| weighted / weights));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_returns_average_to_their_square() {
        let path = path(&[0.02; 500]);

        assert_eq!((path.len(), path[167]), (501, None));
        assert!((path[168].unwrap() - 0.0004).abs() < 1e-12);
        assert!((path[500].unwrap() - 0.0004).abs() < 1e-12);
    }

    #[test]
    fn shock_fades_by_six_percent_a_day() {
        let mut returns = vec![0.0; 20_000];
        returns[15_000] = 0.1;
        let path = path(&returns);

        let (at_once, day_later) = (path[15_001].unwrap(), path[15_025].unwrap());

        assert!((day_later / at_once - DAILY_DECAY).abs() < 1e-9);
    }

    #[test]
    fn unknown_returns_are_passed_over() {
        let mut returns = vec![0.02; 500];
        returns[300] = f64::NAN;

        assert!((path(&returns)[500].unwrap() - 0.0004).abs() < 1e-12);
    }
}
