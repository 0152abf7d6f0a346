//! What the node reports to.

use std::collections::BTreeMap;

use serde::Deserialize;
use solana_address::Address;

use super::TriggerSection;
use crate::node::trigger::TriggerRules;
use crate::settings::{self, SettingsError};

/// A feed as it stands in the file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedSection {
    /// Its name in logs, metrics and the audit.
    pub name: String,
    /// Its account.
    pub address: String,
    /// The assets it serves; its score is the highest of theirs.
    pub assets: Vec<String>,
    /// Depth within 50 basis points that governance measured, by asset, in USD.
    #[serde(default)]
    pub depth_reference_usd: BTreeMap<String, f64>,
    /// Instead of `trigger.deviation_hundredths`.
    #[serde(default)]
    pub deviation_hundredths: Option<u16>,
    /// Instead of `trigger.max_age_seconds`.
    #[serde(default)]
    pub max_age_seconds: Option<u64>,
    /// Instead of `trigger.min_interval_seconds`.
    #[serde(default)]
    pub min_interval_seconds: Option<u64>,
}

/// A feed, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Its name.
    pub name: String,
    /// Its account.
    pub address: Address,
    /// The assets it serves.
    pub assets: Vec<String>,
    /// Depth that counts as whole, by asset, in USD.
    pub depth_reference_usd: BTreeMap<String, f64>,
    /// When a report is due.
    pub trigger: TriggerRules,
}

impl FeedSection {
    /// Every key, with the values that leave the common ones in force spelt out.
    #[cfg(test)]
    pub(crate) fn full() -> Self {
        let trigger = TriggerSection::default();
        Self {
            name: "market".to_owned(),
            address: "11111111111111111111111111111111".to_owned(),
            assets: vec!["BTC".to_owned(), "ETH".to_owned(), "SOL".to_owned()],
            depth_reference_usd: BTreeMap::new(),
            deviation_hundredths: Some(trigger.deviation_hundredths),
            max_age_seconds: Some(trigger.max_age_seconds),
            min_interval_seconds: Some(trigger.min_interval_seconds),
        }
    }

    pub(super) fn resolve(
        &self,
        place: usize,
        trigger: &TriggerSection,
    ) -> Result<Feed, SettingsError> {
        let key = |key: &str| format!("feeds.{place}.{key}");
        let address = settings::address(&key("address"), &self.address)?;
        if self.assets.is_empty() {
            return Err(SettingsError::value(
                key("assets"),
                "[]",
                "at least one asset",
            ));
        }
        let wrong = |depth: &&f64| !(depth.is_finite() && **depth > 0.0);
        if let Some(depth) = self.depth_reference_usd.values().find(wrong) {
            let key = key("depth_reference_usd");
            return Err(SettingsError::value(key, depth, "US dollars above 0"));
        }
        let rules = TriggerRules {
            deviation_hundredths: self
                .deviation_hundredths
                .unwrap_or(trigger.deviation_hundredths),
            depth_deviation_bps: trigger.depth_deviation_bps,
            max_age_seconds: self.max_age_seconds.unwrap_or(trigger.max_age_seconds),
            min_interval_seconds: self
                .min_interval_seconds
                .unwrap_or(trigger.min_interval_seconds),
        };
        Ok(Feed {
            name: self.name.clone(),
            address,
            assets: self.assets.clone(),
            depth_reference_usd: self.depth_reference_usd.clone(),
            trigger: rules,
        })
    }
}
