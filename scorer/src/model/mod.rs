//! The model: features in, a calibrated probability and a score out.
//!
//! A regression on how deep the next day falls (`severity`) is corrected by trees (`tree`) that a library
//! fitted (`boosting`); together they are the `forecaster`. An isotonic map fitted on later data makes its
//! forecast a probability (`calibration`), an interval says how sure it is (`interval`), and one published
//! curve makes the probability a score (`score_map`). `train` fits all of it (`foundation`, `walk_forward`), `artifact`
//! stores it, `score` asks it and raises the score by what has just been seen ([`crate::evidence`]); `explained` says why, `guard` whether the world is
//! still the one that it learned, `influence` what one liar can do to it. `volatility_logits` are the simple models inside it.

mod artifact;
pub mod boosting;
mod calibration;
mod config;
mod embedded;
mod error;
mod explained;
mod forecaster;
mod foundation;
mod guard;
mod influence;
mod interval;
pub(crate) mod linear;
mod logit;
mod publishers;
mod score;
pub mod score_map;
mod severity;
mod train;
pub mod tree;
mod volatility_logits;
mod walk_forward;
mod weeks;
mod within_hour;

pub use artifact::{Candidate, FORMAT_VERSION, Metrics, MetricsRow};
pub use boosting::{Booster, BoosterKind, BoosterSettings};
pub use calibration::{Calibration, CalibrationKnot};
pub use config::TrainConfig;
pub use error::ModelError;
pub use explained::Explained;
pub use interval::Interval;
pub use logit::Logit;
pub use publishers::train_publishers;
pub use score::{RegimeLabel, Scored};

use std::collections::BTreeMap;

use crate::data::Dataset;
use crate::drift::References;
use crate::feature::FeatureSchema;
use forecaster::Forecaster;
use volatility_logits::VolatilityLogits;

/// A trained model. Immutable; may be shared between threads.
#[derive(Debug)]
pub struct Model {
    schema: FeatureSchema,
    config: TrainConfig,
    forecaster: Forecaster,
    volatility_logits: VolatilityLogits,
    references: References,
    correction_share: f64,
    calibration: Calibration,
    interval: Interval,
    candidates: Vec<Candidate>,
    metrics: Metrics,
    rows_hash: String,
    hash: String,
}

impl Model {
    /// Trains a model on `dataset`. Deterministic: the same data and configuration give the same
    /// model file to the byte. Looks at nothing at or after the end of the configured window,
    /// except to measure [`Metrics::validate`].
    ///
    /// # Errors
    /// [`ModelError`]: settings without meaning, unknown assets, too few rows, or only one outcome.
    pub fn train(dataset: &Dataset, config: &TrainConfig) -> Result<Self, ModelError> {
        train::train(dataset, config)
    }

    /// SHA-256 of the model's content, in hex: what a publisher's report states as its model hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The features that the model reads, in order.
    pub fn schema(&self) -> &FeatureSchema {
        &self.schema
    }

    /// How it was trained.
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// How good it was.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Share of the booster's correction that later rows confirmed, from 0 to 1.
    pub fn correction_share(&self) -> f64 {
        self.correction_share
    }

    /// The boosters that were tried, the one taken among them.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// SHA-256, in hex, over the rows that it was trained on.
    pub fn rows_hash(&self) -> &str {
        &self.rows_hash
    }

    /// Log-odds by which one standard deviation of each feature of the severity regression moves the forecast, by name.
    pub fn log_odds_per_deviation(&self) -> BTreeMap<&'static str, f64> {
        let names = self.schema.names();
        let severity = &self.forecaster.severity;
        let slopes = severity.columns.iter().zip(&severity.slopes);
        slopes
            .map(|(&column, slope)| (names[column], self.forecaster.severity_slope() * slope))
            .collect()
    }

    /// Log-odds by which a fall in progress raises the forecast, per unit of the logarithm of the distance that is gone.
    pub fn distance_slope(&self) -> f64 {
        self.forecaster.distance_slope
    }

    /// The map from raw forecasts to probabilities.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }
}
