//! The lower tail of a sample of returns: historical simulation.

use serde::{Deserialize, Serialize};

use crate::number::count;

/// A value at risk and an expected shortfall, as returns: both below zero for a risk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// The return that is undercut with the level's probability.
    pub value_at_risk: f64,
    /// The mean return when it is undercut or met; never milder than the value at risk.
    pub expected_shortfall: f64,
}

impl Tail {
    /// This tail of standardised returns, for a standard deviation of `deviation`.
    #[must_use]
    pub fn scaled(self, deviation: f64) -> Self {
        Self {
            value_at_risk: self.value_at_risk * deviation,
            expected_shortfall: self.expected_shortfall * deviation,
        }
    }
}

/// The empirical tail: with n returns sorted ascending and k = max(1, floor(level n)), the k-th return and the mean of the
/// first k (Acerbi and Tasche, Journal of Banking & Finance 26, 2002). None without returns.
pub fn empirical_tail(returns: &[f64], level: f64) -> Option<Tail> {
    let mut sorted = returns.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count lies between 0 and the count"
    )]
    let worst = ((level.clamp(0.0, 1.0) * count(sorted.len())) as usize).max(1);
    let tail = sorted.get(..worst)?;
    Some(Tail {
        value_at_risk: *tail.last()?,
        expected_shortfall: tail.iter().sum::<f64>() / count(worst),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_computed_tail() {
        let returns: Vec<f64> = (1..=100)
            .rev()
            .map(|hundredths| -f64::from(hundredths) / 100.0)
            .collect();

        let tail = empirical_tail(&returns, 0.05).unwrap();

        assert!((tail.value_at_risk - -0.96).abs() < 1e-12);
        assert!((tail.expected_shortfall - -0.98).abs() < 1e-12);
        assert!((tail.scaled(2.0).value_at_risk - -1.92).abs() < 1e-12);
    }

    #[test]
    fn few_returns_give_the_worst_of_them() {
        let tail = empirical_tail(&[-0.1, 0.2], 0.01).unwrap();

        assert_eq!((tail.value_at_risk, tail.expected_shortfall), (-0.1, -0.1));
        assert_eq!(empirical_tail(&[], 0.01), None);
    }
}
