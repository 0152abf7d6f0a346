//! Why a model could not be trained, stored, loaded or asked.

use std::path::PathBuf;

use crate::data::DataError;
use crate::drift::DriftError;
use crate::explain::ExplainError;
use crate::feature::SchemaError;
use crate::time::Timestamp;

/// Why a model could not be trained, stored, loaded or asked.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum ModelError {
    /// The data set lacks what the model needs.
    #[error(transparent)]
    Data(#[from] DataError),

    /// The features cannot be assembled.
    #[error(transparent)]
    Schema(#[from] SchemaError),

    /// A forecast cannot be explained.
    #[error(transparent)]
    Explain(#[from] ExplainError),

    /// Drift cannot be judged.
    #[error(transparent)]
    Drift(#[from] DriftError),

    /// A row is not of the model's schema.
    #[error("the row has {found} values, the model reads {expected}")]
    RowWidthDiffers { found: usize, expected: usize },

    /// A setting has no meaning.
    #[error("setting {setting} is {value}: {rule}")]
    SettingInvalid {
        setting: &'static str,
        value: String,
        rule: &'static str,
    },

    /// Too little data for a fit.
    #[error("{fold} has {rows} rows with known labels, needs {needed}: widen the window")]
    RowsTooFew {
        fold: &'static str,
        rows: usize,
        needed: usize,
    },

    /// Every training row has the same outcome, so there is nothing to learn.
    #[error(
        "{events} of {rows} training rows saw the shock: both outcomes are needed; widen the window or lower the shock"
    )]
    EventsOneSided { rows: usize, events: usize },

    /// The logistic baseline has no volatility feature to stand on.
    #[error("the schema names none of the volatility features that the baseline needs")]
    OffsetFeaturesAbsent,

    /// The severity regression has no feature to stand on.
    #[error(
        "the schema names none of the features of the severity regression: name some of them in linear_features"
    )]
    LinearFeaturesAbsent,

    /// The normal equations of the severity regression are singular.
    #[error("the severity regression has no solution: a feature or a label is not finite")]
    SeverityUnsolvable,

    /// Newton's system of the logistic regression is singular.
    #[error("the logistic baseline has no unique solution on these rows")]
    LogitUnsolvable,

    /// The boosting library refused.
    #[error("boosting failed: {reason}")]
    BoosterFailed { reason: String },

    /// The asset has no bar that closed at the decision time.
    #[error("{asset} has no price at {time}: the bar opened an hour before is missing")]
    PriceMissing { asset: String, time: Timestamp },

    /// Decisions are made on full hours only.
    #[error("{time} is not a full hour: bars are hourly")]
    TimeNotHourly { time: Timestamp },

    /// The model file cannot be read.
    #[error("{file}: cannot be read: {reason}")]
    FileUnreadable { file: PathBuf, reason: String },

    /// The model file cannot be written.
    #[error("{file}: cannot be written: {reason}")]
    FileUnwritable { file: PathBuf, reason: String },

    /// Not JSON, or not the JSON of a model.
    #[error("not a model file: {reason}")]
    ArtifactMalformed { reason: String },

    /// Written by another version of the format.
    #[error("model format {found}, this scorer reads {expected}: train the model again")]
    FormatVersionUnknown { found: u32, expected: u32 },

    /// The content is not what was written.
    #[error(
        "model content hashes to {computed}, the file states {stated}: it was damaged or edited"
    )]
    ContentHashMismatch { stated: String, computed: String },

    /// The features of this scorer are not those that the model was trained on.
    #[error(
        "feature schema hashes to {computed}, the model was trained on {stated}: train it again"
    )]
    SchemaHashMismatch { stated: String, computed: String },
}
