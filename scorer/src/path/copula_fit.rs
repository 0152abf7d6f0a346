//! Student's t copula (Demarta and `McNeil`, International Statistical Review 73, 2005): correlation from Kendall's tau, one
//! number of degrees of freedom by maximum likelihood on ranks.

use serde::{Deserialize, Serialize};

use super::correlation::{Matrix, cholesky, positive_definite};
use super::kendall::{elliptical_correlation, kendall_tau};
use super::student;
use crate::number::{count, exp, ln, ln_gamma};

/// Rows that the likelihood looks at, evenly taken from all.
const ROWS_MAX: usize = 5_000;

/// Degrees of freedom that are searched.
const FREEDOM: (f64, f64) = (2.1, 60.0);

/// How shocks of one hour depend on each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copula {
    /// Correlation, row by row; positive definite.
    pub correlation: Vec<Vec<f64>>,
    /// Degrees of freedom, from 2.1 to 60; the smaller, the more often everything is extreme at once.
    pub freedom: f64,
}

impl Copula {
    /// Fits `columns`, by asset then hour: at least one asset and two hours.
    pub(super) fn fit(columns: &[Vec<f64>]) -> Self {
        let size = columns.len();
        let mut correlation: Matrix = (0..size)
            .map(|row| {
                (0..size)
                    .map(|column| f64::from(u8::from(row == column)))
                    .collect()
            })
            .collect();
        for row in 0..size {
            for column in 0..row {
                let pairs = columns[row]
                    .iter()
                    .copied()
                    .zip(columns[column].iter().copied());
                let value = kendall_tau(pairs).map_or(0.0, elliptical_correlation);
                correlation[row][column] = value;
                correlation[column][row] = value;
            }
        }
        let correlation = positive_definite(correlation);
        let freedom = if size == 1 {
            FREEDOM.1
        } else {
            freedom(columns, &correlation)
        };
        Self {
            correlation,
            freedom,
        }
    }

    /// The probability that one of two assets lies in its lower tail, given that the other does, in the limit (`McNeil`, Frey
    /// and Embrechts 2005, section 5.3): 2 T(-sqrt((n+1)(1-r)/(1+r))) with n+1 degrees of freedom.
    pub fn tail_dependence(&self, one: usize, other: usize) -> f64 {
        let correlation = self.correlation[one][other];
        let freedom = self.freedom + 1.0;
        let x = (freedom * (1.0 - correlation) / (1.0 + correlation))
            .max(0.0)
            .sqrt();
        2.0 * student::distribution(-x, freedom)
    }

    /// Whether the numbers are those of a fit.
    pub(super) fn is_sound(&self) -> bool {
        let size = self.correlation.len();
        let matrix = &self.correlation;
        (FREEDOM.0..=FREEDOM.1).contains(&self.freedom)
            && matrix.iter().all(|row| row.len() == size)
            && (0..size).all(|row| {
                (0..size).all(|column| (matrix[row][column] - matrix[column][row]).abs() < 1e-9)
            })
            && (0..size).all(|row| (matrix[row][row] - 1.0).abs() < 1e-9)
            && cholesky(matrix).is_some()
    }
}

/// The degrees of freedom of the highest likelihood, by golden-section search over their logarithm.
fn freedom(columns: &[Vec<f64>], correlation: &Matrix) -> f64 {
    const ROUNDS: usize = 24;
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let hours = columns[0].len();
    let step = hours.div_ceil(ROWS_MAX);
    let ranks: Vec<Vec<usize>> = columns
        .iter()
        .map(|column| ranks(&column.iter().copied().step_by(step).collect::<Vec<_>>()))
        .collect();
    let Some(root) = cholesky(correlation) else {
        return FREEDOM.1;
    };
    let likelihood = |ln_freedom: f64| likelihood(&ranks, &root, exp(ln_freedom));
    let (mut low, mut high) = (ln(FREEDOM.0), ln(FREEDOM.1));
    let inner = |low: f64, high: f64| (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut left, mut right) = inner(low, high);
    let (mut at_left, mut at_right) = (likelihood(left), likelihood(right));
    for _ in 0..ROUNDS {
        if at_left < at_right {
            low = left;
            (left, at_left) = (right, at_right);
            right = inner(low, high).1;
            at_right = likelihood(right);
        } else {
            high = right;
            (right, at_right) = (left, at_left);
            left = inner(low, high).0;
            at_left = likelihood(left);
        }
        if high - low < 5e-3 {
            break;
        }
    }
    exp(f64::midpoint(low, high)).clamp(FREEDOM.0, FREEDOM.1)
}

/// Mean logarithm of the copula's density over rows of ranks.
fn likelihood(ranks: &[Vec<usize>], root: &Matrix, freedom: f64) -> f64 {
    let rows = ranks[0].len();
    let dimension = count(ranks.len());
    // Every asset has the same ranks, so that each quantile is found once; the upper half mirrors the lower.
    let half: Vec<f64> = (0..rows.div_ceil(2))
        .map(|rank| student::quantile((count(rank) + 1.0) / (count(rows) + 1.0), freedom))
        .collect();
    let value = |rank: usize| {
        half.get(rank)
            .map_or_else(|| -half[rows - 1 - rank], |value| *value)
    };
    let densities: Vec<f64> = half
        .iter()
        .map(|&x| student::ln_density(x, freedom))
        .collect();
    let density = |rank: usize| densities[rank.min(rows - 1 - rank)];
    let ln_determinant: f64 = (0..root.len()).map(|k| ln(root[k][k])).sum();
    let constant = ln_gamma(f64::midpoint(freedom, dimension))
        - ln_gamma(freedom / 2.0)
        - 0.5 * dimension * ln(freedom * std::f64::consts::PI)
        - ln_determinant;
    let mut sum = 0.0;
    let mut whitened = vec![0.0; ranks.len()];
    for row in 0..rows {
        let mut square = 0.0;
        for asset in 0..ranks.len() {
            let known: f64 = (0..asset).map(|k| root[asset][k] * whitened[k]).sum();
            whitened[asset] = (value(ranks[asset][row]) - known) / root[asset][asset];
            square += whitened[asset] * whitened[asset];
        }
        let own: f64 = ranks.iter().map(|ranks| density(ranks[row])).sum();
        sum += constant - f64::midpoint(freedom, dimension) * ln(1.0 + square / freedom) - own;
    }
    sum / count(rows)
}

/// The place of each value in the sorted order, from zero.
fn ranks(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
    let mut ranks = vec![0; values.len()];
    for (rank, &index) in order.iter().enumerate() {
        ranks[index] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;
    use rand_distr::{ChiSquared, Distribution, StandardNormal};

    const SEED: u64 = 11;

    #[test]
    fn freedom_and_correlation_of_known_draws_are_recovered() {
        let matrix = vec![
            vec![1.0, 0.7, 0.3],
            vec![0.7, 1.0, 0.5],
            vec![0.3, 0.5, 1.0],
        ];
        let root = cholesky(&matrix).unwrap();
        for freedom in [3.0, 8.0] {
            let mut generator = ChaCha8Rng::seed_from_u64(SEED);
            let mixing = ChiSquared::new(freedom).unwrap();
            let mut columns = vec![Vec::new(); 3];
            for _ in 0..20_000 {
                let normals: [f64; 3] =
                    std::array::from_fn(|_| StandardNormal.sample(&mut generator));
                let radius = f64::sqrt(freedom / mixing.sample(&mut generator));
                for (asset, column) in columns.iter_mut().enumerate() {
                    let product: f64 = (0..=asset).map(|k| root[asset][k] * normals[k]).sum();
                    // The margins do not matter to a copula.
                    column.push(libm::atan(radius * product));
                }
            }

            let copula = Copula::fit(&columns);

            assert!(
                (copula.freedom / freedom - 1.0).abs() < 0.2,
                "seed {SEED}: {copula:?}"
            );
            for (row, expected) in matrix.iter().enumerate() {
                for (column, expected) in expected.iter().enumerate() {
                    let found = copula.correlation[row][column];
                    assert!((found - expected).abs() < 0.02, "seed {SEED}: {copula:?}");
                }
            }
            assert!(copula.is_sound());
        }
    }

    #[test]
    fn tail_dependence_meets_the_printed_value() {
        let copula = Copula {
            correlation: vec![vec![1.0, 0.5], vec![0.5, 1.0]],
            freedom: 4.0,
        };

        // McNeil, Frey and Embrechts (2005), table 5.1.
        assert!((copula.tail_dependence(0, 1) - 0.25).abs() < 0.005);
    }
}
