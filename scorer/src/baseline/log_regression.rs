//! Least squares on the logarithm of a variance.

use crate::model::linear::solve;
use crate::number::{count, exp};

/// `ln v = intercept + Σ slope x + e`, fitted by ordinary least squares.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogRegression {
    /// The intercept first.
    coefficients: Vec<f64>,
    /// Mean squared residual of the fitting rows.
    residual_variance: f64,
}

impl LogRegression {
    /// Fits `targets` (logarithms) on `rows`. None when there are fewer rows than coefficients or the columns are not
    /// independent.
    pub(super) fn fit(rows: &[&[f64]], targets: &[f64]) -> Option<Self> {
        let size = rows.first()?.len() + 1;
        let mut products = vec![vec![0.0; size]; size];
        let mut right = vec![0.0; size];
        for (row, target) in rows.iter().zip(targets) {
            let column = |index: usize| if index == 0 { 1.0 } else { row[index - 1] };
            for i in 0..size {
                right[i] += column(i) * target;
                for (j, product) in products[i].iter_mut().enumerate().take(i + 1) {
                    *product += column(i) * column(j);
                }
            }
        }
        let coefficients = solve(products, right)?;
        let mut fitted = Self {
            coefficients,
            residual_variance: 0.0,
        };
        let residuals = rows
            .iter()
            .zip(targets)
            .map(|(row, target)| target - fitted.mean(row));
        let squares: f64 = residuals.map(|residual| residual * residual).sum();
        fitted.residual_variance = squares / count(rows.len());
        squares.is_finite().then_some(fitted)
    }

    /// The variance of `row`: `exp(mean + s²/2)`, which undoes that the mean of a logarithm is not the logarithm of the mean,
    /// exact if the residuals are normal with variance s².
    pub(super) fn variance(&self, row: &[f64]) -> f64 {
        exp(self.mean(row) + self.residual_variance / 2.0)
    }

    fn mean(&self, row: &[f64]) -> f64 {
        let slopes = self.coefficients[1..].iter();
        self.coefficients[0]
            + row
                .iter()
                .zip(slopes)
                .map(|(value, slope)| value * slope)
                .sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ln;

    #[test]
    fn exact_line_is_found() {
        let rows: Vec<[f64; 2]> = (0..50)
            .map(|i| [f64::from(i), f64::from(i * i % 7)])
            .collect();
        let targets: Vec<f64> = rows
            .iter()
            .map(|row| 1.0 + 0.5 * row[0] - 2.0 * row[1])
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(<[f64; 2]>::as_slice).collect();

        let fitted = LogRegression::fit(&rows, &targets).unwrap();

        assert!(fitted.residual_variance < 1e-18);
        assert!((ln(fitted.variance(&[10.0, 3.0])) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn bias_correction_restores_the_mean_of_lognormal_rows() {
        // Residuals of +1 and -1: mean of the logarithm 0, variance 1.
        let rows: Vec<[f64; 1]> = (0..40).map(|i| [f64::from(i / 2 % 2)]).collect();
        let targets: Vec<f64> = (0..40)
            .map(|i| if i % 2 == 0 { 1.0 } else { -1.0 })
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(<[f64; 1]>::as_slice).collect();

        let fitted = LogRegression::fit(&rows, &targets).unwrap();

        assert!((ln(fitted.variance(&[0.5])) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn dependent_columns_and_no_rows_have_no_fit() {
        let rows: [&[f64]; 3] = [&[1.0, 1.0], &[2.0, 2.0], &[3.0, 3.0]];

        assert_eq!(LogRegression::fit(&rows, &[1.0, 2.0, 4.0]), None);
        assert_eq!(LogRegression::fit(&[], &[]), None);
    }
}
