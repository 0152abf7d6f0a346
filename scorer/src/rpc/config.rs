//! Which nodes to ask, and when one of them is left.

use std::time::Duration;

use serde::Deserialize;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use solana_hash::Hash;

use super::{RpcError, RpcUrl};
use crate::backoff::Doubling;

/// The nodes of one cluster, in the operator's order of preference.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndpointsConfig {
    /// JSON-RPC over `http` or `https`; the first is preferred while all are healthy.
    pub urls: Vec<RpcUrl>,
    /// Where account changes are subscribed to, `ws` or `wss`; none: they are asked for.
    pub websocket: Option<RpcUrl>,
    /// What reads are taken from: `processed`, `confirmed` or `finalized`.
    pub commitment: CommitmentLevel,
    /// How long one node may take to answer, milliseconds.
    pub timeout_ms: u64,
    /// How often every node is probed, milliseconds.
    pub probe_every_ms: u64,
    /// Slots behind the others from which on a node is out of sync.
    pub slots_behind_most: u64,
    /// Hash of the cluster's first block, base 58; none: that of the first node that answers.
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
            websocket: None,
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

    pub(super) fn checked(&self) -> Result<Option<Hash>, RpcError> {
        if self.urls.is_empty() {
            return Err(RpcError::NoEndpoint);
        }
        if let Some(url) = self.urls.iter().find(|url| url.is_websocket()) {
            let (host, scheme) = (url.host(), "http or https");
            return Err(RpcError::SchemeUnfit { host, scheme });
        }
        if let Some(url) = self.websocket.iter().find(|url| !url.is_websocket()) {
            let (host, scheme) = (url.host(), "ws or wss");
            return Err(RpcError::SchemeUnfit { host, scheme });
        }
        let above_zero = [
            ("timeout_ms", self.timeout_ms),
            ("probe_every_ms", self.probe_every_ms),
            ("wait_first_ms", self.wait_first_ms),
            ("wait_most_ms", self.wait_most_ms),
            ("rounds_most", self.rounds_most.into()),
        ];
        if let Some((key, _)) = above_zero.iter().find(|(_, value)| *value == 0) {
            return Err(RpcError::SettingZero { key });
        }
        let genesis = self.genesis_hash.as_deref().map(str::parse::<Hash>);
        genesis
            .transpose()
            .map_err(|_| RpcError::GenesisHashInvalid {
                found: self.genesis_hash.clone().unwrap_or_default(),
            })
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
            config.checked().unwrap_err().to_string()
        };

        assert!(with(|config| config.urls.clear()).contains("no RPC"));
        assert!(with(|config| config.rounds_most = 0).contains("rounds_most"));
        assert!(with(|config| config.genesis_hash = Some("x".into())).contains("genesis"));
        assert!(with(|config| config.websocket = Some(config.urls[0].clone())).contains("ws"));
    }
}
