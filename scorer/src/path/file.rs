//! The path model's file: versioned JSON whose content is hashed (`sealed`).
//!
//! The same data give the same bytes: no clock, path of the program or machine enters.

use std::fs;
use std::path::Path;

use super::model::STEP_SECONDS;
use super::{PathError, PathModel};
use crate::sealed::{self, Refusal};

/// Version of the file format that this scorer writes and reads.
pub const FORMAT_VERSION: u32 = 1;

impl PathModel {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`PathError::FileMalformed`] when a value cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, PathError> {
        sealed::seal(FORMAT_VERSION, self).map_err(malformed)
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// [`PathError::FileMalformed`], [`PathError::FormatVersionUnknown`] or [`PathError::ContentHashMismatch`].
    pub fn from_json(json: &str) -> Result<Self, PathError> {
        let (content, _) = sealed::open(FORMAT_VERSION, json)?;
        let model: Self = serde_json::from_str(content.get()).map_err(malformed)?;
        model.check()?;
        Ok(model)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`PathError::FileUnwritable`].
    pub fn save(&self, file: &Path) -> Result<(), PathError> {
        fs::write(file, self.to_json()?).map_err(|error| PathError::FileUnwritable {
            file: file.to_owned(),
            reason: error.to_string(),
        })
    }

    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`PathError::FileUnreadable`], or those of [`Self::from_json`].
    pub fn load(file: &Path) -> Result<Self, PathError> {
        let json = fs::read_to_string(file).map_err(|error| PathError::FileUnreadable {
            file: file.to_owned(),
            reason: error.to_string(),
        })?;
        Self::from_json(&json)
    }

    /// SHA-256, in hex, of the model's content: what the file states.
    ///
    /// # Errors
    /// [`PathError::FileMalformed`] when a value cannot be written as JSON.
    pub fn hash(&self) -> Result<String, PathError> {
        sealed::hash(self).map_err(malformed)
    }

    /// A hash can be forged with its content: whatever is drawn from must also make sense.
    fn check(&self) -> Result<(), PathError> {
        let assets = self.assets.len();
        let rules = [
            (assets > 0, "it names no asset"),
            (self.step_seconds == STEP_SECONDS, "its steps are not hours"),
            (self.block_hours > 0, "its blocks have no length"),
            (
                self.assets.iter().all(|asset| {
                    asset.garch.is_sound()
                        && asset.margin.is_sound()
                        && asset.variance_now > 0.0
                        && asset.variance_now <= asset.garch.variance_max
                        && asset.price_now > 0.0
                        && asset.price_now.is_finite()
                }),
                "an asset's volatility, margin or price has no meaning",
            ),
            (
                self.copula.correlation.len() == assets && self.copula.is_sound(),
                "its correlation is none of these assets",
            ),
            (
                self.jumps.assets.len() == assets && self.jumps.is_sound(),
                "its jumps have no meaning",
            ),
            (
                self.residuals.runs.iter().all(|run| run.hours > 0)
                    && self.residuals.hours() > 0
                    && self.residuals.hours().checked_mul(assets)
                        == Some(self.residuals.thousandths.len()),
                "its residuals do not fill its hours",
            ),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, reason)) => Err(malformed(reason)),
            None => Ok(()),
        }
    }
}

impl From<Refusal> for PathError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed(error) => malformed(error),
            Refusal::Version { found, expected } => Self::FormatVersionUnknown { found, expected },
            Refusal::Hash { stated, computed } => Self::ContentHashMismatch { stated, computed },
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "so that it fits map_err")]
fn malformed(reason: impl ToString) -> PathError {
    PathError::FileMalformed {
        reason: reason.to_string(),
    }
}
