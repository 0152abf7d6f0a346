//! The environment over the file: `BALLAST__SECTION__KEY=value`.

use serde_json::Value as Shape;

use super::{ConfigError, FeedSection, NodeConfig};

const PREFIX: &str = "BALLAST__";

/// Lays every variable that begins with `BALLAST__` over `table`. The key's default says whether the value is read as text or
/// as TOML.
pub(super) fn apply(
    table: &mut toml::Table,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    let mut ours: Vec<(String, String)> = variables
        .into_iter()
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect();
    ours.sort();
    let shape = shape()?;
    for (variable, text) in ours {
        let path: Vec<String> = variable[PREFIX.len()..]
            .split("__")
            .map(str::to_lowercase)
            .collect();
        let refuse = |reason: String| ConfigError::Variable {
            variable: variable.clone(),
            reason,
        };
        let leaf = find(&shape, &path).map_err(refuse)?;
        let value = read(leaf, &text).map_err(refuse)?;
        put(table, &path, value).map_err(refuse)?;
    }
    Ok(())
}

/// Every key with a value of its kind.
pub(super) fn shape() -> Result<Shape, ConfigError> {
    let config = NodeConfig {
        feeds: vec![FeedSection::full()],
        ..NodeConfig::default()
    };
    serde_json::to_value(config).map_err(|error| ConfigError::Variable {
        variable: PREFIX.to_owned(),
        reason: error.to_string(),
    })
}

fn find<'a>(shape: &'a Shape, path: &[String]) -> Result<&'a Shape, String> {
    path.iter().try_fold(shape, |shape, part| match shape {
        Shape::Object(keys) if keys.is_empty() => {
            Err("the names in it are free, so it stands in the file alone".to_owned())
        }
        Shape::Object(keys) => keys.get(part).ok_or_else(|| {
            let known: Vec<&str> = keys.keys().map(String::as_str).collect();
            format!("{part} is no key here; known: {}", known.join(", "))
        }),
        Shape::Array(items) if part.parse::<usize>().is_ok() => items
            .first()
            .ok_or_else(|| "this list holds plain values".to_owned()),
        Shape::Array(_) => Err(format!("{part} is no place in a list: write 0, 1, ...")),
        _ => Err(format!("there is nothing under it called {part}")),
    })
}

fn read(leaf: &Shape, text: &str) -> Result<toml::Value, String> {
    if leaf.is_string() {
        return Ok(toml::Value::String(text.to_owned()));
    }
    let read: Result<toml::Table, _> = toml::from_str(&format!("value = {text}"));
    read.ok()
        .and_then(|mut table| table.remove("value"))
        .ok_or_else(|| "not a TOML value: write 5, true, or [\"a\", \"b\"]".to_owned())
}

fn put(table: &mut toml::Table, path: &[String], value: toml::Value) -> Result<(), String> {
    let Some((last, sections)) = path.split_last() else {
        return Err("it names no key".to_owned());
    };
    let mut place = table;
    let mut sections = sections.iter().peekable();
    while let Some(section) = sections.next() {
        let entry = place.entry(section.clone());
        let index = sections.peek().and_then(|next| next.parse::<usize>().ok());
        place = if let Some(index) = index {
            sections.next();
            let list = entry.or_insert_with(|| toml::Value::Array(Vec::new()));
            let held = list.as_array().map_or(0, Vec::len);
            if index == held
                && let Some(list) = list.as_array_mut()
            {
                list.push(toml::Value::Table(toml::Table::new()));
            }
            let item = list.get_mut(index).and_then(toml::Value::as_table_mut);
            item.ok_or_else(|| format!("{section} holds {held}: the next is {held}"))?
        } else {
            let entry = entry.or_insert_with(|| toml::Value::Table(toml::Table::new()));
            entry
                .as_table_mut()
                .ok_or_else(|| format!("{section} is no section in the file"))?
        };
    }
    place.insert(last.clone(), value);
    Ok(())
}
