//! A node's URL, which may hold an API key: only its host is ever shown.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::RpcError;

/// A URL whose path, query and credentials stay unsaid.
#[derive(Clone, PartialEq, Eq)]
pub struct RpcUrl(Url);

impl RpcUrl {
    /// Host and, if one is written, port: what may be printed.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or("the node");
        let port = self.0.port();
        port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The whole URL, key included: for connecting alone.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for RpcUrl {
    type Err = RpcError;

    fn from_str(text: &str) -> Result<Self, RpcError> {
        // The reason names no part of the text.
        let url = Url::parse(text).map_err(|error| RpcError::UrlInvalid {
            reason: error.to_string(),
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            let reason = "expected http or https and a host".to_owned();
            return Err(RpcError::UrlInvalid { reason });
        }
        Ok(Self(url))
    }
}

impl<'de> Deserialize<'de> for RpcUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl fmt::Debug for RpcUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RpcUrl({})", self.host())
    }
}

impl fmt::Display for RpcUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYED: &str = "https://user:secret1@rpc.example.com:8443/secret2?api-key=secret3";

    #[test]
    fn only_the_host_is_shown() {
        let url: RpcUrl = KEYED.parse().unwrap();

        assert_eq!(url.to_string(), "rpc.example.com:8443");
        assert_eq!(format!("{url:?}"), "RpcUrl(rpc.example.com:8443)");
        assert_eq!(url.reveal(), KEYED);
    }

    #[test]
    fn refusal_does_not_repeat_the_text() {
        for text in [
            "secret",
            "ftp://secret.example.com",
            "wss://secret.example.com",
            "http://",
            "https://exa mple/secret",
        ] {
            let refused = text.parse::<RpcUrl>().unwrap_err().to_string();

            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
