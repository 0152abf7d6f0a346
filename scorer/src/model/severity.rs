//! Severity: how deep the next day's fall will be, on a logarithmic scale, by a ridge regression.
//!
//! y = ln( max(F, 0) / k + 3/8 ), where F is the worst fall of the next 24 hours and k the asset's reference shock. Whether a
//! fall reaches the shock is one bit a day; how deep it is says much more, so the regression learns from every quiet
//! hour too, and ranks better than a logistic regression on the same columns. The 3/8 keeps a day without any fall finite,
//! and days far from the shock from ruling the fit (Anscombe's constant for a logarithm of counts, 1948).
//!
//! Columns are standardised and held to ±4 standard deviations, so that no broken feed speaks louder than that.

use serde::{Deserialize, Serialize};

use super::ModelError;
use super::linear::{moments, solve};
use crate::number::{count, ln};

/// Added to a fall in shocks before its logarithm.
const FALL_OFFSET: f64 = 0.375;
/// L2 penalty on the slopes of standardised columns, in rows.
const RIDGE: f64 = 30.0;
/// Standard deviations beyond which a column counts no more.
pub(super) const DEVIATIONS_MAX: f64 = 4.0;

/// What the regression forecasts, of a fall in shocks.
pub(super) fn severity_of(fall_in_shocks: f64) -> f64 {
    ln(fall_in_shocks.max(0.0) + FALL_OFFSET)
}

/// A fitted ridge regression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Severity {
    /// Places of the columns in a row.
    pub(super) columns: Vec<usize>,
    /// Mean of each column over the training rows.
    pub(super) means: Vec<f64>,
    /// Standard deviation of each column; 1 for a constant column.
    pub(super) scales: Vec<f64>,
    /// Slope of each standardised column.
    pub(super) slopes: Vec<f64>,
    /// Mean of the targets.
    pub(super) intercept: f64,
}

impl Severity {
    /// Fits `targets` on the `columns` of complete `rows`.
    ///
    /// # Errors
    /// [`ModelError::SeverityUnsolvable`] when a value or a target is not finite.
    pub(super) fn fit(
        rows: &[Vec<f64>],
        columns: Vec<usize>,
        targets: &[f64],
    ) -> Result<Self, ModelError> {
        let (means, scales): (Vec<f64>, Vec<f64>) =
            columns.iter().map(|&column| moments(rows, column)).unzip();
        let mut severity = Self {
            slopes: vec![0.0; columns.len()],
            intercept: targets.iter().sum::<f64>() / count(targets.len().max(1)),
            columns,
            means,
            scales,
        };
        let size = severity.columns.len();
        let (mut matrix, mut right) = (vec![vec![0.0; size]; size], vec![0.0; size]);
        for (row, target) in rows.iter().zip(targets) {
            let standardised = severity.standardise(row);
            for i in 0..size {
                right[i] += standardised[i] * (target - severity.intercept);
                for (j, entry) in matrix[i].iter_mut().enumerate().take(i + 1) {
                    *entry += standardised[i] * standardised[j];
                }
            }
        }
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] += RIDGE;
        }
        let slopes = solve(matrix, right).filter(|slopes| slopes.iter().all(|s| s.is_finite()));
        severity.slopes = slopes.ok_or(ModelError::SeverityUnsolvable)?;
        Ok(severity)
    }

    /// The forecast of a complete row.
    pub(super) fn predict(&self, row: &[f64]) -> f64 {
        self.contributions(row)
            .fold(self.intercept, |sum, contribution| sum + contribution)
    }

    /// What each column adds to the forecast, in the order of [`Self::columns`].
    pub(super) fn contributions(&self, row: &[f64]) -> impl Iterator<Item = f64> {
        self.standardise(row)
            .into_iter()
            .zip(&self.slopes)
            .map(|(value, slope)| value * slope)
    }

    /// Whether it reads rows of `width` columns.
    pub(super) fn is_sound(&self, width: usize) -> bool {
        let parts = [&self.means, &self.scales, &self.slopes];
        self.columns.iter().all(|&column| column < width)
            && parts.iter().all(|part| part.len() == self.columns.len())
            && parts
                .iter()
                .all(|part| part.iter().all(|value| value.is_finite()))
            && self.scales.iter().all(|&scale| scale > 0.0)
            && self.intercept.is_finite()
    }

    fn standardise(&self, row: &[f64]) -> Vec<f64> {
        let moments = self.means.iter().zip(&self.scales);
        self.columns
            .iter()
            .zip(moments)
            .map(|(&column, (mean, scale))| {
                ((row[column] - mean) / scale).clamp(-DEVIATIONS_MAX, DEVIATIONS_MAX)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(rows: i32) -> (Vec<Vec<f64>>, Vec<f64>) {
        let rows: Vec<Vec<f64>> = (0..rows)
            .map(|i| vec![f64::from(i % 101), f64::from(i % 7), 5.0])
            .collect();
        let targets = rows.iter().map(|row| 2.0 + 0.1 * row[0] - 0.3 * row[1]);
        let targets = targets.collect();
        (rows, targets)
    }

    #[test]
    fn line_is_found_but_for_the_ridge() {
        let (rows, targets) = line(70_700);

        let severity = Severity::fit(&rows, vec![0, 1, 2], &targets).unwrap();

        let found = severity.predict(&[50.0, 3.0, 5.0]);
        assert!((found - (2.0 + 5.0 - 0.9)).abs() < 0.01, "{found}");
        assert!(severity.slopes[2].abs() < 1e-12, "a constant says nothing");
    }

    #[test]
    fn broken_feed_counts_as_four_deviations() {
        let (rows, targets) = line(7_070);
        let severity = Severity::fit(&rows, vec![0, 1], &targets).unwrap();

        let (far, farther) = (
            severity.predict(&[1e6, 3.0, 5.0]),
            severity.predict(&[1e12, 3.0, 5.0]),
        );

        assert_eq!(far.to_bits(), farther.to_bits());
        let most = 4.0 * severity.slopes[0];
        assert!((far - severity.predict(&[50.0, 3.0, 5.0])).abs() < most + 0.01);
    }

    #[test]
    fn contributions_add_up_to_the_forecast() {
        let (rows, targets) = line(7_070);
        let severity = Severity::fit(&rows, vec![1, 0], &targets).unwrap();

        let sum: f64 = severity.contributions(&rows[9]).sum();

        assert!((severity.intercept + sum - severity.predict(&rows[9])).abs() < 1e-12);
    }

    #[test]
    fn value_that_is_not_finite_is_refused() {
        let error = Severity::fit(&[vec![f64::NAN], vec![1.0]], vec![0], &[0.0, 1.0]).unwrap_err();

        assert!(matches!(error, ModelError::SeverityUnsolvable), "{error}");
    }
}
