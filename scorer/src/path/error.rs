//! Why a path model could not be fitted, stored, loaded or drawn from.

use std::path::PathBuf;

use crate::data::DataError;
use crate::time::Timestamp;

/// Why a path model could not be fitted, stored, loaded or drawn from.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum PathError {
    /// The data set lacks an asset.
    #[error(transparent)]
    Data(#[from] DataError),

    /// No asset was named.
    #[error("no asset given: name at least one, such as BTC")]
    AssetsEmpty,

    /// An asset was named twice.
    #[error("asset {asset} is named twice")]
    AssetRepeated { asset: String },

    /// Too few hours in which every asset traded.
    #[error(
        "{hours} hours have a return of every one of {assets}, a fit needs {needed}: widen the window, or leave out an \
         asset with a short history"
    )]
    HoursTooFew {
        hours: usize,
        needed: usize,
        assets: String,
    },

    /// A price that does not move has no volatility to standardise by.
    #[error("{asset} does not move in the window: leave it out")]
    PriceStill { asset: String },

    /// A scenario has no step.
    #[error("a scenario needs at least one step")]
    StepsZero,

    /// The data set is not the one that the model was fitted to.
    #[error("the data set is not the one that the path model was fitted to: {reason}")]
    DatasetDiffers { reason: String },

    /// A bar that a future needs is missing.
    #[error("{asset} has no bar opened at {time}: the future has nothing to stand on")]
    BarMissing { asset: String, time: Timestamp },

    /// The file cannot be read.
    #[error("{file}: cannot be read: {reason}")]
    FileUnreadable { file: PathBuf, reason: String },

    /// The file cannot be written.
    #[error("{file}: cannot be written: {reason}")]
    FileUnwritable { file: PathBuf, reason: String },

    /// Not JSON, or not the JSON of a path model.
    #[error("not a path model: {reason}; write one with scorer fit")]
    FileMalformed { reason: String },

    /// Written by another version of the format.
    #[error(
        "path model format {found}, this scorer reads {expected}: fit it again with scorer fit"
    )]
    FormatVersionUnknown { found: u32, expected: u32 },

    /// The content is not what was written.
    #[error(
        "path model content hashes to {computed}, the file states {stated}: it was damaged or edited"
    )]
    ContentHashMismatch { stated: String, computed: String },
}

impl PathError {
    /// Whether market data are at fault, not a model file.
    pub fn is_about_data(&self) -> bool {
        matches!(
            self,
            Self::Data(_)
                | Self::HoursTooFew { .. }
                | Self::PriceStill { .. }
                | Self::DatasetDiffers { .. }
                | Self::BarMissing { .. }
        )
    }
}
