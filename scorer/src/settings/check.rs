//! What every program asks of its settings.

use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Deserializer};
use solana_address::Address;

use super::SettingsError;

/// Refuses the first of `values` that is zero, by its key.
pub(crate) fn above_zero(values: &[(&str, u64)]) -> Result<(), SettingsError> {
    match values.iter().find(|(_, value)| *value == 0) {
        Some((key, value)) => Err(SettingsError::value(*key, value, "a number above 0")),
        None => Ok(()),
    }
}

/// Reads the address at `key`.
pub(crate) fn address(key: &str, text: &str) -> Result<Address, SettingsError> {
    text.parse()
        .map_err(|_| SettingsError::value(key, text, "an address in base 58"))
}

/// Takes an empty text for none, so that a variable can take back what the file gives.
pub(crate) fn unless_empty<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    T::deserialize(text.into_deserializer()).map(Some)
}
