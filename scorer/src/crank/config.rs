//! Settings of a crank; `scorer/config/crank.toml` explains every key.

use serde::Deserialize;

use super::Duty;
use crate::keeper::{MarketConfig, OracleConfig};
use crate::key::KeyConfig;
use crate::rpc::EndpointsConfig;
use crate::send::{ConfirmConfig, FeeConfig};
use crate::settings::{HealthConfig, SettingsError, above_zero};

/// The file that explains every key.
pub const SAMPLE: &str = include_str!("../../config/crank.toml");

/// A whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CrankConfig {
    /// Which market.
    pub market: MarketConfig,
    /// How the chain is reached.
    pub rpc: EndpointsConfig,
    /// Who pays.
    pub key: KeyConfig,
    /// Where price updates are found.
    pub oracle: OracleConfig,
    /// What is done, when, and how often it is looked.
    pub duties: DutyConfig,
    /// What a transaction may cost.
    pub fee: FeeConfig,
    /// How long it is sent.
    pub confirm: ConfirmConfig,
    /// Who may ask how the crank does.
    pub health: HealthConfig,
}

/// What is done, and when.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DutyConfig {
    /// Which duties; those left out are left to others.
    pub enabled: Vec<Duty>,
    /// How often the market is looked at, milliseconds.
    pub every_ms: u64,
    /// The longest wait before something that is due is done, milliseconds: each crank draws its own.
    pub jitter_ms: u64,
    /// How long a job that failed rests at most, milliseconds; it begins with one look and doubles.
    pub rest_most_ms: u64,
    /// Jobs of a kind in one transaction.
    pub batch_most: usize,
    /// A newer price is loaded once the loaded one is so old, seconds,
    pub price_age_seconds: u64,
    /// or once it has moved so far, basis points.
    pub price_moved_bps: u64,
    /// Interest is counted once it was not for so long, seconds,
    pub accrue_age_seconds: u64,
    /// or once the rate that it would put in force differs so far, basis points of the one in force.
    pub accrue_moved_bps: u64,
    /// How often positions are read, for marks and bad debt, seconds.
    pub positions_every_seconds: u64,
    /// Fees are collected once they are worth so much, dollars.
    pub fees_least_dollars: u64,
}

impl Default for DutyConfig {
    fn default() -> Self {
        Self {
            enabled: vec![
                Duty::Price,
                Duty::Accrue,
                Duty::Terms,
                Duty::Breaker,
                Duty::Change,
                Duty::BadDebt,
                Duty::Mark,
            ],
            every_ms: 1_000,
            jitter_ms: 1_500,
            rest_most_ms: 300_000,
            batch_most: 6,
            price_age_seconds: 15,
            price_moved_bps: 10,
            accrue_age_seconds: 3_600,
            accrue_moved_bps: 100,
            positions_every_seconds: 30,
            fees_least_dollars: 100,
        }
    }
}

impl CrankConfig {
    /// Checks what the parts do not check themselves.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the key.
    pub fn check(&self) -> Result<(), SettingsError> {
        above_zero(&[
            ("duties.every_ms", self.duties.every_ms),
            ("duties.batch_most", self.duties.batch_most as u64),
        ])?;
        if self.duties.enabled.is_empty() {
            let expected =
                "at least one of price, accrue, terms, breaker, change, bad_debt, mark, fees";
            return Err(SettingsError::value("duties.enabled", "[]", expected));
        }
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
        assert_names_every_key::<CrankConfig>(SAMPLE);
        let sample: CrankConfig = toml::from_str(SAMPLE).unwrap();

        // The market, its nodes and the key are samples.
        let mut defaults = CrankConfig {
            market: sample.market.clone(),
            key: sample.key.clone(),
            ..CrankConfig::default()
        };
        defaults.rpc.urls.clone_from(&sample.rpc.urls);
        assert_eq!(sample, defaults);
        assert!(sample.check().is_ok());
    }

    #[test]
    fn crank_without_a_duty_or_a_pause_is_refused() {
        let mut config: CrankConfig = toml::from_str(SAMPLE).unwrap();
        config.duties.enabled.clear();
        let without_duty = config.check().unwrap_err().to_string();
        config.duties = DutyConfig {
            every_ms: 0,
            ..DutyConfig::default()
        };

        let without_pause = config.check().unwrap_err().to_string();

        assert!(without_duty.contains("duties.enabled"), "{without_duty}");
        assert!(without_pause.contains("every_ms"), "{without_pause}");
    }
}
