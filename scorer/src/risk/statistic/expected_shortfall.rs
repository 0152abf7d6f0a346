//! Expected shortfall: the mean of the worst losses, those of the share 1 - level (Acerbi and Tasche, Journal of Banking &
//! Finance 26, 2002).
//!
//! Its variance is `(tail variance + level x (shortfall - value at risk)^2) / (n x (1 - level))` (Manistre and Hancock, North
//! American Actuarial Journal 9, 2005).

use super::{Estimate, tail_weights, value_at_risk};
use crate::number::count;

/// The expected shortfall at `level`, between 0 and 1; zero without losses.
pub fn expected_shortfall(losses: &[f64], level: f64) -> Estimate {
    let tail = tail_weights(losses, level);
    let weighted = |of: &dyn Fn(f64) -> f64| -> f64 {
        let terms = tail
            .iter()
            .map(|(scenario, weight)| weight * of(losses[*scenario]));
        terms.sum()
    };
    let shortfall = weighted(&|loss| loss);
    let variance = weighted(&|loss| (loss - shortfall) * (loss - shortfall));
    let excess = shortfall - value_at_risk(losses, level).value;
    let beyond = (count(losses.len()) * (1.0 - level)).max(1.0);
    let standard_error = ((variance + level * excess * excess) / beyond).sqrt();
    Estimate::normal(shortfall, standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_of_the_worst_hundred() {
        let losses: Vec<f64> = (1..=10_000).map(f64::from).collect();

        let found = expected_shortfall(&losses, 0.99);

        assert!((found.value - 9_950.5).abs() < 1e-6);
        // Tail variance (100^2 - 1) / 12, excess 50.5.
        let error = ((9_999.0f64 / 12.0 + 0.99 * 50.5 * 50.5) / 100.0).sqrt();
        assert!((found.high - found.value - 1.96 * error).abs() < 1e-6);
    }
}
