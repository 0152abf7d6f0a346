//! Numbers as venues write them: decimals in quotes or bare, milliseconds in quotes or bare.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::{Venue, VenueError};
use crate::book::Level;
use crate::time::Timestamp;

/// A finite decimal, written `1.5` or `"1.5"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decimal(pub(super) f64);

/// An integer, written `7` or `"7"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Integer(pub(super) i64);

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a finite decimal, bare or in quotes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        let value: f64 = text
            .parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))?;
        self.visit_f64(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
        if value.is_finite() {
            Ok(Decimal(value))
        } else {
            Err(E::invalid_value(de::Unexpected::Float(value), &self))
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "prices and sizes stay below 2^53"
    )]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
        Ok(Decimal(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "prices and sizes stay below 2^53"
    )]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
        Ok(Decimal(value as f64))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = Integer;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer, bare or in quotes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Integer, E> {
        text.parse()
            .map(Integer)
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Integer, E> {
        Ok(Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Integer, E> {
        i64::try_from(value)
            .map(Integer)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntegerVisitor)
    }
}

impl Integer {
    /// The integer as milliseconds since 1970.
    pub(super) const fn time(self) -> Timestamp {
        Timestamp::from_millis(self.0)
    }
}

/// A level `["price", "size", ...]`; what follows the size is passed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct WireLevel(Level);

impl<'de> Deserialize<'de> for WireLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = WireLevel;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of price and size")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<WireLevel, A::Error> {
                let Decimal(price) = list
                    .next_element()?
                    .ok_or_else(|| de::Error::invalid_length(0, &self))?;
                let Decimal(size) = list
                    .next_element()?
                    .ok_or_else(|| de::Error::invalid_length(1, &self))?;
                while list.next_element::<de::IgnoredAny>()?.is_some() {}
                Ok(WireLevel(Level::new(price, size)))
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

/// The levels, each size times `unit` (a contract's size; 1 where sizes are in the asset).
pub(super) fn levels(wire: &[WireLevel], unit: f64) -> Vec<Level> {
    wire.iter()
        .map(|WireLevel(level)| Level::new(level.price, level.size * unit))
        .collect()
}

/// Refuses what must lie above zero and does not.
pub(super) fn positive(
    venue: Venue,
    instrument: &str,
    field: &'static str,
    value: f64,
) -> Result<f64, VenueError> {
    if value.is_finite() && value > 0.0 {
        return Ok(value);
    }
    Err(out_of_range(venue, instrument, field, value))
}

/// Refuses what must not lie below zero and does.
pub(super) fn not_negative(
    venue: Venue,
    instrument: &str,
    field: &'static str,
    value: f64,
) -> Result<f64, VenueError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(value);
    }
    Err(out_of_range(venue, instrument, field, value))
}

/// The error for `value`.
pub(super) fn out_of_range(
    venue: Venue,
    instrument: &str,
    field: &'static str,
    value: f64,
) -> VenueError {
    VenueError::ValueOutOfRange {
        venue,
        instrument: instrument.to_owned(),
        field,
        value: value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_bare_or_quoted() {
        let read = |text: &str| serde_json::from_str::<Decimal>(text).map(|decimal| decimal.0);

        assert_eq!(
            read("\"61800.20\"").unwrap().to_bits(),
            61_800.2_f64.to_bits()
        );
        assert_eq!(read("3").unwrap().to_bits(), 3.0_f64.to_bits());
        assert!(read("\"NaN\"").is_err());
        assert!(read("\"1,5\"").is_err());
        assert_eq!(serde_json::from_str::<Integer>("\"-7\"").unwrap().0, -7);
    }

    #[test]
    fn level_passes_over_what_follows_the_size() {
        let wire: Vec<WireLevel> =
            serde_json::from_str(r#"[["8476.98","415","0","13"],["8475.55","7"]]"#).unwrap();

        assert_eq!(
            levels(&wire, 0.01),
            vec![Level::new(8_476.98, 4.15), Level::new(8_475.55, 0.07)]
        );
        assert!(serde_json::from_str::<WireLevel>(r#"["1"]"#).is_err());
    }
}
