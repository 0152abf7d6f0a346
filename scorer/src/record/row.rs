//! An event as it is stored: who said it, when it came, and its place among what came.

use std::cmp::Ordering;

use serde_json::Value;

use super::encode::encode;
use super::schema::{self, Cell};
use crate::time::Timestamp;
use crate::venue::{Event, Venue};

/// One stored event.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// When it came here, by the recorder's clock, which never goes back within a run.
    pub received_at: Timestamp,
    /// Who said it.
    pub venue: Venue,
    /// Counts the events of the venue within a run, from 0.
    pub sequence: i64,
    /// What was said.
    pub event: Event,
}

impl Row {
    /// The order of a replay: receipt time, then venue, then sequence; after a restart within the
    /// same millisecond, also kind and instrument, so that the order never depends on the files'.
    pub fn replay_order(&self, other: &Self) -> Ordering {
        let key = |row: &Self| (row.received_at, row.venue, row.sequence);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.event.kind.folder().cmp(other.event.kind.folder()))
            .then_with(|| self.event.instrument.cmp(&other.event.instrument))
    }
}

impl Row {
    /// The kind's own fields by their column names; those that are empty are left out.
    pub fn fields(&self) -> Vec<(&'static str, Value)> {
        let columns = schema::columns(self.event.kind.folder()).unwrap_or_default();
        let cells = encode(&self.event.kind);
        let named = columns.iter().zip(cells);
        named
            .filter_map(|((name, _), cell)| {
                let value = match cell {
                    Cell::Empty => return None,
                    Cell::Integer(value) => value.into(),
                    Cell::Number(value) => value.into(),
                    Cell::Text(value) => value.into(),
                };
                Some((*name, value))
            })
            .collect()
    }

    /// The row as one JSON object; times in milliseconds.
    pub fn to_json(&self) -> Value {
        let mut object = serde_json::Map::new();
        object.insert("time".to_owned(), self.received_at.millis().into());
        let exchange_time = self.event.exchange_time.map(Timestamp::millis);
        object.insert("exchange_time".to_owned(), exchange_time.into());
        object.insert("venue".to_owned(), self.venue.name().into());
        object.insert(
            "instrument".to_owned(),
            self.event.instrument.as_str().into(),
        );
        object.insert("sequence".to_owned(), self.sequence.into());
        object.insert("kind".to_owned(), self.event.kind.folder().into());
        for (name, value) in self.fields() {
            object.insert(name.to_owned(), value);
        }
        Value::Object(object)
    }
}
