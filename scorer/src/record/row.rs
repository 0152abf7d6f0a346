//! An event as it is stored: who said it, when it came, and its place among what came.

use std::cmp::Ordering;

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
