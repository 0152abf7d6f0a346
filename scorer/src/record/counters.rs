//! What was counted while recording. Nothing that goes wrong is without a number here and a gap in
//! the store.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::venue::{GapReason, Venue};

/// Counts of one venue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VenueCounters {
    /// Texts that came over sockets and streams.
    pub messages: u64,
    /// Answers to requests.
    pub responses: u64,
    /// Events that were kept, gaps included.
    pub events: u64,
    /// Connections made.
    pub connections: u64,
    /// Connections lost, refused or given up for silence.
    pub disconnects: u64,
    /// Times that the venue asked for fewer requests.
    pub rate_limited: u64,
    /// Requests that failed for another reason.
    pub requests_failed: u64,
    /// Times that a poll was left out because the one before was still being asked.
    pub polls_skipped: u64,
    /// Messages and answers that could not be understood.
    pub malformed: u64,
    /// Levels that no book can hold.
    pub impossible_levels: u64,
    /// Snapshots asked for.
    pub snapshots_asked: u64,
    /// Milliseconds waited for the venue, together: back-off and `Retry-After`.
    pub waited_millis: u64,
    /// Gaps by reason.
    pub gaps: BTreeMap<GapReason, u64>,
}

/// Counts of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// By venue.
    pub venues: BTreeMap<Venue, VenueCounters>,
    /// Rows put on the disk.
    pub rows_written: u64,
    /// Parts put on the disk.
    pub parts_written: u64,
    /// Flushes that failed and were tried again later.
    pub flushes_failed: u64,
}

impl Counters {
    /// The counts of `venue`.
    pub fn of(&mut self, venue: Venue) -> &mut VenueCounters {
        self.venues.entry(venue).or_default()
    }

    /// Gaps of all venues for `reason`.
    pub fn gaps(&self, reason: GapReason) -> u64 {
        let counts = self.venues.values();
        counts.filter_map(|venue| venue.gaps.get(&reason)).sum()
    }
}
