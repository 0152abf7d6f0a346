//! Logit plus booster: the raw forecast, before calibration.
//!
//! A logistic regression on log-volatilities, whose slopes may not fall below zero, gives p; the
//! booster is fitted on what it leaves over, y - p; the raw forecast is p + share x booster, the
//! share being what later rows confirm. It may leave 0 to 1: the calibration that follows needs
//! only its order. An unconstrained booster alone loses to plain volatility in half of the years
//! (reference numbers in `evaluate.rs`), which is why it only corrects.

use super::ModelError;
use super::boosting::{BoosterSettings, Link, Training};
use super::logit::Logit;
use super::tree::Ensemble;
use crate::feature::{FeatureRow, FeatureSchema, OFFSET_FEATURES};
use crate::number::{median, sigmoid};
use crate::sample::Sample;

/// The fitted parts of a raw forecast.
#[derive(Debug)]
pub(super) struct Forecaster {
    /// Median of each feature over the training rows; None where the feature was never known.
    pub(super) medians: Vec<Option<f64>>,
    /// Columns of the logistic regression.
    pub(super) offset_columns: Vec<usize>,
    /// Logistic regression on those columns.
    pub(super) logit: Logit,
    /// What the logistic regression leaves over.
    pub(super) booster: Ensemble,
    /// What the booster adds to.
    pub(super) link: Link,
}

/// The parts of a row's raw forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Forecast {
    /// Probability by the logistic regression.
    pub(super) logit: f64,
    /// What the booster adds to it.
    pub(super) correction: f64,
}

impl Forecast {
    /// The raw forecast with a share of the correction.
    pub(super) fn raw(&self, correction_share: f64) -> f64 {
        self.logit + correction_share * self.correction
    }
}

impl Forecaster {
    /// Fits both parts on `samples`; the booster sees only those that `is_boosted` lets through.
    pub(super) fn fit(
        schema: &FeatureSchema,
        samples: &[Sample],
        is_boosted: impl Fn(&Sample) -> bool,
        settings: &BoosterSettings,
    ) -> Result<Self, ModelError> {
        let medians = medians(samples, schema.len());
        let offset_columns = offset_columns(schema)?;
        let rows: Vec<Vec<f64>> = samples
            .iter()
            .map(|sample| impute(&sample.features, &medians))
            .collect();
        let events: Vec<bool> = samples.iter().map(|sample| sample.event).collect();
        let offset_rows: Vec<Vec<f64>> =
            rows.iter().map(|row| pick(row, &offset_columns)).collect();
        let logit = Logit::fit_rising(&offset_rows, &events)?;

        let link = settings.kind.link();
        let (mut boosted, mut targets, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
        for ((sample, row), offset) in samples.iter().zip(rows).zip(&offset_rows) {
            if is_boosted(sample) {
                targets.push(f64::from(u8::from(sample.event)));
                offsets.push(match link {
                    Link::Identity => logit.probability(offset),
                    Link::LogOdds => logit.log_odds(offset),
                });
                boosted.push(row);
            }
        }
        let training = Training {
            columns: &schema.names(),
            rows: &boosted,
            targets: &targets,
            offsets: &offsets,
            weights: None,
        };
        let booster = settings.kind.fit(&training, settings)?;
        Ok(Self {
            medians,
            offset_columns,
            logit,
            booster,
            link,
        })
    }

    /// Forecasts each row.
    pub(super) fn predict(&self, rows: &[&FeatureRow]) -> Vec<Forecast> {
        let forecast = |row: &&FeatureRow| {
            let row = impute(row, &self.medians);
            let log_odds = self.logit.log_odds(&pick(&row, &self.offset_columns));
            let (logit, boosted) = (sigmoid(log_odds), self.booster.predict(&row));
            let correction = match self.link {
                Link::Identity => boosted,
                Link::LogOdds => sigmoid(log_odds + boosted) - logit,
            };
            Forecast { logit, correction }
        };
        rows.iter().map(forecast).collect()
    }

    /// Places of the features that the model uses but the row lacks.
    pub(super) fn missing(&self, row: &FeatureRow) -> Vec<usize> {
        let pairs = row.values.iter().zip(&self.medians).enumerate();
        pairs
            .filter(|(_, (value, median))| value.is_none() && median.is_some())
            .map(|(index, _)| index)
            .collect()
    }
}

/// The share of the booster's correction b, from 0 to 1, that rows it was not fitted on confirm: it
/// minimises Σ (y - p - share b)², and so is Σ (y - p) b / Σ b², held to the range.
///
/// Where the booster learned episodes that do not repeat, the share is zero and the forecast is the
/// logistic regression alone.
pub(super) fn confirmed_share(rows: &[(Forecast, bool)]) -> f64 {
    let (mut confirmed, mut squares) = (0.0, 0.0);
    for (forecast, event) in rows {
        let left_over = f64::from(u8::from(*event)) - forecast.logit;
        confirmed += left_over * forecast.correction;
        squares += forecast.correction * forecast.correction;
    }
    if squares > 0.0 {
        (confirmed / squares).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// The columns of [`OFFSET_FEATURES`] that the schema has.
pub(super) fn offset_columns(schema: &FeatureSchema) -> Result<Vec<usize>, ModelError> {
    let columns: Vec<usize> = OFFSET_FEATURES
        .iter()
        .filter_map(|name| schema.position(name))
        .collect();
    if columns.is_empty() {
        Err(ModelError::OffsetFeaturesAbsent)
    } else {
        Ok(columns)
    }
}

/// Replaces missing values by the training medians, and a feature that was never known by zero
/// whatever its value, because no split was learned on it.
fn impute(row: &FeatureRow, medians: &[Option<f64>]) -> Vec<f64> {
    row.values
        .iter()
        .zip(medians)
        .map(|(value, median)| median.map_or(0.0, |median| value.unwrap_or(median)))
        .collect()
}

fn pick(row: &[f64], columns: &[usize]) -> Vec<f64> {
    columns.iter().map(|&column| row[column]).collect()
}

fn medians(samples: &[Sample], width: usize) -> Vec<Option<f64>> {
    (0..width)
        .map(|column| {
            median(
                samples
                    .iter()
                    .filter_map(|sample| sample.features.values[column])
                    .collect(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(logit: f64, correction: f64) -> Forecast {
        Forecast { logit, correction }
    }

    #[test]
    fn correction_that_comes_true_is_kept_and_one_that_does_not_is_dropped() {
        let right = [(forecast(0.5, 0.4), true), (forecast(0.5, -0.4), false)];
        let wrong = [(forecast(0.5, -0.4), true), (forecast(0.5, 0.4), false)];
        let half = [(forecast(0.5, 1.0), true), (forecast(0.5, -1.0), false)];

        assert!((confirmed_share(&right) - 1.0).abs() < 1e-12);
        assert!(confirmed_share(&wrong).abs() < 1e-12);
        assert!((confirmed_share(&half) - 0.5).abs() < 1e-12);
        assert!(confirmed_share(&[(forecast(0.5, 0.0), true)]).abs() < 1e-12);
    }
}
