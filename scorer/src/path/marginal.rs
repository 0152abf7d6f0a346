//! One asset's standardised shocks: an empirical body between generalised Pareto tails (`McNeil` and Frey, Journal of
//! Empirical Finance 7, 2000).

use serde::{Deserialize, Serialize};

use super::tail::ParetoTail;
use crate::number::count;

/// Points of the body.
const KNOTS: usize = 201;

/// A distribution by its quantiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marginal {
    /// Quantiles at even probabilities, from where the lower tail ends (or zero) to where the upper tail begins.
    pub body: Vec<f64>,
    /// What lies below the body, mirrored; None where nothing does.
    pub lower: Option<ParetoTail>,
    /// What lies above the body.
    pub upper: ParetoTail,
}

impl Marginal {
    /// The distribution of `values`, of which a share of `tail` lies in each tail. None where a tail has under ten values.
    pub(super) fn two_sided(values: &[f64], tail: f64) -> Option<Self> {
        Self::fit(values, tail, true)
    }

    /// The distribution of sizes without a lower tail.
    pub(super) fn one_sided(sizes: &[f64], tail: f64) -> Option<Self> {
        Self::fit(sizes, tail, false)
    }

    fn fit(values: &[f64], tail: f64, has_lower: bool) -> Option<Self> {
        const TAIL_VALUES_MIN: f64 = 10.0;
        if tail * count(values.len()) < TAIL_VALUES_MIN {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let start = if has_lower { tail } else { 0.0 };
        let step = (1.0 - tail - start) / count(KNOTS - 1);
        let body: Vec<f64> = (0..KNOTS)
            .map(|knot| empirical_quantile(&sorted, start + count(knot) * step))
            .collect();
        let (lowest, highest) = (body[0], body[KNOTS - 1]);
        let above = |threshold: f64, values: &mut dyn Iterator<Item = f64>| {
            let excesses: Vec<f64> = values
                .map(|value| value - threshold)
                .filter(|excess| *excess > 0.0)
                .collect();
            (excesses.len() > 1).then(|| ParetoTail::fit(threshold, tail, excesses))
        };
        let upper = above(highest, &mut sorted.iter().copied())?;
        let lower = if has_lower {
            Some(above(-lowest, &mut sorted.iter().map(|value| -value))?)
        } else {
            None
        };
        Some(Self { body, lower, upper })
    }

    /// The value below which a draw stays with `probability`, which lies between 0 and 1.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        let start = self.lower.map_or(0.0, |lower| lower.probability);
        match self.lower {
            Some(lower) if probability < start => return -lower.quantile(probability),
            _ => {}
        }
        let above = 1.0 - probability;
        if above < self.upper.probability {
            return self.upper.quantile(above);
        }
        let cells = count(self.body.len() - 1);
        let position = (probability - start) / (1.0 - self.upper.probability - start) * cells;
        between(&self.body, position)
    }

    /// Whether the numbers are those of a fit.
    pub(super) fn is_sound(&self) -> bool {
        self.body.len() >= 2
            && self.body.iter().all(|value| value.is_finite())
            && self.body.is_sorted()
            && self.upper.is_sound()
            && self.lower.is_none_or(|lower| lower.is_sound())
    }
}

/// The quantile of sorted values by linear interpolation (definition 7 of Hyndman and Fan, 1996); NaN without a value.
pub(super) fn empirical_quantile(sorted: &[f64], probability: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    between(sorted, probability * count(sorted.len() - 1))
}

/// The value at a position between the entries of `values`, of which there is at least one.
fn between(values: &[f64], position: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the entries"
    )]
    let below = position.clamp(0.0, count(values.len() - 1)) as usize;
    let above = (below + 1).min(values.len() - 1);
    let share = (position - count(below)).clamp(0.0, 1.0);
    values[below] + share * (values[above] - values[below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::student;

    fn of_student() -> (Marginal, impl Fn(f64) -> f64) {
        let quantile = |probability: f64| student::quantile(probability, 4.0);
        let values: Vec<f64> = (1..=20_000)
            .map(|k| quantile((f64::from(k) - 0.5) / 20_000.0))
            .collect();
        (Marginal::two_sided(&values, 0.05).unwrap(), quantile)
    }

    #[test]
    fn body_and_tails_follow_the_values() {
        let (marginal, quantile) = of_student();

        for probability in [1e-4, 0.001, 0.02, 0.2, 0.5, 0.9, 0.97, 0.999] {
            let (found, expected) = (marginal.quantile(probability), quantile(probability));
            assert!(
                (found - expected).abs() < 0.1 * (0.5 + expected.abs()),
                "{probability}: {found} {expected}"
            );
        }
        assert!(marginal.is_sound());
    }

    #[test]
    fn quantiles_never_fall_where_the_pieces_meet() {
        let (marginal, _) = of_student();
        let quantiles: Vec<f64> = (1..4_000)
            .map(|k| marginal.quantile(f64::from(k) / 4_000.0))
            .collect();

        assert!(quantiles.is_sorted());
    }

    #[test]
    fn too_few_values_have_no_tail() {
        assert_eq!(Marginal::one_sided(&[1.0; 99], 0.1), None);
    }
}
