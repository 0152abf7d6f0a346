//! Settings of the monitor; `scorer/config/watch.toml` explains every key.

use serde::Deserialize;

use crate::keeper::{MarketConfig, OracleConfig};
use crate::rpc::EndpointsConfig;
use crate::settings::{HealthConfig, Secret, SettingsError, above_zero, unless_empty};

/// The file that explains every key.
pub const SAMPLE: &str = include_str!("../../config/watch.toml");

/// A whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WatchConfig {
    /// Which market.
    pub market: MarketConfig,
    /// How the chain is reached.
    pub rpc: EndpointsConfig,
    /// Where price updates are found.
    pub oracle: OracleConfig,
    /// How often it is looked.
    pub look: LookConfig,
    /// What is an alert.
    pub alert: AlertConfig,
    /// Who may ask how the monitor does.
    pub health: HealthConfig,
}

/// How often it is looked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LookConfig {
    /// How often, milliseconds.
    pub every_ms: u64,
}

impl Default for LookConfig {
    fn default() -> Self {
        Self { every_ms: 5_000 }
    }
}

/// What is an alert, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertConfig {
    /// Share of the feed's `max_report_age` from which on a report is stale, per cent.
    pub stale_percent: u64,
    /// Distance from the median, hundredths of a point.
    pub distance_hundredths: u16,
    /// Half-width, hundredths of a point.
    pub half_width_hundredths: u16,
    /// Counted rounds missed in a row.
    pub misses_in_a_row: u8,
    /// Whether publishers of one feed with different models are an alert.
    pub model_differs: bool,
    /// Fresh votes beyond the quorum under which the feed is close to losing it.
    pub quorum_margin: i16,
    /// Share of the reserve's `max_age` from which on its price is old, per cent.
    pub price_age_percent: u64,
    /// Utilisation, basis points.
    pub utilization_bps: u64,
    /// Whether breakers in force and a pause are alerts.
    pub breakers: bool,
    /// Where alerts are posted; none: nowhere.
    #[serde(deserialize_with = "unless_empty")]
    pub webhook: Option<Secret>,
    /// How often a post is tried.
    pub webhook_attempts_most: u32,
    /// The first wait after a failed post, milliseconds; it doubles.
    pub webhook_wait_first_ms: u64,
    /// How long one post may take, milliseconds.
    pub webhook_timeout_ms: u64,
}

impl Default for AlertConfig {
    fn default() -> Self {
        Self {
            stale_percent: 100,
            distance_hundredths: 1_500,
            half_width_hundredths: 1_500,
            misses_in_a_row: 3,
            model_differs: true,
            quorum_margin: 1,
            price_age_percent: 100,
            utilization_bps: 9_500,
            breakers: true,
            webhook: None,
            webhook_attempts_most: 5,
            webhook_wait_first_ms: 1_000,
            webhook_timeout_ms: 5_000,
        }
    }
}

impl WatchConfig {
    /// Checks what the parts do not check themselves.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the key.
    pub fn check(&self) -> Result<(), SettingsError> {
        above_zero(&[
            ("look.every_ms", self.look.every_ms),
            ("alert.stale_percent", self.alert.stale_percent),
            ("alert.price_age_percent", self.alert.price_age_percent),
            (
                "alert.webhook_attempts_most",
                self.alert.webhook_attempts_most.into(),
            ),
            ("alert.webhook_timeout_ms", self.alert.webhook_timeout_ms),
        ])?;
        self.market.parsed()?;
        self.oracle.parsed()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::assert_names_every_key;

    #[test]
    fn sample_has_every_key_at_its_default() {
        assert_names_every_key::<WatchConfig>(SAMPLE);
        let sample: WatchConfig = toml::from_str(SAMPLE).unwrap();

        // The market and its nodes are samples.
        let mut defaults = WatchConfig {
            market: sample.market.clone(),
            ..WatchConfig::default()
        };
        defaults.rpc.urls.clone_from(&sample.rpc.urls);
        assert_eq!(sample, defaults);
        assert!(sample.check().is_ok());
    }
}
