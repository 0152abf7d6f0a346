//! The one reader of settings.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::SettingsError;
use super::layer::{Layer, Variable};
use super::slip::from_toml;

const PREFIX: &str = "BALLAST__";

/// The environment's variables; one that is no text cannot be a setting.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    let variables = std::env::vars_os();
    variables
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Reads `file` and lays over it those of `variables` that begin with `BALLAST__`.
///
/// # Errors
/// A file that cannot be read, a line of it that is wrong, or a variable that fits no key.
pub fn load<T: DeserializeOwned>(
    file: &Path,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<T, SettingsError> {
    let text = std::fs::read_to_string(file).map_err(|error| SettingsError::Unreadable {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    parse(&text, file, variables)
}

/// The same from text; `file` stands in messages.
///
/// # Errors
/// As [`load`].
pub fn parse<T: DeserializeOwned>(
    text: &str,
    file: &Path,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<T, SettingsError> {
    let malformed = |reason: String| SettingsError::Malformed {
        file: file.to_owned(),
        reason,
    };
    // First as it stands, so that a message about the file names its line.
    from_toml::<T>(text).map_err(malformed)?;
    let table: toml::Table = from_toml(text).map_err(malformed)?;
    let mut layer = Layer::from(table);
    for (name, text) in ordered(variables) {
        let path: Vec<&str> = parts(&name).collect();
        let variable = Variable {
            name: name.clone(),
            text,
        };
        let laid = layer.lay(&path, variable);
        laid.map_err(|reason| SettingsError::Variable {
            variable: name,
            reason,
        })?;
    }
    T::deserialize(layer).map_err(|misfit| match misfit.variable {
        Some(variable) => SettingsError::Variable {
            variable,
            reason: misfit.reason,
        },
        None => malformed(misfit.reason),
    })
}

/// Ours, so that places in a list come in their order.
fn ordered(variables: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let ours = variables.into_iter();
    let mut ours: Vec<_> = ours.filter(|(name, _)| name.starts_with(PREFIX)).collect();
    ours.sort_by_cached_key(|(name, _)| {
        let parts = parts(name).map(|part| (part.parse::<usize>().ok(), part.to_owned()));
        parts.collect::<Vec<_>>()
    });
    ours
}

fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.strip_prefix(PREFIX).unwrap_or(name).split("__")
}

#[cfg(test)]
mod tests;
