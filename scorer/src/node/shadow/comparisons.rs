//! Reads what ticks kept of a model on trial.
//!
//! Ticks are written on change alone, so each counts as long as it stood: from when it was first seen until its feed's next
//! one, but no longer than [`STANDS_MILLIS`] after it was last seen, because a node that was stopped looked at nothing.

use super::comparison::Comparison;
use super::tally::Tally;
use crate::node::audit::{ShadowRecord, TickRow};
use crate::time::{Span, Timestamp};

/// How long a tick stands after it was last seen, unless another one ends it: a minute.
const STANDS_MILLIS: i64 = 60_000;

/// Reads ticks in the order they were written, and compares.
#[derive(Debug)]
pub struct Comparisons {
    span: Span,
    /// Each feed's last tick, whose end is not known yet.
    standing: Vec<Tick>,
    /// By feed, model and shadow, in the order they appeared.
    tallies: Vec<Tally>,
}

/// What is compared of a tick.
#[derive(Debug)]
pub(super) struct Tick {
    pub(super) feed: String,
    pub(super) first_at: Timestamp,
    pub(super) last_at: Timestamp,
    pub(super) model_hash: String,
    pub(super) score: u16,
    pub(super) is_by_baseline: bool,
    pub(super) shadow: Option<ShadowRecord>,
}

impl Comparisons {
    /// Nothing was read; what lies outside `span` does not count.
    pub fn over(span: Span) -> Self {
        Self {
            span,
            standing: Vec::new(),
            tallies: Vec::new(),
        }
    }

    /// Takes the next tick.
    pub fn take(&mut self, row: TickRow) {
        let tick = Tick::of(row);
        let mut standing = self.standing.iter_mut();
        if let Some(last) = standing.find(|last| last.feed == tick.feed) {
            let next = tick.first_at;
            let ended = std::mem::replace(last, tick);
            self.count(&ended, Some(next));
        } else {
            self.standing.push(tick);
        }
    }

    /// What came of it: nothing of ticks without a shadow.
    pub fn end(mut self) -> Vec<Comparison> {
        for last in std::mem::take(&mut self.standing) {
            self.count(&last, None);
        }
        let tallies = self.tallies.into_iter();
        tallies.filter_map(Tally::comparison).collect()
    }

    /// Counts a tick that the one at `next` ended.
    fn count(&mut self, tick: &Tick, next: Option<Timestamp>) {
        let Some(shadow) = &tick.shadow else {
            return;
        };
        let stood_until = next.map_or(tick.last_at, |next| {
            let most = tick.last_at.millis().saturating_add(STANDS_MILLIS);
            Timestamp::from_millis(next.millis().min(most))
        });
        let from = self
            .span
            .from
            .map_or(tick.first_at, |from| from.max(tick.first_at));
        let until = self
            .span
            .until
            .map_or(stood_until, |until| until.min(stood_until));
        // What was seen once counts, for the least time there is.
        let millis = until.millis().saturating_sub(from.millis()).max(1);
        let tally = self.tally(tick, shadow, from);
        tally.add(tick, shadow, from, millis.unsigned_abs());
    }

    fn tally(&mut self, tick: &Tick, shadow: &ShadowRecord, from: Timestamp) -> &mut Tally {
        let mut tallies = self.tallies.iter();
        let known = tallies.position(|tally| tally.is_of(tick, shadow));
        let place = known.unwrap_or_else(|| {
            self.tallies.push(Tally::new(tick, shadow, from));
            self.tallies.len() - 1
        });
        &mut self.tallies[place]
    }
}

impl Tick {
    fn of(row: TickRow) -> Self {
        let record = row.record;
        Self {
            is_by_baseline: record.detail.is_by_baseline(),
            feed: record.feed,
            first_at: record.at,
            last_at: row.last_at,
            model_hash: hex::encode(record.model_hash),
            score: record.score,
            shadow: row.shadow,
        }
    }
}

#[cfg(test)]
mod tests;
