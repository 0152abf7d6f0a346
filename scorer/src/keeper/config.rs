//! The sections that all keepers have and no other program.

use std::time::Duration;

use serde::Deserialize;
use solana_address::Address;

use super::Pulse;
use crate::settings::{SettingsError, above_zero, address};

/// Which market, and how long its chain may stand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarketConfig {
    /// Its account, base 58.
    pub address: String,
    /// The chain stands once its slot has not risen for so long, seconds.
    pub stands_after_seconds: u64,
}

impl Default for MarketConfig {
    fn default() -> Self {
        Self {
            address: String::new(),
            stands_after_seconds: 30,
        }
    }
}

impl MarketConfig {
    /// The market's account.
    ///
    /// # Errors
    /// [`SettingsError::Value`], when it is missing or no address, or when no time is left for the slot to rise.
    pub fn parsed(&self) -> Result<Address, SettingsError> {
        above_zero(&[("market.stands_after_seconds", self.stands_after_seconds)])?;
        address("market.address", &self.address)
    }

    /// What notices that the chain stands.
    pub(crate) fn pulse(&self) -> Pulse {
        Pulse::new(Duration::from_secs(self.stands_after_seconds))
    }
}

/// Where price updates are found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OracleConfig {
    /// Accounts that hold price updates, base 58; whose price each is, it says itself.
    pub accounts: Vec<String>,
    /// Shards of Pyth's sponsored price accounts to look in, both before and after the oracle's upgrade of 2026.
    pub shards: Vec<u16>,
}

impl OracleConfig {
    /// The accounts by address.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the first that is no address.
    pub fn parsed(&self) -> Result<Vec<Address>, SettingsError> {
        let accounts = self.accounts.iter();
        accounts
            .map(|text| address("oracle.accounts", text))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_that_is_none_is_refused_by_its_setting() {
        let market = MarketConfig {
            address: "no address".to_owned(),
            ..MarketConfig::default()
        };

        let refused = market.parsed().unwrap_err().to_string();

        assert!(refused.contains("market.address"), "{refused}");
    }

    #[test]
    fn chain_that_may_stand_no_second_is_refused_by_its_setting() {
        let market = MarketConfig {
            address: Address::default().to_string(),
            stands_after_seconds: 0,
        };

        let refused = market.parsed().unwrap_err().to_string();

        assert!(refused.contains("market.stands_after_seconds"), "{refused}");
    }
}
