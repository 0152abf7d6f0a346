//! What every booster is fitted on: the severity regression and its way to log-odds, and rows without gaps.

use super::ModelError;
use super::boosting::{BoosterSettings, Link, Training};
use super::forecaster::{Forecaster, impute};
use super::logit::Logit;
use super::severity::{Severity, severity_of};
use crate::feature::FeatureSchema;
use crate::number::{ln, median};
use crate::sample::Sample;

/// Distances, in shocks, at which the odds of a fall are compared.
const DISTANCES: [f64; 6] = [0.25, 0.375, 0.5, 0.75, 1.0, 1.25];

/// Everything but the booster: what several boosters can be fitted on.
#[derive(Debug)]
pub(super) struct Foundation {
    medians: Vec<Option<f64>>,
    severity: Severity,
    odds: Logit,
    distance_slope: f64,
    rows: Vec<Vec<f64>>,
    forecasts: Vec<f64>,
}

impl Foundation {
    /// Fits the severity on the columns of `linear`, and its way to log-odds, on `samples`.
    pub(super) fn fit(
        schema: &FeatureSchema,
        linear: &[String],
        samples: &[Sample],
    ) -> Result<Self, ModelError> {
        let medians = medians(samples, schema.len());
        let rows: Vec<Vec<f64>> = samples
            .iter()
            .map(|sample| impute(&sample.features, &medians))
            .collect();
        let columns = linear_columns(schema, linear)?;
        let targets: Vec<f64> = samples
            .iter()
            .map(|sample| severity_of(sample.fall_in_shocks))
            .collect();
        let severity = Severity::fit(&rows, columns, &targets)?;
        let forecasts: Vec<f64> = rows.iter().map(|row| severity.predict(row)).collect();
        let events: Vec<bool> = samples.iter().map(|sample| sample.event).collect();
        let alone: Vec<Vec<f64>> = forecasts.iter().map(|&forecast| vec![forecast]).collect();
        Ok(Self {
            odds: Logit::fit(&alone, &events)?,
            distance_slope: distance_slope(samples, &forecasts)?,
            medians,
            severity,
            rows,
            forecasts,
        })
    }

    /// Fits a booster on those of `samples`, the ones of [`Self::fit`], that `is_boosted` lets through.
    pub(super) fn boost(
        &self,
        schema: &FeatureSchema,
        samples: &[Sample],
        is_boosted: impl Fn(&Sample) -> bool,
        settings: &BoosterSettings,
    ) -> Result<Forecaster, ModelError> {
        let link = settings.kind.link();
        let (mut rows, mut targets, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
        for ((sample, row), &severity) in samples.iter().zip(&self.rows).zip(&self.forecasts) {
            if is_boosted(sample) {
                let (target, offset) = match link {
                    Link::Identity => (severity_of(sample.fall_in_shocks), severity),
                    Link::LogOdds => (
                        f64::from(u8::from(sample.event)),
                        self.odds.log_odds(&[severity]),
                    ),
                };
                targets.push(target);
                offsets.push(offset);
                rows.push(row.clone());
            }
        }
        let training = Training {
            columns: &schema.names(),
            rows: &rows,
            targets: &targets,
            offsets: &offsets,
            weights: None,
        };
        Ok(Forecaster {
            medians: self.medians.clone(),
            severity: self.severity.clone(),
            odds: self.odds.clone(),
            distance_slope: self.distance_slope,
            booster: settings.kind.fit(&training, settings)?,
            link,
        })
    }
}

/// How much the odds of a fall lose as it has further to go: every row asked at each of [`DISTANCES`].
fn distance_slope(samples: &[Sample], severities: &[f64]) -> Result<f64, ModelError> {
    let (mut rows, mut events) = (Vec::new(), Vec::new());
    for (sample, &severity) in samples.iter().zip(severities) {
        for distance in DISTANCES {
            rows.push(vec![severity, ln(distance)]);
            events.push(sample.fall_in_shocks >= distance);
        }
    }
    let logit = Logit::fit(&rows, &events)?;
    Ok((-logit.slopes[1] / logit.scales[1]).max(0.0))
}

/// The columns of the severity's features that the schema has.
fn linear_columns(schema: &FeatureSchema, linear: &[String]) -> Result<Vec<usize>, ModelError> {
    let columns: Vec<usize> = linear
        .iter()
        .filter_map(|name| schema.position(name))
        .collect();
    if columns.is_empty() {
        Err(ModelError::LinearFeaturesAbsent)
    } else {
        Ok(columns)
    }
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
