//! The simple models that every report shows beside ours.

use serde::{Deserialize, Serialize};

use super::ModelError;
use super::logit::Logit;
use crate::feature::{FeatureRow, FeatureSchema, OFFSET_FEATURES, VOLATILITY_24H};
use crate::sample::Sample;

/// Logistic regressions without constraints on slopes, fitted on the model's own rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baselines {
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

impl Baselines {
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
            .map(|baseline| baseline.probabilities(rows))
    }

    /// The forecast, from 0 to 1, that stands in for the model where that is set aside: by the 24-hour volatility alone,
    /// or by all volatilities where the schema leaves that one out. `row` is complete.
    pub(super) fn fallback(&self, row: &[f64]) -> f64 {
        let baseline = self.fallback_baseline();
        let columns = baseline.columns.iter().map(|&column| row[column]);
        baseline.logit.probability(&columns.collect::<Vec<_>>())
    }

    /// The features that [`Self::fallback`] reads.
    pub(super) fn fallback_features(&self, schema: &FeatureSchema) -> Vec<&'static str> {
        let names = schema.names();
        let columns = self.fallback_baseline().columns.iter();
        columns.map(|&column| names[column]).collect()
    }

    fn fallback_baseline(&self) -> &OnColumns {
        self.volatility_24h.as_ref().unwrap_or(&self.logit)
    }

    /// Whether every column is among the schema's.
    pub(super) fn is_sound(&self, columns: usize) -> bool {
        self.logit.is_sound(columns)
            && self
                .volatility_24h
                .as_ref()
                .is_none_or(|baseline| baseline.is_sound(columns))
    }
}
