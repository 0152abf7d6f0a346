//! Logistic regression with a ridge, fitted by Newton's method (iteratively reweighted least
//! squares): from severity to log-odds in the forecaster, and the simple models on volatilities.
//!
//! Columns are standardised first; the ridge [`RIDGE`] acts on the standardised slopes, not on the
//! intercept, so the mean forecast of the training rows equals their base rate.

use serde::{Deserialize, Serialize};

use super::ModelError;
use super::linear::{moments, solve};
use crate::number::sigmoid;

/// L2 penalty on standardised slopes, in rows: negligible beside thousands of rows, and enough to
/// keep the solution unique when two volatilities coincide.
const RIDGE: f64 = 1.0;
const ITERATIONS_MAX: usize = 100;
const STEP_CONVERGED: f64 = 1e-10;
/// Keeps a row's weight p (1 - p) above zero when the columns separate the classes.
const WEIGHT_FLOOR: f64 = 1e-9;

/// A fitted logistic regression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logit {
    /// Mean of each column over the training rows.
    pub means: Vec<f64>,
    /// Standard deviation of each column; 1 for a constant column.
    pub scales: Vec<f64>,
    /// Slope of each standardised column, in log-odds.
    pub slopes: Vec<f64>,
    /// Log-odds at the means.
    pub intercept: f64,
}

impl Logit {
    /// Fits `events` on `rows`, each with the same number of finite columns.
    ///
    /// # Errors
    /// [`ModelError::EventsOneSided`] unless both outcomes occur;
    /// [`ModelError::LogitUnsolvable`] when Newton's system cannot be solved.
    pub fn fit(rows: &[Vec<f64>], events: &[bool]) -> Result<Self, ModelError> {
        let positives = events.iter().filter(|&&event| event).count();
        if positives == 0 || positives == events.len() {
            return Err(ModelError::EventsOneSided {
                rows: events.len(),
                events: positives,
            });
        }
        let width = rows.first().map_or(0, Vec::len);
        let (means, scales): (Vec<f64>, Vec<f64>) =
            (0..width).map(|column| moments(rows, column)).unzip();
        let mut logit = Self {
            means,
            scales,
            slopes: vec![0.0; width],
            intercept: 0.0,
        };
        let standardised: Vec<Vec<f64>> = rows.iter().map(|row| logit.standardise(row)).collect();
        for _ in 0..ITERATIONS_MAX {
            let (hessian, gradient) = logit.newton_system(&standardised, events);
            let step = solve(hessian, gradient).ok_or(ModelError::LogitUnsolvable)?;
            for (coefficient, step) in logit.slopes.iter_mut().zip(&step[1..]) {
                *coefficient += step;
            }
            logit.intercept += step[0];
            if step.iter().all(|step| step.abs() < STEP_CONVERGED) {
                break;
            }
        }
        Ok(logit)
    }

    /// The forecast probability of a row, from 0 to 1.
    pub fn probability(&self, row: &[f64]) -> f64 {
        sigmoid(self.log_odds(row))
    }

    /// The forecast log-odds of a row.
    pub fn log_odds(&self, row: &[f64]) -> f64 {
        self.of_standardised(&self.standardise(row))
    }

    fn standardise(&self, row: &[f64]) -> Vec<f64> {
        let moments = self.means.iter().zip(&self.scales);
        row.iter()
            .zip(moments)
            .map(|(value, (mean, scale))| (value - mean) / scale)
            .collect()
    }

    fn of_standardised(&self, row: &[f64]) -> f64 {
        let products = row
            .iter()
            .zip(&self.slopes)
            .map(|(value, slope)| value * slope);
        self.intercept + products.sum::<f64>()
    }

    /// Negative Hessian and gradient of the penalised log-likelihood, the intercept first.
    fn newton_system(&self, rows: &[Vec<f64>], events: &[bool]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let size = self.slopes.len() + 1;
        let mut hessian = vec![vec![0.0; size]; size];
        let mut gradient = vec![0.0; size];
        for (row, &event) in rows.iter().zip(events) {
            let probability = sigmoid(self.of_standardised(row));
            let residual = f64::from(u8::from(event)) - probability;
            let weight = (probability * (1.0 - probability)).max(WEIGHT_FLOOR);
            let column = |index: usize| if index == 0 { 1.0 } else { row[index - 1] };
            for i in 0..size {
                gradient[i] += residual * column(i);
                for (j, entry) in hessian[i].iter_mut().enumerate().take(i + 1) {
                    *entry += weight * column(i) * column(j);
                }
            }
        }
        for i in 1..size {
            hessian[i][i] += RIDGE;
            gradient[i] -= RIDGE * self.slopes[i - 1];
        }
        (hessian, gradient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::count;

    #[test]
    fn two_groups_get_their_own_frequencies() {
        // One column that is 0 or 1: the likelihood is highest at each group's frequency.
        let rows: Vec<Vec<f64>> = (0..4_000).map(|i| vec![f64::from(i % 2)]).collect();
        let events: Vec<bool> = (0..4_000)
            .map(|i| i % 2 == 1 && i % 4 == 1 || i % 20 == 0)
            .collect();

        let logit = Logit::fit(&rows, &events).unwrap();

        assert!((logit.probability(&[0.0]) - 0.1).abs() < 2e-3);
        assert!((logit.probability(&[1.0]) - 0.5).abs() < 2e-3);
    }

    #[test]
    fn mean_forecast_is_the_base_rate() {
        let rows: Vec<Vec<f64>> = (0..1_000)
            .map(|i| vec![f64::from(i % 17), f64::from(i % 5)])
            .collect();
        let events: Vec<bool> = (0..1_000).map(|i| i % 17 > 12 && i % 3 == 0).collect();

        let logit = Logit::fit(&rows, &events).unwrap();

        let forecast = rows.iter().map(|row| logit.probability(row)).sum::<f64>();
        let happened = count(events.iter().filter(|&&event| event).count());
        assert!((forecast - happened).abs() < 1e-6);
    }

    #[test]
    fn separable_rows_still_converge_to_finite_slopes() {
        let rows: Vec<Vec<f64>> = (0..100).map(|i| vec![f64::from(i)]).collect();
        let events: Vec<bool> = (0..100).map(|i| i >= 50).collect();

        let logit = Logit::fit(&rows, &events).unwrap();

        assert!(logit.slopes[0].is_finite() && logit.probability(&[99.0]) > 0.9);
    }

    #[test]
    fn rows_without_an_event_are_refused() {
        let error = Logit::fit(&[vec![1.0], vec![2.0]], &[false, false]).unwrap_err();

        assert!(matches!(
            error,
            ModelError::EventsOneSided { rows: 2, events: 0 }
        ));
    }
}
