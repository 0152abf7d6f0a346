//! Why an evaluation could not be made.

use std::path::PathBuf;

use crate::data::DataError;
use crate::model::ModelError;
use crate::time::{Timestamp, Window};

/// Why an evaluation could not be made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum EvaluateError {
    /// A model could not be trained or asked, or the data lack an asset.
    #[error(transparent)]
    Model(#[from] ModelError),

    /// The model has seen what it would be judged on.
    #[error(
        "the model was trained on {trained}: what it says about {window} is hindsight; judge from {} on, or accept it \
         as such (--allow-overlap)",
        trained.until
    )]
    TrainingOverlaps { trained: Window, window: Window },

    /// Nothing to judge.
    #[error(
        "{window} holds no hour with a known outcome and known look-backs: the data are from {data}"
    )]
    NothingJudged { window: Window, data: Window },

    /// A window that ends before it begins.
    #[error("the window {window} is empty: it must end after it begins")]
    WindowEmpty { window: Window },

    /// The data hold too little of the time that the model was trained on to fit the baselines there.
    #[error(
        "the data begin at {first}, the model's training ended at {until}: the baselines need its training window \
         too; name the folder that holds it (--training-data)"
    )]
    TrainingDataAbsent { first: Timestamp, until: Timestamp },

    /// No data at all.
    #[error("the data set is empty")]
    DatasetEmpty,

    /// A plot could not be drawn.
    #[error("plot {plot}: {reason}")]
    Plot { plot: String, reason: String },

    /// The report could not be written.
    #[error("{file}: cannot be written: {source}")]
    Write {
        file: PathBuf,
        source: std::io::Error,
    },
}

impl From<DataError> for EvaluateError {
    fn from(error: DataError) -> Self {
        Self::Model(ModelError::Data(error))
    }
}
