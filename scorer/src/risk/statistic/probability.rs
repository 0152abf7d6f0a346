//! The probability that anything is lost, with Wilson's interval (Journal of the American Statistical Association 22, 1927),
//! which is sound near zero too.

use super::{Estimate, NORMAL_95};
use crate::number::count;

/// The share of `losses` above zero.
pub fn probability_above_zero(losses: &[f64]) -> Estimate {
    let trials = count(losses.len().max(1));
    let share = count(losses.iter().filter(|loss| **loss > 0.0).count()) / trials;
    let square = NORMAL_95 * NORMAL_95 / trials;
    let center = (share + 0.5 * square) / (1.0 + square);
    let spread = (share * (1.0 - share) / trials + 0.25 * square / trials).sqrt();
    let half = NORMAL_95 * spread / (1.0 + square);
    Estimate {
        value: share,
        low: (center - half).max(0.0),
        high: (center + half).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_interval_of_ten_in_a_hundred() {
        let losses: Vec<f64> = (0..100)
            .map(|n| if n % 10 == 0 { 5.0 } else { 0.0 })
            .collect();

        let found = probability_above_zero(&losses);

        assert!((found.value - 0.1).abs() < 1e-15);
        assert!((found.low - 0.0552).abs() < 1e-4, "{found:?}");
        assert!((found.high - 0.1744).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn never_seen_is_not_impossible() {
        let found = probability_above_zero(&[0.0; 1_000]);

        assert!(found.low.abs() < 1e-15 && found.high > 0.003);
    }
}
