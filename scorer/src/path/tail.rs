//! Generalised Pareto tails: what exceeds a high threshold (Pickands 1975; Balkema and de Haan 1974).

use serde::{Deserialize, Serialize};

use crate::number::{count, ln, power};

/// Shapes of a fit: below one half the variance is finite, as the volatility recursion needs.
const SHAPE: (f64, f64) = (-0.5, 0.45);

/// How far, and how often, values go beyond a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParetoTail {
    /// Distance from zero at which the tail begins.
    pub threshold: f64,
    /// Share of all values beyond it.
    pub probability: f64,
    /// Scale of the excess.
    pub scale: f64,
    /// Shape of the excess: its inverse is the tail index; zero for an exponential tail.
    pub shape: f64,
}

impl ParetoTail {
    /// Fits the excesses over `threshold`, above zero and at least two, by probability-weighted moments (Hosking and
    /// Wallis, Technometrics 29, 1987).
    pub(super) fn fit(threshold: f64, probability: f64, mut excesses: Vec<f64>) -> Self {
        excesses.sort_by(f64::total_cmp);
        let size = count(excesses.len());
        let mean = excesses.iter().sum::<f64>() / size;
        let weighted = excesses.iter().enumerate().map(|(index, excess)| {
            let plotting = (count(index) + 0.65) / size;
            (1.0 - plotting) * excess
        });
        let weighted = weighted.sum::<f64>() / size;
        let shape = (2.0 - mean / (mean - 2.0 * weighted)).clamp(SHAPE.0, SHAPE.1);
        // With the shape held, the mean alone gives the scale.
        let scale = mean * (1.0 - shape);
        Self {
            threshold,
            probability,
            scale,
            shape,
        }
    }

    /// The distance from zero that is exceeded with `probability`, which is above zero and not above the tail's own.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        let share = probability / self.probability;
        let excess = if self.shape.abs() < 1e-6 {
            -self.scale * ln(share)
        } else {
            self.scale / self.shape * (power(share, -self.shape) - 1.0)
        };
        self.threshold + excess
    }

    /// Whether the numbers are those of a fit.
    pub(super) fn is_sound(&self) -> bool {
        self.threshold.is_finite()
            && self.scale > 0.0
            && self.scale.is_finite()
            && (SHAPE.0..=SHAPE.1).contains(&self.shape)
            && self.probability > 0.0
            && self.probability < 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_and_scale_of_known_excesses_are_recovered() {
        for (shape, scale) in [(0.3, 0.7), (0.0, 2.0), (-0.2, 1.0)] {
            let tail = ParetoTail {
                threshold: 0.0,
                probability: 1.0,
                scale,
                shape,
            };
            let excesses = (1..=20_000).map(|k| tail.quantile((f64::from(k) - 0.5) / 20_000.0));

            let fitted = ParetoTail::fit(2.0, 0.05, excesses.collect());

            assert!((fitted.shape - shape).abs() < 0.02, "{shape}: {fitted:?}");
            assert!(
                (fitted.scale / scale - 1.0).abs() < 0.02,
                "{scale}: {fitted:?}"
            );
            assert!((fitted.quantile(0.05) - 2.0).abs() < 1e-12);
        }
    }

    #[test]
    fn heavier_tails_than_a_finite_variance_are_held_back() {
        let excesses = (1..=1_000).map(|k| 1_000.0 / f64::from(k)).collect();

        let fitted = ParetoTail::fit(1.0, 0.1, excesses);

        assert!(
            fitted.is_sound() && (fitted.shape - 0.45).abs() < 1e-12,
            "{fitted:?}"
        );
    }
}
