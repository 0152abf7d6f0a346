//! Settings of a liquidator; `scorer/config/liquidator.toml` explains every key.

use std::path::PathBuf;

use serde::Deserialize;

use crate::keeper::{MarketConfig, OracleConfig};
use crate::key::KeyConfig;
use crate::rpc::EndpointsConfig;
use crate::send::{ConfirmConfig, FeeConfig};
use crate::settings::{HealthConfig, SettingsError, above_zero};

/// The file that explains every key.
pub const SAMPLE: &str = include_str!("../../config/liquidator.toml");

/// A whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LiquidatorConfig {
    /// Which market.
    pub market: MarketConfig,
    /// How the chain is reached.
    pub rpc: EndpointsConfig,
    /// Who repays and is paid.
    pub key: KeyConfig,
    /// Where price updates are found.
    pub oracle: OracleConfig,
    /// What pays.
    pub profit: ProfitConfig,
    /// What may be spent.
    pub budget: BudgetConfig,
    /// How positions are watched.
    pub scan: ScanConfig,
    /// What a transaction may cost.
    pub fee: FeeConfig,
    /// How long it is sent.
    pub confirm: ConfirmConfig,
    /// Who may ask how the liquidator does.
    pub health: HealthConfig,
}

/// What pays.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfitConfig {
    /// The least profit after all costs, dollars.
    pub least_dollars: f64,
    /// What selling the collateral costs, basis points of its value.
    pub sell_cost_bps: u32,
    /// What a SOL is worth at most, dollars.
    pub sol_dollars: f64,
}

impl Default for ProfitConfig {
    fn default() -> Self {
        Self {
            least_dollars: 1.0,
            sell_cost_bps: 30,
            sol_dollars: 250.0,
        }
    }
}

/// What may be spent.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetConfig {
    /// The most that one liquidation repays, dollars.
    pub liquidation_dollars: f64,
    /// The most that is repaid within any 24 hours, with the fees of its transactions, dollars.
    pub day_dollars: f64,
    /// The share of each token that is never spent, basis points.
    pub keep_bps: u64,
    /// Where it is written down what was spent, so that a restart goes on with what is left of the day; empty: nowhere.
    pub file: PathBuf,
}

impl Default for BudgetConfig {
    fn default() -> Self {
        Self {
            liquidation_dollars: 100_000.0,
            day_dollars: 1_000_000.0,
            keep_bps: 0,
            file: PathBuf::new(),
        }
    }
}

/// How positions are watched.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanConfig {
    /// How often the market is looked at, milliseconds.
    pub every_ms: u64,
    /// How often all positions are listed anew, seconds.
    pub list_every_seconds: u64,
    /// A position is near its threshold from this share of its liquidation limit on, basis points.
    pub near_bps: u64,
    /// How long a position that failed is left alone at most, seconds.
    pub rest_most_seconds: u64,
    /// Liquidations in one look.
    pub take_most: usize,
}

impl Default for ScanConfig {
    fn default() -> Self {
        Self {
            every_ms: 1_000,
            list_every_seconds: 30,
            near_bps: 8_000,
            rest_most_seconds: 60,
            take_most: 4,
        }
    }
}

impl LiquidatorConfig {
    /// Checks what the parts do not check themselves.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the key.
    pub fn check(&self) -> Result<(), SettingsError> {
        let dollars = [
            ("profit.least_dollars", self.profit.least_dollars),
            ("profit.sol_dollars", self.profit.sol_dollars),
            (
                "budget.liquidation_dollars",
                self.budget.liquidation_dollars,
            ),
            ("budget.day_dollars", self.budget.day_dollars),
        ];
        let wrong = |value: f64| !value.is_finite() || value < 0.0;
        if let Some((key, found)) = dollars.into_iter().find(|(_, value)| wrong(*value)) {
            return Err(SettingsError::value(key, found, "dollars, 0 or more"));
        }
        let shares = [
            ("profit.sell_cost_bps", self.profit.sell_cost_bps.into()),
            ("budget.keep_bps", self.budget.keep_bps),
        ];
        if let Some((key, found)) = shares.into_iter().find(|(_, value)| *value > 10_000) {
            return Err(SettingsError::value(key, found, "0 to 10 000"));
        }
        above_zero(&[
            ("scan.every_ms", self.scan.every_ms),
            ("scan.take_most", self.scan.take_most as u64),
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
        assert_names_every_key::<LiquidatorConfig>(SAMPLE);
        let sample: LiquidatorConfig = toml::from_str(SAMPLE).unwrap();

        // The market, its nodes and the key are samples.
        let mut defaults = LiquidatorConfig {
            market: sample.market.clone(),
            key: sample.key.clone(),
            ..LiquidatorConfig::default()
        };
        defaults.rpc.urls.clone_from(&sample.rpc.urls);
        assert_eq!(sample, defaults);
        assert!(sample.check().is_ok());
    }

    #[test]
    fn amounts_that_are_none_are_refused_by_name() {
        for (text, key) in [
            ("[budget]\nday_dollars = -1.0", "budget.day_dollars"),
            ("[profit]\nleast_dollars = nan", "profit.least_dollars"),
            ("[profit]\nsell_cost_bps = 10001", "profit.sell_cost_bps"),
            ("[scan]\ntake_most = 0", "scan.take_most"),
        ] {
            let config: LiquidatorConfig = toml::from_str(text).unwrap();

            let refused = config.check().unwrap_err().to_string();

            assert!(refused.contains(key), "{refused}");
        }
    }
}
