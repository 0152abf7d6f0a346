//! Where a key comes from: exactly one source.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use zeroize::Zeroizing;

use super::KeyError;

/// Where a key comes from. Exactly one is set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeyConfig {
    /// A Solana key file: 64 numbers as JSON. Refused when its group or others may read it.
    pub file: Option<PathBuf>,
    /// Name of an environment variable that holds the same JSON, or base 58.
    pub variable: Option<String>,
    /// The same, in the configuration itself.
    pub value: Option<Secret>,
    /// A unix socket that speaks [`super::protocol`].
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

/// A text that is overwritten when dropped and never printed.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
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
        assert_eq!(given("file = 'a'"), 1);
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
