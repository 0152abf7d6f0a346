//! A tree of settings: the file's, with variables in the places that they name.

use std::collections::BTreeMap;

/// A setting or what stands under a section.
pub(super) enum Layer {
    /// A plain value; neither list nor table.
    Plain(toml::Value),
    /// A variable, read as its place wants it.
    Variable(Variable),
    /// A section, or a table with free names.
    Section(BTreeMap<String, Layer>),
    /// A list.
    List(Vec<Layer>),
}

/// A variable of the environment.
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) text: String,
}

impl From<toml::Value> for Layer {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::Table(table) => table.into(),
            toml::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            plain => Self::Plain(plain),
        }
    }
}

impl From<toml::Table> for Layer {
    fn from(table: toml::Table) -> Self {
        let entries = table.into_iter();
        Self::Section(entries.map(|(key, value)| (key, value.into())).collect())
    }
}

impl Layer {
    /// Puts `variable` where `path` leads to: names in any case, and numbers in a list, of which the next one is new.
    pub(super) fn lay(&mut self, path: &[&str], variable: Variable) -> Result<(), String> {
        let Some((part, below)) = path.split_first() else {
            *self = Self::Variable(variable);
            return Ok(());
        };
        let entry = match self {
            Self::Section(entries) => {
                let mut held = entries.keys();
                let held = held.find(|key| key.eq_ignore_ascii_case(part)).cloned();
                let key = held.unwrap_or_else(|| (*part).to_owned());
                entries.entry(key).or_insert_with(|| Self::empty(below))
            }
            Self::List(items) => {
                let held = items.len();
                let place: Option<usize> = part.parse().ok();
                let place = place.ok_or("a place in a list is its number: write 0, 1, ...")?;
                if place == held {
                    items.push(Self::empty(below));
                }
                let item = items.get_mut(place);
                item.ok_or_else(|| format!("the list holds {held}: the next is {held}"))?
            }
            Self::Plain(_) | Self::Variable(_) => {
                let above = "it goes below a key that holds one value";
                return Err(format!("{above}: leave out __{part} and what follows"));
            }
        };
        entry.lay(below, variable)
    }

    /// What `path` can lead into.
    fn empty(path: &[&str]) -> Self {
        let is_place = path
            .first()
            .is_some_and(|part| part.parse::<usize>().is_ok());
        if is_place {
            Self::List(Vec::new())
        } else {
            Self::Section(BTreeMap::new())
        }
    }

    /// The first variable in it.
    pub(super) fn variable(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::Variable(variable) => Some(&variable.name),
            Self::Section(entries) => entries.values().find_map(Self::variable),
            Self::List(items) => items.iter().find_map(Self::variable),
        }
    }
}

impl Variable {
    /// Its value as TOML, if it is any.
    pub(super) fn toml(&self) -> Option<toml::Value> {
        let table: toml::Table = toml::from_str(&format!("value = {}", self.text)).ok()?;
        let mut entries = table.into_iter();
        let only = entries.next().map(|(_, value)| value);
        only.filter(|_| entries.next().is_none())
    }

    /// Its value as text: what TOML's quotes hold, else as it stands.
    pub(super) fn into_text(self) -> String {
        match self.toml() {
            Some(toml::Value::String(text)) => text,
            _ => self.text,
        }
    }
}
