//! Logistic regressions on the model's own volatilities, without its other features or its trees.
//!
//! Part of the model: its file holds them, its metrics stand beside theirs, and after an alarm of drift one of them forecasts
//! in its place. What an evaluation holds the model against is [`crate::baseline`], which shares neither features nor rows with
//! this, so that a change here cannot move it.

use serde::{Deserialize, Serialize};

use super::ModelError;
use super::logit::Logit;
use crate::feature::{FeatureRow, FeatureSchema, OFFSET_FEATURES, VOLATILITY_24H};
use crate::sample::Sample;

/// The regressions, without constraints on slopes, fitted on the model's own rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VolatilityLogits {
    logit: OnColumns,
    volatility_24h: Option<OnColumns>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnColumns {
    columns: Vec<usize>,
    logit: Logit,
}

impl OnColumns {
    fn fit(columns: Vec<usize>, samples: &[Sample]) -> Result<Self, ModelError> {
        let rows: Vec<Vec<f64>> = samples
            .iter()
            .map(|sample| pick(&sample.features, &columns))
            .collect();
        let events: Vec<bool> = samples.iter().map(|sample| sample.event).collect();
        Ok(Self {
            logit: Logit::fit(&rows, &events)?,
            columns,
        })
    }

    fn probabilities(&self, rows: &[&FeatureRow]) -> Vec<f64> {
        rows.iter()
            .map(|row| self.logit.probability(&pick(row, &self.columns)))
            .collect()
    }

    fn is_sound(&self, columns: usize) -> bool {
        let width = self.columns.len();
        self.columns.iter().all(|&column| column < columns)
            && [&self.logit.means, &self.logit.scales, &self.logit.slopes]
                .iter()
                .all(|part| part.len() == width)
    }
}

/// The columns of [`OFFSET_FEATURES`] that the schema has.
fn offset_columns(schema: &FeatureSchema) -> Result<Vec<usize>, ModelError> {
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

/// Samples have all their volatilities ([`crate::sample::collect`] leaves others out).
fn pick(row: &FeatureRow, columns: &[usize]) -> Vec<f64> {
    columns
        .iter()
        .map(|&column| row.values[column].unwrap_or(0.0))
        .collect()
}

impl VolatilityLogits {
    pub(super) fn fit(schema: &FeatureSchema, samples: &[Sample]) -> Result<Self, ModelError> {
        let volatility = schema.position(VOLATILITY_24H);
        Ok(Self {
            logit: OnColumns::fit(offset_columns(schema)?, samples)?,
            volatility_24h: volatility
                .map(|column| OnColumns::fit(vec![column], samples))
                .transpose()?,
        })
    }

    /// Logistic regression on the log-volatilities.
    pub(super) fn logit(&self, rows: &[&FeatureRow]) -> Vec<f64> {
        self.logit.probabilities(rows)
    }

    /// Logistic regression on the 24-hour volatility alone, which ranks rows as the volatility
    /// does. None when the schema leaves that feature out.
    pub(super) fn volatility(&self, rows: &[&FeatureRow]) -> Option<Vec<f64>> {
        self.volatility_24h
            .as_ref()
            .map(|logit| logit.probabilities(rows))
    }

    /// The forecast, from 0 to 1, that stands in for the model where that is set aside: by the 24-hour volatility alone,
    /// or by all volatilities where the schema leaves that one out. `row` is complete.
    pub(super) fn fallback(&self, row: &[f64]) -> f64 {
        let fallback = self.fallback_logit();
        let columns = fallback.columns.iter().map(|&column| row[column]);
        fallback.logit.probability(&columns.collect::<Vec<_>>())
    }

    /// The features that [`Self::fallback`] reads.
    pub(super) fn fallback_features(&self, schema: &FeatureSchema) -> Vec<&'static str> {
        let names = schema.names();
        let columns = self.fallback_logit().columns.iter();
        columns.map(|&column| names[column]).collect()
    }

    fn fallback_logit(&self) -> &OnColumns {
        self.volatility_24h.as_ref().unwrap_or(&self.logit)
    }

    /// Whether every column is among the schema's.
    pub(super) fn is_sound(&self, columns: usize) -> bool {
        self.logit.is_sound(columns)
            && self
                .volatility_24h
                .as_ref()
                .is_none_or(|logit| logit.is_sound(columns))
    }
}
