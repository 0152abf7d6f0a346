//! The mean loss.
//!
//! Its standard error comes from the means of 50 batches of neighbouring scenarios, so that it holds where scenarios are drawn
//! in antithetic pairs too; with fewer than 100 scenarios, from the scenarios themselves.

use super::Estimate;
use crate::number::count;

const BATCHES: usize = 50;

/// Mean of `losses`, zero without any.
pub fn mean(losses: &[f64]) -> Estimate {
    let whole = average(losses);
    let size = if losses.len() < 2 * BATCHES {
        1
    } else {
        losses.len() / BATCHES
    };
    let batches: Vec<f64> = losses.chunks_exact(size).map(average).collect();
    let squares: f64 = batches
        .iter()
        .map(|mean| (mean - whole) * (mean - whole))
        .sum();
    let degrees = count(batches.len().saturating_sub(1).max(1));
    let standard_error = (squares / degrees / count(batches.len().max(1))).sqrt();
    Estimate::normal(whole, standard_error)
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interval_of_a_known_sample() {
        // 1 and 3 in turn: mean 2, every batch of two is 2.
        let paired: Vec<f64> = (0..100).map(|n| f64::from(1 + 2 * (n % 2))).collect();

        assert_eq!(
            mean(&paired),
            Estimate {
                value: 2.0,
                low: 2.0,
                high: 2.0
            }
        );

        // Ninety: no batches, variance 90/89, standard error sqrt(1/89).
        let few = mean(&paired[..90]);
        assert!((few.high - (2.0 + 1.96 * (1.0f64 / 89.0).sqrt())).abs() < 1e-12);
    }

    #[test]
    fn no_losses_have_mean_zero() {
        assert!(mean(&[]).value.abs() < f64::MIN_POSITIVE);
    }
}
