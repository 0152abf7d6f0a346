//! The settings of a cluster: one TOML file, whose keys are explained in `migrations/localnet.toml`.

mod feed;
mod market;
mod reserve;

use crate::cluster::Cluster;
use crate::error::MigrateError;
use ballast_client::slip;
use serde::Deserialize;
use std::path::{Path, PathBuf};

pub(crate) use feed::FeedSettings;
pub(crate) use market::MarketSettings;
pub(crate) use reserve::{LimitSettings, ReserveSettings};

/// A cluster's settings as they stand in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which network it is for.
    pub cluster: Cluster,
    /// Risks that are accepted by name.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Where transactions go.
    pub rpc: RpcSettings,
    /// Who pays.
    pub payer: String,
    /// The program.
    pub program: ProgramSettings,
    /// The market.
    pub market: MarketSettings,
    /// Its feeds, in the order of their indices.
    pub feeds: Vec<FeedSettings>,
    /// Its reserves, in the order of their indices.
    pub reserves: Vec<ReserveSettings>,
    /// The file's folder: paths in it begin there.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// Where transactions go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RpcSettings {
    /// The node's address. `BALLAST_RPC_URL` in the environment goes before it.
    pub url: String,
    /// How sure a transaction must be: `processed`, `confirmed` or `finalized`.
    #[serde(default = "confirmed")]
    pub commitment: String,
}

fn confirmed() -> String {
    "confirmed".into()
}

/// The program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramSettings {
    /// Its address.
    pub id: String,
    /// The binary.
    pub file: PathBuf,
    /// The address's key, needed for the first deployment alone: `file:`, `env:`, or `local` for the public one.
    pub key: Option<String>,
    /// Whether other bytes than the file's are replaced.
    #[serde(default)]
    pub upgrade: bool,
    /// Bytes that the program may grow to without another transaction; the file's length where it is absent.
    pub capacity: Option<usize>,
    /// Who may upgrade it in the end: `governance`, `payer`, an address, or `nobody`.
    pub authority: String,
}

impl Config {
    /// Reads the file at `path`.
    pub fn read(path: &Path) -> Result<Self, MigrateError> {
        let text = std::fs::read_to_string(path).map_err(|source| MigrateError::File {
            path: path.to_owned(),
            source,
        })?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::parse(&text, folder).map_err(|reason| MigrateError::Settings {
            path: path.to_owned(),
            reason,
        })
    }

    /// Reads the file's text; paths in it begin in `folder`. What is wrong is told without the line that it stands in:
    /// a key may stand there.
    pub fn parse(text: &str, folder: PathBuf) -> Result<Self, String> {
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| span.start);
            slip(text, error.message(), at)
        })?;
        config.folder = folder;
        if let Ok(url) = std::env::var("BALLAST_RPC_URL") {
            config.rpc.url = url;
        }
        Ok(config)
    }
}

/// Puts `given` in the place of `value` where it is given.
pub(crate) fn replace<T>(value: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *value = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_in_a_wrong_line_is_not_repeated() {
        let sample = include_str!("../../localnet.toml");
        for (key, slip) in [
            ("payer =", "payer = [251, 34, 56]"),
            ("payer =", "payer = \"SECRET"),
            ("url =", "url = [\"https://host/?api-key=SECRET\"]"),
            ("url =", "url = https://host/?api-key=SECRET"),
            ("[rpc]", "[rpc]\napi_key_that_is_none = \"SECRET\""),
            ("cluster =", "cluster = \"SECRET\""),
        ] {
            let line = sample.lines().find(|line| line.starts_with(key)).unwrap();
            let text = sample.replacen(line, slip, 1);

            let refused = Config::parse(&text, PathBuf::new()).unwrap_err();

            assert!(refused.starts_with("line "), "{refused}");
            assert!(
                !refused.contains("SECRET") && !refused.contains("251"),
                "{refused}"
            );
        }
    }
}
