//! Two-sample Kolmogorov-Smirnov statistic: the largest distance between two distribution functions.
//!
//! Taken at the reference's edges, where its distribution function is known, so it is low by a
//! twentieth at most. By chance it exceeds c √(1/n + 1/m) in 1 % of cases for c = 1.628 and in .1 %
//! for c = 1.949 (Smirnov, 1948), n and m being independent rows.

use serde::{Deserialize, Serialize};

use super::{Level, Reference};
use crate::number::exp;

const WATCH: f64 = 1.628;
const ALARM: f64 = 1.949;

/// How sure it is that a feature has moved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KolmogorovSmirnov {
    /// Largest distance between the distribution functions, from 0 to 1.
    pub distance: f64,
    /// The distance over √(1/n + 1/m).
    pub scaled: f64,
    /// Against 1.628 and 1.949.
    pub level: Level,
}

impl KolmogorovSmirnov {
    /// How often chance alone puts the distribution functions so far apart, from 0 to 1: 2 Σ (-1)^(k-1) exp(-2 k² s²) of
    /// the scaled distance s (Smirnov, 1948).
    pub fn p_value(&self) -> f64 {
        /// Below it the series is 1 to six digits and converges slowly.
        const SCALED_MIN: f64 = 0.25;
        if self.scaled < SCALED_MIN {
            return 1.0;
        }
        let terms = (1..=20_u8).map(|k| {
            let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
            let reach = f64::from(k) * self.scaled;
            sign * exp(-2.0 * reach * reach)
        });
        terms.sum::<f64>().clamp(0.0, 1.0)
    }

    /// Compares `recent` shares, in the reference's parts, of `independent_rows` rows.
    pub(super) fn of(reference: &Reference, recent: &[f64], independent_rows: f64) -> Self {
        let (mut expected, mut found, mut distance) = (0.0, 0.0, 0.0_f64);
        for (reference, recent) in reference.shares.iter().zip(recent) {
            expected += reference;
            found += recent;
            distance = distance.max(f64::abs(found - expected));
        }
        let rows = |rows: f64| 1.0 / rows.max(1.0);
        let scaled = distance / (rows(independent_rows) + rows(reference.independent_rows)).sqrt();
        Self {
            distance,
            scaled,
            level: Level::of(scaled, WATCH, ALARM),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_points_have_their_chance() {
        let chance = |scaled| {
            let distance = 0.1;
            KolmogorovSmirnov {
                distance,
                scaled,
                level: Level::None,
            }
            .p_value()
        };

        // Smirnov (1948), table of critical values.
        assert!((chance(1.628) - 0.01).abs() < 1e-4);
        assert!((chance(1.949) - 0.001).abs() < 1e-5);
        assert!((chance(1.358) - 0.05).abs() < 1e-4);
        assert!((chance(0.0) - 1.0).abs() < 1e-12 && chance(0.26) > 0.999_99);
        assert!(chance(50.0) < 1e-300);
    }
}
