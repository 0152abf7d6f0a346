//! The model file: versioned JSON whose content is hashed (`sealed`).
//!
//! Loading checks format, hash, then the features' schema hash.
//! The same training run writes the same bytes: no clock, path or machine enters.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::boosting::BoosterKind;
use super::calibration::Calibration;
use super::forecaster::Forecaster;
use super::interval::Interval;
use super::logit::Logit;
use super::score_map::KNOTS;
use super::severity::Severity;
use super::tree::Ensemble;
use super::volatility_logits::VolatilityLogits;
use super::{Model, ModelError, TrainConfig};
use crate::drift::References;
use crate::feature::FeatureSchema;
use crate::metric::Quality;
use crate::sealed::{self, Refusal};

/// Version of the file format that this scorer writes and reads.
pub const FORMAT_VERSION: u32 = 3;

/// The model and the simple ones on its volatilities (`volatility_logits`), judged on the same rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsRow {
    /// The calibrated model.
    pub model: Quality,
    /// A logistic regression on log-volatilities.
    pub logit: Quality,
    /// Realised volatility over 24 hours alone; None when the schema leaves it out.
    pub volatility_24h: Option<Quality>,
}

/// What is known about a model's quality.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// On the rows it was fitted on: flattering by nature.
    pub fit: Option<MetricsRow>,
    /// On the last part of the training window, each fold forecast by a model of what came before
    /// it. Calibrated on the same rows.
    pub walk_forward: Option<MetricsRow>,
    /// On every hour after its training, up to the end of validation.
    pub validate: Option<MetricsRow>,
}

/// A booster that was tried, judged on the rows that were forecast walk-forward.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Its library.
    pub kind: BoosterKind,
    /// Share of its correction that those rows confirmed, from 0 to 1.
    pub correction_share: f64,
    /// Mean logarithmic loss of the forecast with that share, before calibration.
    pub log_loss: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    scorer_version: String,
    booster_library: String,
    schema_hash: String,
    training_rows_sha256: String,
    config: TrainConfig,
    medians: Vec<Option<f64>>,
    severity: Severity,
    odds: Logit,
    distance_slope: f64,
    #[serde(rename = "baselines")]
    volatility_logits: VolatilityLogits,
    references: References,
    correction_share: f64,
    calibration: Calibration,
    interval: Interval,
    candidates: Vec<Candidate>,
    score_knots: Vec<(f64, u16)>,
    metrics: Metrics,
    booster: Ensemble,
}

impl Model {
    /// The model file's bytes.
    ///
    /// # Errors
    /// [`ModelError::ArtifactMalformed`] when a value cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, ModelError> {
        sealed::seal(FORMAT_VERSION, &self.content()).map_err(malformed)
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// [`ModelError::ArtifactMalformed`], [`ModelError::FormatVersionUnknown`],
    /// [`ModelError::ContentHashMismatch`], [`ModelError::SchemaHashMismatch`] or
    /// [`ModelError::Schema`].
    pub fn from_json(json: &str) -> Result<Self, ModelError> {
        let (content, hash) = sealed::open(FORMAT_VERSION, json)?;
        let content: Content = serde_json::from_str(content.get()).map_err(malformed)?;
        Self::from_content(content, hash)
    }

    /// Writes the model file.
    ///
    /// # Errors
    /// [`ModelError::FileUnwritable`].
    pub fn save(&self, file: &Path) -> Result<(), ModelError> {
        fs::write(file, self.to_json()?).map_err(|error| ModelError::FileUnwritable {
            file: file.to_owned(),
            reason: error.to_string(),
        })
    }

    /// Reads and checks a model file.
    ///
    /// # Errors
    /// [`ModelError::FileUnreadable`], or those of [`Self::from_json`].
    pub fn load(file: &Path) -> Result<Self, ModelError> {
        let json = fs::read_to_string(file).map_err(|error| ModelError::FileUnreadable {
            file: file.to_owned(),
            reason: error.to_string(),
        })?;
        Self::from_json(&json)
    }

    pub(super) fn content_hash(&self) -> Result<String, ModelError> {
        sealed::hash(&self.content()).map_err(malformed)
    }

    fn content(&self) -> Content {
        Content {
            scorer_version: env!("CARGO_PKG_VERSION").to_owned(),
            booster_library: self.config.booster.kind.library().to_owned(),
            schema_hash: self.schema.hash(),
            training_rows_sha256: self.rows_hash.clone(),
            config: self.config.clone(),
            medians: self.forecaster.medians.clone(),
            severity: self.forecaster.severity.clone(),
            odds: self.forecaster.odds.clone(),
            distance_slope: self.forecaster.distance_slope,
            volatility_logits: self.volatility_logits.clone(),
            references: self.references.clone(),
            correction_share: self.correction_share,
            calibration: self.calibration.clone(),
            interval: self.interval.clone(),
            candidates: self.candidates.clone(),
            score_knots: KNOTS.to_vec(),
            metrics: self.metrics.clone(),
            booster: self.forecaster.booster.clone(),
        }
    }

    fn from_content(content: Content, hash: String) -> Result<Self, ModelError> {
        content.config.check()?;
        let schema = FeatureSchema::of_names(&content.config.features)?;
        if schema.hash() != content.schema_hash {
            let (stated, computed) = (content.schema_hash, schema.hash());
            return Err(ModelError::SchemaHashMismatch { stated, computed });
        }
        let odds = &content.odds;
        let has_one_column = [&odds.slopes, &odds.means, &odds.scales]
            .iter()
            .all(|part| part.len() == 1);
        let is_consistent = content.medians.len() == schema.len()
            && content.severity.is_sound(schema.len())
            && has_one_column
            && odds.scales.iter().all(|&scale| scale > 0.0)
            && content.distance_slope >= 0.0
            && content.interval.is_sound()
            && content.volatility_logits.is_sound(schema.len())
            && (0.0..=1.0).contains(&content.correction_share)
            && content.calibration.is_sound()
            && content.score_knots == KNOTS;
        if !is_consistent {
            return Err(malformed("its parts do not fit together"));
        }
        content.references.check().map_err(malformed)?;
        let references = content.references.0.iter();
        if !references.map(|one| &*one.feature).eq(schema.names()) {
            return Err(malformed("its references are of other features"));
        }
        if !content.booster.fits(schema.len()) {
            let reason = format!("the trees split on more than {} columns", schema.len());
            return Err(malformed(reason));
        }
        Ok(Self {
            schema,
            forecaster: Forecaster {
                medians: content.medians,
                severity: content.severity,
                odds: content.odds,
                distance_slope: content.distance_slope,
                booster: content.booster,
                link: content.config.booster.kind.link(),
            },
            config: content.config,
            volatility_logits: content.volatility_logits,
            references: content.references,
            correction_share: content.correction_share,
            calibration: content.calibration,
            interval: content.interval,
            candidates: content.candidates,
            metrics: content.metrics,
            rows_hash: content.training_rows_sha256,
            hash,
        })
    }
}

impl From<Refusal> for ModelError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed(error) => malformed(error),
            Refusal::Version { found, expected } => Self::FormatVersionUnknown { found, expected },
            Refusal::Hash { stated, computed } => Self::ContentHashMismatch { stated, computed },
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "so that it fits map_err")]
fn malformed(reason: impl ToString) -> ModelError {
    ModelError::ArtifactMalformed {
        reason: reason.to_string(),
    }
}
