//! Values that must not be seen: given in the file or the environment, or as the name of a file that holds them.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A text that is never printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whoever must have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() {
            "(empty)"
        } else {
            "(hidden)"
        })
    }
}

/// Why a secret is not to be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The value and its file are both given.
    #[error("{key} and {key}_file are both given: keep one of them")]
    Twice {
        /// The key.
        key: &'static str,
    },
    /// Neither is given.
    #[error("{key} is empty: give it, or {key}_file with the name of a file that holds it")]
    Absent {
        /// The key.
        key: &'static str,
    },
    /// The file cannot be read.
    #[error("{key}_file: cannot read {file}: {reason}")]
    Unreadable {
        /// The key.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The lines of a list that is given as `values` or in the file `file`, one a line; lines that are empty or begin with `#` are
/// passed over.
///
/// # Errors
/// [`SecretError`]: both, neither, or unreadable.
pub(super) fn lines(
    key: &'static str,
    values: &[Secret],
    file: &str,
) -> Result<Vec<Secret>, SecretError> {
    let lines = match (values.is_empty(), file.is_empty()) {
        (false, false) => return Err(SecretError::Twice { key }),
        (false, true) => values.to_vec(),
        (true, true) => Vec::new(),
        (true, false) => {
            let text = std::fs::read_to_string(Path::new(file)).map_err(|error| {
                SecretError::Unreadable {
                    key,
                    file: file.into(),
                    reason: error.to_string(),
                }
            })?;
            let lines = text.lines().map(str::trim);
            let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(Secret::new).collect()
        }
    };
    if lines.is_empty() {
        return Err(SecretError::Absent { key });
    }
    Ok(lines)
}
