//! The sections that all keepers have and no other program.

use serde::Deserialize;
use solana_address::Address;

use crate::settings::{SettingsError, address};

/// Which market.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarketConfig {
    /// Its account, base 58.
    pub address: String,
}

impl MarketConfig {
    /// The market's account.
    ///
    /// # Errors
    /// [`SettingsError::Value`], when it is missing or no address.
    pub fn parsed(&self) -> Result<Address, SettingsError> {
        address("market.address", &self.address)
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
        };

        let refused = market.parsed().unwrap_err().to_string();

        assert!(refused.contains("market.address"), "{refused}");
    }
}
