//! Why settings are refused.

use std::fmt::Display;
use std::path::PathBuf;

/// Why settings are refused. Whatever it is about is named; what may be secret never is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A file that is not there or not text.
    #[error("cannot read {}: {reason}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file with a line that is wrong: no TOML, an unknown key, or a value of another kind.
    #[error("{}: {reason}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// The line, and what is wrong with it.
        reason: String,
    },
    /// A variable that names no key, or whose value does not fit it.
    #[error("the environment variable {variable}: {reason}")]
    Variable {
        /// Its name.
        variable: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A value of the right kind without a meaning.
    #[error("{key} is {found:?}, expected {expected}")]
    Value {
        /// The key, with its section.
        key: String,
        /// What was found; never a secret.
        found: String,
        /// What is accepted.
        expected: &'static str,
    },
}

impl SettingsError {
    pub(crate) fn value(
        key: impl Into<String>,
        found: impl Display,
        expected: &'static str,
    ) -> Self {
        Self::Value {
            key: key.into(),
            found: found.to_string(),
            expected,
        }
    }
}
