//! The node's configuration; `scorer/config/node.toml` explains every key, [`settings`] says how it is read.

mod feed;
mod live;
mod public;
mod sections;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use serde::Deserialize;

pub use feed::{Feed, FeedSection};
pub use live::LiveSection;
pub use public::ReplayOnPublic;
pub use sections::{
    AuditSection, ChainSection, DriftSection, ModelSection, NodeSection, ReplaySection,
    ShadowSection, SourceKind, SourceSection, StaggerSection, TriggerSection,
};

use crate::key::KeyConfig;
use crate::rpc::EndpointsConfig;
use crate::send::{ConfirmConfig, FeeConfig};
use crate::settings::{self, HealthConfig, SettingsError, above_zero};

/// Where a node that is told nothing else says how it does.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

/// The file that explains every key.
pub const SAMPLE: &str = include_str!("../../../config/node.toml");

/// A whole configuration.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NodeConfig {
    /// What the node is.
    pub node: NodeSection,
    /// How it reaches the chain.
    pub rpc: EndpointsConfig,
    /// What it expects of the chain.
    pub chain: ChainSection,
    /// The key that signs reports.
    pub key: KeyConfig,
    /// The key that takes over when the chain names it.
    pub successor: KeyConfig,
    /// Which model scores.
    pub model: ModelSection,
    /// Which model is on trial beside it.
    pub shadow: ShadowSection,
    /// Where market data come from.
    pub source: SourceSection,
    /// When the model is set aside.
    pub drift: DriftSection,
    /// When a report is due.
    pub trigger: TriggerSection,
    /// Which of several nodes with one key this is.
    pub stagger: StaggerSection,
    /// What a transaction may cost.
    pub fee: FeeConfig,
    /// How long it is sent.
    pub confirm: ConfirmConfig,
    /// Where everything is written down.
    pub audit: AuditSection,
    /// Who may ask how the node does.
    pub health: HealthConfig,
    /// What it reports to.
    pub feeds: Vec<FeedSection>,
}

impl Default for NodeConfig {
    fn default() -> Self {
        Self {
            node: NodeSection::default(),
            rpc: EndpointsConfig::default(),
            chain: ChainSection::default(),
            key: KeyConfig::default(),
            successor: KeyConfig::default(),
            model: ModelSection::default(),
            shadow: ShadowSection::default(),
            source: SourceSection::default(),
            drift: DriftSection::default(),
            trigger: TriggerSection::default(),
            stagger: StaggerSection::default(),
            fee: FeeConfig::default(),
            confirm: ConfirmConfig::default(),
            audit: AuditSection::default(),
            health: HealthConfig {
                listen: Some(LISTEN),
            },
            feeds: Vec::new(),
        }
    }
}

impl NodeConfig {
    /// Reads `file`, lays `variables` of the environment over it and checks the whole.
    ///
    /// # Errors
    /// [`SettingsError`], naming the key.
    pub fn load(
        file: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        settings::load(file, variables).and_then(Self::checked)
    }

    /// The same from text; `file` stands in messages.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn parse(
        text: &str,
        file: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        settings::parse(text, file, variables).and_then(Self::checked)
    }

    /// The feeds, their addresses read and their triggers filled in.
    ///
    /// # Errors
    /// [`SettingsError::Value`].
    pub fn feeds(&self) -> Result<Vec<Feed>, SettingsError> {
        let feeds = self.feeds.iter().enumerate();
        feeds
            .map(|(place, feed)| feed.resolve(place, &self.trigger))
            .collect()
    }

    fn checked(self) -> Result<Self, SettingsError> {
        above_zero(&[
            ("node.tick_ms", self.node.tick_ms),
            ("chain.refresh_ms", self.chain.refresh_ms),
            (
                "chain.state_age_most_seconds",
                self.chain.state_age_most_seconds,
            ),
            ("trigger.max_age_seconds", self.trigger.max_age_seconds),
            ("drift.every_hours", self.drift.every_hours.into()),
            ("drift.days", self.drift.days.into()),
            ("stagger.total_replicas", self.stagger.total_replicas.into()),
        ])?;
        if self.stagger.replica_id >= self.stagger.total_replicas {
            let value = self.stagger.replica_id;
            let expected = "a number from 0 to below stagger.total_replicas";
            return Err(SettingsError::value("stagger.replica_id", value, expected));
        }
        if !(self.source.replay.speed > 0.0 && self.source.replay.speed.is_finite()) {
            let value = self.source.replay.speed;
            return Err(SettingsError::value(
                "source.replay.speed",
                value,
                "a number above 0",
            ));
        }
        self.shadow.check()?;
        self.source.check()?;
        if self.feeds.is_empty() {
            return Err(SettingsError::value(
                "feeds",
                "[]",
                "at least one [[feeds]]",
            ));
        }
        let feeds = self.feeds()?;
        for (place, feed) in feeds.iter().enumerate() {
            if feeds[..place]
                .iter()
                .any(|other| other.address == feed.address)
            {
                let key = format!("feeds.{place}.address");
                return Err(SettingsError::value(key, feed.address, "every feed once"));
            }
        }
        self.rpc.check()?;
        self.fee.check()?;
        self.confirm.check()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
