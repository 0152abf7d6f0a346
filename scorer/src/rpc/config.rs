//! Which nodes to ask, and when one of them is left.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use solana_hash::Hash;

use super::{RpcError, RpcUrl};
use crate::backoff::Doubling;
use crate::settings::{SettingsError, above_zero, unless_empty};

/// The nodes of one cluster, in the operator's order of preference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndpointsConfig {
    /// JSON-RPC over `http` or `https`; the first is preferred while all are healthy.
    pub urls: Vec<RpcUrl>,
    /// A file with the URLs instead, one a line; lines that are empty or begin with `#` are passed over.
    #[serde(deserialize_with = "unless_empty")]
    pub urls_file: Option<PathBuf>,
    /// What reads are taken from: `processed`, `confirmed` or `finalized`.
    pub commitment: CommitmentLevel,
    /// How long one node may take to answer, milliseconds.
    pub timeout_ms: u64,
    /// How often every node is probed, milliseconds.
    pub probe_every_ms: u64,
    /// Slots behind the others from which on a node is out of sync.
    pub slots_behind_most: u64,
    /// Hash of the cluster's first block, base 58; none: that of the first node that answers.
    #[serde(deserialize_with = "unless_empty")]
    pub genesis_hash: Option<String>,
    /// First rest of a node that failed, milliseconds; it doubles with every further failure.
    pub wait_first_ms: u64,
    /// Longest rest that is chosen here, milliseconds; a node's `Retry-After` may be longer, up to two minutes.
    pub wait_most_ms: u64,
    /// How often all nodes are tried before a request fails.
    pub rounds_most: u32,
}

impl Default for EndpointsConfig {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            urls_file: None,
            commitment: CommitmentLevel::Confirmed,
            timeout_ms: 3_000,
            probe_every_ms: 2_000,
            slots_behind_most: 25,
            genesis_hash: None,
            wait_first_ms: 200,
            wait_most_ms: 5_000,
            rounds_most: 3,
        }
    }
}

impl EndpointsConfig {
    /// The default settings for these nodes.
    ///
    /// # Errors
    /// [`RpcError::UrlInvalid`].
    pub fn of<'a>(urls: impl IntoIterator<Item = &'a str>) -> Result<Self, RpcError> {
        let urls = urls.into_iter().map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self {
            urls,
            ..Self::default()
        })
    }

    /// Checks that it can work.
    ///
    /// # Errors
    /// [`SettingsError`], by the key; of a URL no more than its host is told.
    pub fn check(&self) -> Result<(), SettingsError> {
        self.nodes()?;
        self.genesis()?;
        above_zero(&[
            ("rpc.timeout_ms", self.timeout_ms),
            ("rpc.probe_every_ms", self.probe_every_ms),
            ("rpc.wait_first_ms", self.wait_first_ms),
            ("rpc.wait_most_ms", self.wait_most_ms),
            ("rpc.rounds_most", self.rounds_most.into()),
        ])
    }

    /// The nodes' URLs, from the list or the file.
    pub(crate) fn nodes(&self) -> Result<Vec<RpcUrl>, SettingsError> {
        let nodes = match &self.urls_file {
            None => self.urls.clone(),
            Some(file) if self.urls.is_empty() => read_urls(file)?,
            Some(file) => {
                let expected = "nothing, because rpc.urls is given too: keep one of them";
                let (key, found) = ("rpc.urls_file", file.display());
                return Err(SettingsError::value(key, found, expected));
            }
        };
        if nodes.is_empty() {
            let expected = "at least one URL, here or in the file rpc.urls_file";
            return Err(SettingsError::value("rpc.urls", "[]", expected));
        }
        Ok(nodes)
    }

    pub(super) fn genesis(&self) -> Result<Option<Hash>, SettingsError> {
        let Some(text) = &self.genesis_hash else {
            return Ok(None);
        };
        let (key, expected) = ("rpc.genesis_hash", "a hash in base 58");
        let hash = text.parse().map(Some);
        hash.map_err(|_| SettingsError::value(key, text, expected))
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    pub(super) fn commitment(&self) -> CommitmentConfig {
        CommitmentConfig {
            commitment: self.commitment,
        }
    }

    /// The rest after so many failures in a row.
    pub(super) fn rest(&self, failures: u32) -> Duration {
        Doubling::of_millis(self.wait_first_ms, self.wait_most_ms).after(failures)
    }
}

fn read_urls(file: &Path) -> Result<Vec<RpcUrl>, SettingsError> {
    let text = std::fs::read_to_string(file).map_err(|error| SettingsError::Unreadable {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    let lines = (1..).zip(text.lines().map(str::trim));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let urls = lines.map(|(number, line)| {
        let parsed = line.parse::<RpcUrl>();
        parsed.map_err(|error| SettingsError::Malformed {
            file: file.to_owned(),
            reason: format!("line {number}: {error}"),
        })
    });
    urls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rest_doubles_up_to_the_longest() {
        let config = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();

        let rests: Vec<_> = (1..=7)
            .map(|failures| config.rest(failures).as_millis())
            .collect();

        assert_eq!(rests, [200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(config.rest(u32::MAX).as_millis(), 5000);
    }

    #[test]
    fn unknown_key_is_refused() {
        let refused = toml::from_str::<EndpointsConfig>("urls = []\nretries = 3").unwrap_err();

        assert!(refused.to_string().contains("retries"), "{refused}");
    }

    #[test]
    fn settings_that_cannot_work_are_refused_by_their_name() {
        let with = |change: fn(&mut EndpointsConfig)| {
            let mut config = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
            change(&mut config);
            config.check().unwrap_err().to_string()
        };

        assert!(with(|config| config.urls.clear()).contains("rpc.urls"));
        assert!(with(|config| config.rounds_most = 0).contains("rpc.rounds_most"));
        assert!(with(|config| config.genesis_hash = Some("x".into())).contains("genesis_hash"));
        assert!(with(|config| config.urls_file = Some("x".into())).contains("keep one"));
    }

    #[test]
    fn urls_are_read_from_a_file_and_a_wrong_one_is_told_by_its_line_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("urls");
        let config = EndpointsConfig {
            urls_file: Some(file.clone()),
            ..EndpointsConfig::default()
        };

        let absent = config.check().unwrap_err().to_string();
        std::fs::write(&file, "# ours\n\nhttps://a.example/?key=secret\n").unwrap();
        let read = config.nodes().unwrap();
        std::fs::write(&file, "https://a.example\nsecret\n").unwrap();
        let wrong = config.check().unwrap_err().to_string();
        std::fs::write(&file, "# none yet\n").unwrap();
        let empty = config.check().unwrap_err().to_string();

        assert!(absent.contains("cannot read"), "{absent}");
        assert_eq!(read[0].reveal(), "https://a.example/?key=secret");
        assert!(
            wrong.contains("line 2") && !wrong.contains("secret"),
            "{wrong}"
        );
        assert!(empty.contains("rpc.urls_file"), "{empty}");
    }
}
