//! Where a key comes from: exactly one source.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::KeyError;
use crate::settings::{Secret, unless_empty};

/// Where a key comes from. Exactly one is set; an empty one is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeyConfig {
    /// A Solana key file: 64 numbers as JSON. Refused when its group or others may read it; of a systemd credential the group
    /// may, because systemd writes its mode so.
    #[serde(deserialize_with = "unless_empty")]
    pub file: Option<PathBuf>,
    /// Name of an environment variable that holds the same JSON, or base 58.
    #[serde(deserialize_with = "unless_empty")]
    pub variable: Option<String>,
    /// The same, in the configuration itself.
    #[serde(deserialize_with = "unless_empty")]
    pub value: Option<Secret>,
    /// A unix socket that speaks [`super::protocol`].
    #[serde(deserialize_with = "unless_empty")]
    pub socket: Option<PathBuf>,
}

pub(super) enum Source<'a> {
    File(&'a Path),
    Variable(&'a str),
    Value(&'a Secret),
    Socket(&'a Path),
}

impl KeyConfig {
    /// A key file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            file: Some(path.into()),
            ..Self::default()
        }
    }

    /// A signing socket.
    pub fn socket(path: impl Into<PathBuf>) -> Self {
        Self {
            socket: Some(path.into()),
            ..Self::default()
        }
    }

    /// Whether no source is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn source(&self) -> Result<Source<'_>, KeyError> {
        let sources = [
            self.file.as_deref().map(Source::File),
            self.variable.as_deref().map(Source::Variable),
            self.value.as_ref().map(Source::Value),
            self.socket.as_deref().map(Source::Socket),
        ];
        let mut sources: Vec<_> = sources.into_iter().flatten().collect();
        let given = sources.len();
        match (sources.pop(), given) {
            (Some(source), 1) => Ok(source),
            _ => Err(KeyError::NotOneSource { given }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> KeyConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn exactly_one_source_is_taken() {
        let given = |text| match config(text).source() {
            Err(KeyError::NotOneSource { given }) => given,
            _ => 1,
        };

        assert_eq!(given(""), 0);
        assert_eq!(given("file = ''"), 0);
        assert_eq!(given("file = 'a'"), 1);
        assert_eq!(given("file = ''\nsocket = 'b'"), 1);
        assert_eq!(given("variable = 'A'"), 1);
        assert_eq!(given("file = 'a'\nvalue = '[1]'"), 2);
        assert_eq!(given("file = 'a'\nvariable = 'A'\nsocket = 'b'"), 3);
    }

    #[test]
    fn value_is_never_shown() {
        let shown = format!("{:?}", config("value = '[1,2,3]'"));

        assert!(!shown.contains("1,2"), "{shown}");
    }
}
