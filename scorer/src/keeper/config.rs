//! Settings: one TOML file a keeper, with the environment over it.
//!
//! A variable `BALLAST__SECTION__KEY` takes the place of `key` in `[section]`: `BALLAST__RPC__URLS='["https://..."]'`,
//! `BALLAST__KEY__FILE=/run/key.json`. A value that reads as TOML is taken as such, any other as text.

use std::net::SocketAddr;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use solana_address::Address;

use super::KeeperError;

const PREFIX: &str = "BALLAST__";

/// Which market.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarketConfig {
    /// Its account, base 58.
    pub address: String,
}

impl MarketConfig {
    /// The market's account.
    ///
    /// # Errors
    /// [`KeeperError::Setting`], when it is missing or no address.
    pub fn parsed(&self) -> Result<Address, KeeperError> {
        address("market.address", &self.address)
    }
}

/// Where price updates are found.
#[derive(Clone, Debug, Default, Deserialize)]
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
    /// [`KeeperError::Setting`], by the first that is no address.
    pub fn parsed(&self) -> Result<Vec<Address>, KeeperError> {
        let accounts = self.accounts.iter();
        accounts
            .map(|text| address("oracle.accounts", text))
            .collect()
    }
}

/// Who may ask how the keeper does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthConfig {
    /// Where `/live`, `/ready` and `/metrics` are served; none: nowhere.
    pub listen: Option<SocketAddr>,
}

/// Reads a base 58 address.
pub(crate) fn address(key: &str, text: &str) -> Result<Address, KeeperError> {
    text.parse().map_err(|_| KeeperError::Setting {
        key: key.to_owned(),
        found: text.to_owned(),
        expected: "an address in base 58",
    })
}

/// Reads `file`, lays `variables` over it, and says by name what does not fit.
///
/// # Errors
/// An unreadable file, a line of it that is wrong, or a variable that fits no setting.
pub fn load_config<T: DeserializeOwned>(
    file: &Path,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<T, KeeperError> {
    let unreadable = |reason: std::io::Error| KeeperError::FileUnreadable {
        file: file.to_owned(),
        reason: reason.to_string(),
    };
    let malformed = |error: &toml::de::Error| KeeperError::FileMalformed {
        file: file.to_owned(),
        reason: error.to_string(),
    };
    let text = std::fs::read_to_string(file).map_err(unreadable)?;
    // First as it stands, so that a message names the line.
    let plain: T = toml::from_str(&text).map_err(|error| malformed(&error))?;
    let mut table: toml::Table = toml::from_str(&text).map_err(|error| malformed(&error))?;
    let mut ours: Vec<_> = variables
        .into_iter()
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect();
    ours.sort();
    let mut config = plain;
    for (variable, value) in ours {
        let refused = |reason: &str| KeeperError::Variable {
            variable: variable.clone(),
            reason: reason.to_owned(),
        };
        let path = variable[PREFIX.len()..].to_lowercase();
        let path: Vec<&str> = path.split("__").collect();
        put(&mut table, &path, read(&value)).map_err(refused)?;
        // The value is not repeated: it may be a key or a URL with one.
        let laid: Result<T, toml::de::Error> = toml::Value::Table(table.clone()).try_into();
        config = laid.map_err(|error| refused(error.message()))?;
    }
    Ok(config)
}

fn read(text: &str) -> toml::Value {
    let table: Result<toml::Table, _> = toml::from_str(&format!("value = {text}"));
    let value = table.ok().and_then(|mut table| table.remove("value"));
    value.unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

fn put(table: &mut toml::Table, path: &[&str], value: toml::Value) -> Result<(), &'static str> {
    let Some((last, sections)) = path.split_last() else {
        return Err("it names no setting");
    };
    let mut place = table;
    for section in sections {
        let entry = place
            .entry((*section).to_owned())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        place = entry
            .as_table_mut()
            .ok_or("it goes below a setting that has nothing below it")?;
    }
    place.insert((*last).to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Sample {
        market: MarketConfig,
        oracle: OracleConfig,
        every_ms: u64,
    }

    impl Default for Sample {
        fn default() -> Self {
            Self {
                market: MarketConfig::default(),
                oracle: OracleConfig::default(),
                every_ms: 5,
            }
        }
    }

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Sample, KeeperError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let variables = variables.iter();
        let variables = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        load_config(file.path(), variables)
    }

    #[test]
    fn environment_stands_over_the_file() {
        let config = load(
            "every_ms = 7\n[market]\naddress = 'a'",
            &[
                ("BALLAST__MARKET__ADDRESS", "b"),
                ("BALLAST__ORACLE__SHARDS", "[1, 2]"),
                ("PATH", "c"),
            ],
        );

        let config = config.unwrap();
        assert_eq!(config.market.address, "b");
        assert_eq!(config.oracle.shards, [1, 2]);
        assert_eq!(config.every_ms, 7);
    }

    #[test]
    fn unknown_keys_are_named_and_values_of_variables_are_not() {
        let in_file = load("every = 7", &[]).unwrap_err().to_string();
        let of_variable = load("", &[("BALLAST__EVERY_MS", "secret")]);
        let of_variable = of_variable.unwrap_err().to_string();

        assert!(in_file.contains("unknown field `every`"), "{in_file}");
        assert!(of_variable.contains("BALLAST__EVERY_MS"), "{of_variable}");
    }

    #[test]
    fn address_that_is_none_is_refused_by_its_setting() {
        let market = MarketConfig {
            address: "no address".to_owned(),
        };

        let refused = market.parsed().unwrap_err().to_string();

        assert!(refused.contains("market.address"), "{refused}");
    }
}
