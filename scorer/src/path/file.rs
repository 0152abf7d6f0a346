//! The path model's file: versioned JSON whose content is hashed.
//!
//! `{"format_version":1,"content_sha256":"...","content":{...}}`. The hash covers the bytes of `content` as they stand in the
//! file. The same data give the same bytes: no clock, path of the program or machine enters.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::model::STEP_SECONDS;
use super::{PathError, PathModel};
use crate::number::hex;

/// Version of the file format that this scorer writes and reads.
pub const FORMAT_VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Envelope {
    format_version: u32,
    content_sha256: String,
    content: Box<RawValue>,
}

#[derive(Deserialize)]
struct Header {
    format_version: u32,
}

impl PathModel {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`PathError::FileMalformed`] when a value cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, PathError> {
        let content = serde_json::value::to_raw_value(self).map_err(malformed)?;
        let envelope = Envelope {
            format_version: FORMAT_VERSION,
            content_sha256: hash_of(&content),
            content,
        };
        let json = serde_json::to_string(&envelope).map_err(malformed)?;
        Ok(json + "\n")
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// [`PathError::FileMalformed`], [`PathError::FormatVersionUnknown`] or [`PathError::ContentHashMismatch`].
    pub fn from_json(json: &str) -> Result<Self, PathError> {
        let header: Header = serde_json::from_str(json).map_err(malformed)?;
        if header.format_version != FORMAT_VERSION {
            let (found, expected) = (header.format_version, FORMAT_VERSION);
            return Err(PathError::FormatVersionUnknown { found, expected });
        }
        let envelope: Envelope = serde_json::from_str(json).map_err(malformed)?;
        let computed = hash_of(&envelope.content);
        if computed != envelope.content_sha256 {
            let stated = envelope.content_sha256;
            return Err(PathError::ContentHashMismatch { stated, computed });
        }
        let model: Self = serde_json::from_str(envelope.content.get()).map_err(malformed)?;
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
        Ok(hash_of(
            &serde_json::value::to_raw_value(self).map_err(malformed)?,
        ))
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

fn hash_of(content: &RawValue) -> String {
    hex(&Sha256::digest(content.get().as_bytes()))
}

#[expect(clippy::needless_pass_by_value, reason = "so that it fits map_err")]
fn malformed(reason: impl ToString) -> PathError {
    PathError::FileMalformed {
        reason: reason.to_string(),
    }
}
