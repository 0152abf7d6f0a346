//! Fits a tree of settings to the type that a program wants: each place says what it holds.

use std::fmt::{self, Display};

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::layer::Layer;

/// Why a tree does not fit, in words without any value of it.
#[derive(Debug)]
pub(super) struct Misfit {
    /// The variable that is to blame; none: the file.
    pub(super) variable: Option<String>,
    pub(super) reason: String,
}

impl Misfit {
    fn of(mut self, variable: Option<String>) -> Self {
        self.variable = self.variable.or(variable);
        self
    }
}

impl Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    /// Types that may hold a secret say nothing of it here: see `RpcUrl`.
    fn custom<T: Display>(message: T) -> Self {
        Self {
            variable: None,
            reason: message.to_string(),
        }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format!("expected {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format!("expected one of {}", expected.join(", ")))
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        let mut known = known.to_vec();
        known.sort_unstable();
        Self::custom(format!("there is no such key; known: {}", known.join(", ")))
    }
}

impl IntoDeserializer<'_, Misfit> for Layer {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Layer {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let origin = self.variable().map(str::to_owned);
        let fitted = match self {
            Self::Plain(value) => plain(value, visitor),
            Self::Variable(variable) => match variable.toml() {
                Some(value) => Self::from(value).deserialize_any(visitor),
                None => visitor
                    .visit_string(variable.text)
                    .map_err(|misfit: Misfit| {
                        let as_toml = "written as in TOML: 5, true or [\"a\", \"b\"]";
                        Misfit::custom(format!("{misfit}, {as_toml}"))
                    }),
            },
            Self::Section(entries) => {
                let entries = entries.into_iter().map(|(name, layer)| {
                    let origin = layer.variable().map(str::to_owned);
                    (Key { name, origin }, layer)
                });
                MapDeserializer::new(entries).deserialize_any(visitor)
            }
            Self::List(items) => SeqDeserializer::new(items.into_iter()).deserialize_any(visitor),
        };
        fitted.map_err(|misfit| misfit.of(origin))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Variable(variable) => {
                let origin = Some(variable.name.clone());
                let fitted = visitor.visit_string(variable.into_text());
                fitted.map_err(|misfit: Misfit| misfit.of(origin))
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let origin = self.variable().map(str::to_owned);
        let name = match self {
            Self::Variable(variable) => variable.into_text(),
            Self::Plain(toml::Value::String(name)) => name,
            other => return other.deserialize_any(visitor),
        };
        let fitted = visitor.visit_enum(name.into_deserializer());
        fitted.map_err(|misfit: Misfit| misfit.of(origin))
    }

    /// Variables are written in capitals, the keys of a section are not.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let origin = self.variable().map(str::to_owned);
        let fitted = match self {
            Self::Section(entries) => {
                let known = |name: &str| keys.iter().find(|key| key.eq_ignore_ascii_case(name));
                let entries = entries.into_iter().map(|(name, layer)| {
                    let known = known(&name).map(|key| (*key).to_owned());
                    (known.unwrap_or(name), layer)
                });
                Self::Section(entries.collect()).deserialize_any(visitor)
            }
            Self::Variable(variable) => match variable.toml() {
                Some(value) => Self::from(value).deserialize_struct(name, keys, visitor),
                None => Self::Variable(variable).deserialize_any(visitor),
            },
            // By their places, as serde takes them, keys would be guessed.
            Self::List(_) => Err(Misfit::invalid_type(Unexpected::Seq, &visitor)),
            plain @ Self::Plain(_) => plain.deserialize_any(visitor),
        };
        fitted.map_err(|misfit| misfit.of(origin))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier ignored_any
    }
}

fn plain<'de, V: Visitor<'de>>(value: toml::Value, visitor: V) -> Result<V::Value, Misfit> {
    match value {
        toml::Value::String(text) => visitor.visit_string(text),
        toml::Value::Integer(number) => visitor.visit_i64(number),
        toml::Value::Float(number) => visitor.visit_f64(number),
        toml::Value::Boolean(is_so) => visitor.visit_bool(is_so),
        toml::Value::Datetime(moment) => visitor.visit_string(moment.to_string()),
        list_or_table => Layer::from(list_or_table).deserialize_any(visitor),
    }
}

/// A key, and the variable that brought it.
struct Key {
    name: String,
    origin: Option<String>,
}

impl IntoDeserializer<'_, Misfit> for Key {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Key {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let fitted = visitor.visit_string(self.name);
        fitted.map_err(|misfit: Misfit| misfit.of(self.origin))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
