//! Whether a sample file names every key of the type that it explains.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::parse;

/// Fails unless `sample` names every key that `T` knows, section by section.
pub(crate) fn assert_names_every_key<T: DeserializeOwned>(sample: &str) {
    let table: toml::Table = toml::from_str(sample).unwrap();
    let mut missing = Vec::new();
    look::<T>(sample, &toml::Value::Table(table), "", &mut missing);
    assert!(missing.is_empty(), "the sample leaves out {missing:?}");
}

fn look<T: DeserializeOwned>(
    sample: &str,
    value: &toml::Value,
    path: &str,
    missing: &mut Vec<String>,
) {
    if let Some(section) = value.as_table() {
        let known = known::<T>(sample, path);
        let left_out = known.iter().filter(|key| !section.contains_key(*key));
        missing.extend(left_out.map(|key| format!("{path}{key}")));
    }
    let table = value.as_table().into_iter().flatten();
    let list = value.as_array().into_iter().flatten().enumerate();
    let entries = table.map(|(key, value)| (key.clone(), value));
    for (name, value) in entries.chain(list.map(|(place, item)| (place.to_string(), item))) {
        look::<T>(sample, value, &format!("{path}{name}__"), missing);
    }
}

/// The keys of the section at `path`, from the refusal of one that cannot be; none of a table with free names.
fn known<T: DeserializeOwned>(sample: &str, path: &str) -> Vec<String> {
    let variable = (format!("BALLAST__{path}?"), String::new());
    let refused = parse::<T>(sample, Path::new("sample.toml"), [variable]);
    let refused = refused.err().map(|error| error.to_string());
    let known = refused
        .as_deref()
        .and_then(|words| words.rsplit_once("known: "));
    let known = known.map(|(_, known)| known.split(", ").map(str::to_owned));
    known.into_iter().flatten().collect()
}
