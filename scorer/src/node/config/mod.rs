//! The node's configuration: one TOML file, with the environment over it.
//!
//! `scorer/config/node.toml` explains every key. A variable `BALLAST__SECTION__KEY` takes the place of `key` in `[section]`
//! (`BALLAST__FEEDS__0__ADDRESS` of the first feed's address); sections below others go on (`BALLAST__SOURCE__REPLAY__SPEED`).

mod feed;
mod live;
mod overrides;
mod secret;
mod sections;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use feed::{Feed, FeedSection};
pub use live::LiveSection;
pub use secret::{Secret, SecretError};
pub use sections::{
    AuditSection, ChainSection, DriftSection, HealthSection, KeySection, ModelSection, NodeSection,
    ReplaySection, RpcSection, SendSection, SourceKind, SourceSection, StaggerSection,
    TriggerSection,
};

/// The file that explains every key.
pub const SAMPLE: &str = include_str!("../../../config/node.toml");

/// A whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NodeConfig {
    /// What the node is.
    pub node: NodeSection,
    /// How it reaches the chain.
    pub rpc: RpcSection,
    /// What it expects of the chain.
    pub chain: ChainSection,
    /// The key that signs reports.
    pub key: KeySection,
    /// The key that takes over when the chain names it.
    pub successor: KeySection,
    /// Which model scores.
    pub model: ModelSection,
    /// Where market data come from.
    pub source: SourceSection,
    /// When the model is set aside.
    pub drift: DriftSection,
    /// When a report is due.
    pub trigger: TriggerSection,
    /// Which of several nodes with one key this is.
    pub stagger: StaggerSection,
    /// What a transaction may cost, and how long it is tried.
    pub send: SendSection,
    /// Where everything is written down.
    pub audit: AuditSection,
    /// Who may ask how the node does.
    pub health: HealthSection,
    /// What it reports to.
    pub feeds: Vec<FeedSection>,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or not text.
    #[error("cannot read {file}: {reason}")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// Not TOML, an unknown key, or a value of another kind.
    #[error("{file}: {reason}")]
    Malformed {
        /// The file.
        file: PathBuf,
        /// With line, key and the known keys.
        reason: String,
    },
    /// A variable names no key or does not fit it.
    #[error("{variable}: {reason}")]
    Variable {
        /// The variable.
        variable: String,
        /// With the known keys.
        reason: String,
    },
    /// A value without a meaning.
    #[error("{key} is {value:?}, expected {expected}")]
    Value {
        /// The key.
        key: String,
        /// What was found; never a secret.
        value: String,
        /// What is accepted.
        expected: &'static str,
    },
    /// A secret that was given twice or cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl ConfigError {
    fn value(
        key: impl Into<String>,
        value: impl std::fmt::Display + Copy,
        expected: &'static str,
    ) -> Self {
        let key = key.into();
        let value = value.to_string();
        Self::Value {
            key,
            value,
            expected,
        }
    }
}

impl NodeConfig {
    /// Reads `file`, lays `variables` of the environment over it and checks the whole.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key.
    pub fn load(
        file: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError::Unreadable {
            file: file.to_owned(),
            reason: error.to_string(),
        })?;
        Self::parse(&text, file, variables)
    }

    /// The same from text; `file` stands in messages.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn parse(
        text: &str,
        file: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let malformed = |reason: String| ConfigError::Malformed {
            file: file.to_owned(),
            reason,
        };
        // First as it stands, so that a message about the file names its line.
        toml::from_str::<Self>(text).map_err(|error| malformed(error.to_string()))?;
        let mut table: toml::Table =
            toml::from_str(text).map_err(|error| malformed(error.to_string()))?;
        overrides::apply(&mut table, variables)?;
        let config: Self = toml::Value::Table(table)
            .try_into()
            .map_err(|error: toml::de::Error| malformed(error.to_string()))?;
        config.check()?;
        Ok(config)
    }

    /// The feeds, their addresses read and their triggers filled in.
    ///
    /// # Errors
    /// [`ConfigError::Value`].
    pub fn feeds(&self) -> Result<Vec<Feed>, ConfigError> {
        let feeds = self.feeds.iter().enumerate();
        feeds
            .map(|(place, feed)| feed.resolve(place, &self.trigger))
            .collect()
    }

    fn check(&self) -> Result<(), ConfigError> {
        let above_zero = [
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
        ];
        if let Some((key, value)) = above_zero.iter().find(|(_, value)| *value == 0) {
            return Err(ConfigError::value(*key, value, "a number above 0"));
        }
        if self.stagger.replica_id >= self.stagger.total_replicas {
            let value = self.stagger.replica_id;
            let expected = "a number from 0 to below stagger.total_replicas";
            return Err(ConfigError::value("stagger.replica_id", value, expected));
        }
        if !(self.source.replay.speed > 0.0 && self.source.replay.speed.is_finite()) {
            let value = self.source.replay.speed;
            return Err(ConfigError::value(
                "source.replay.speed",
                value,
                "a number above 0",
            ));
        }
        self.source.check()?;
        if self.feeds.is_empty() {
            return Err(ConfigError::value("feeds", "[]", "at least one [[feeds]]"));
        }
        let feeds = self.feeds()?;
        for (place, feed) in feeds.iter().enumerate() {
            if feeds[..place]
                .iter()
                .any(|other| other.address == feed.address)
            {
                let key = format!("feeds.{place}.address");
                return Err(ConfigError::value(key, feed.address, "every feed once"));
            }
        }
        self.rpc.urls()?;
        self.health.address()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
