//! The recorder without its network and clock: what came in, and when, becomes rows, counts, and
//! what to ask next.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::counters::{Counters, VenueCounters};
use super::error::RecordError;
use super::inbound::{Action, Inbound, Origin};
use super::keeper::BookKeeper;
use super::layout::Day;
use super::row::Row;
use super::store::Store;
use super::tap::Tap;
use crate::time::Timestamp;
use crate::venue::{Connector, Event, EventKind, GapReason, Purpose, Venue, VenueError};

/// What is kept, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct RecorderOptions {
    /// The least time between two looks at a book.
    pub depth_every: Duration,
    /// Sizes whose slippage is measured, USD.
    pub slippage_usd: Vec<f64>,
    /// Whether raw snapshots and differences of books are kept.
    pub keeps_raw_book: bool,
    /// Whether every best bid and ask is kept.
    pub keeps_book_top: bool,
}

/// A recording.
#[derive(Debug)]
pub struct Recorder {
    connectors: Vec<Box<dyn Connector>>,
    keepers: BTreeMap<(usize, String), BookKeeper>,
    options: RecorderOptions,
    /// None where nothing is stored.
    store: Option<Store>,
    /// Who listens meanwhile.
    tap: Option<Tap>,
    counters: Counters,
    sequences: BTreeMap<Venue, i64>,
    /// Latest receipt time: a clock set back does not set rows back.
    now: Timestamp,
}

impl Recorder {
    /// Opens the store in `folder` and marks, for every instrument, that nothing is known of before.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn start(
        connectors: Vec<Box<dyn Connector>>,
        options: RecorderOptions,
        folder: &Path,
        now: Timestamp,
    ) -> Result<Self, RecordError> {
        Self::start_with(connectors, options, (Some(folder), None), now)
    }

    /// The same, into a store where a folder is given, and for a listener where there is one.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn start_with(
        connectors: Vec<Box<dyn Connector>>,
        options: RecorderOptions,
        (folder, tap): (Option<&Path>, Option<Tap>),
        now: Timestamp,
    ) -> Result<Self, RecordError> {
        let mut recorder = Self {
            connectors,
            keepers: BTreeMap::new(),
            options,
            store: folder.map(Store::open).transpose()?,
            tap,
            counters: Counters::default(),
            sequences: BTreeMap::new(),
            now,
        };
        recorder.gap_everywhere(GapReason::Started, "the recorder began");
        Ok(recorder)
    }

    /// The connectors, in the order of their places.
    pub fn connectors(&self) -> &[Box<dyn Connector>] {
        &self.connectors
    }

    /// What was counted so far.
    pub fn counters(&self) -> Counters {
        Counters {
            rows_written: self.store.as_ref().map_or(0, Store::rows_written),
            parts_written: self.store.as_ref().map_or(0, Store::parts_written),
            ..self.counters.clone()
        }
    }

    /// Takes what came at `now`.
    pub fn handle(&mut self, now: Timestamp, inbound: Inbound) -> Vec<Action> {
        self.now = self.now.max(now);
        match inbound {
            Inbound::Connected { connector } => {
                self.count(connector, |counts| counts.connections += 1);
                Vec::new()
            }
            Inbound::Text { connector, text } => {
                self.count(connector, |counts| counts.messages += 1);
                let parsed = self.connectors[connector].parse(&text);
                self.take(connector, "", parsed)
            }
            Inbound::Answer {
                connector,
                request,
                body,
            } => {
                self.count(connector, |counts| counts.responses += 1);
                if request.purpose == Purpose::BookSnapshot
                    && !self.answered(connector, &request.instrument)
                {
                    return Vec::new();
                }
                let parsed = self.connectors[connector].parse_response(&request, &body);
                self.take(connector, &request.instrument, parsed)
            }
            Inbound::Lost {
                connector,
                origin,
                reason,
                detail,
                waits,
                is_final,
            } => {
                let waited = u64::try_from(waits.as_millis()).unwrap_or(u64::MAX);
                self.count(connector, |counts| counts.waited_millis += waited);
                if is_final
                    && let Origin::Request(request) = &origin
                    && request.purpose == Purpose::BookSnapshot
                {
                    self.answered(connector, &request.instrument);
                }
                self.lost(connector, &origin, reason, &detail);
                Vec::new()
            }
            Inbound::PollSkipped { connector } => {
                self.count(connector, |counts| counts.polls_skipped += 1);
                self.gap(connector, "", GapReason::Overrun, "a poll was left out");
                Vec::new()
            }
        }
    }

    /// Puts what was kept on the disk. A failure is counted, and what is pending tried again later.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn flush(&mut self, now: Timestamp) -> Result<(), RecordError> {
        self.now = self.now.max(now);
        let Some(store) = &mut self.store else {
            return Ok(());
        };
        let flushed = store.flush(Day::of(self.now));
        if flushed.is_err() {
            self.counters.flushes_failed += 1;
        }
        flushed
    }

    /// Marks the end and closes the store.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn stop(mut self, now: Timestamp) -> Result<Counters, RecordError> {
        self.now = self.now.max(now);
        self.gap_everywhere(GapReason::Stopped, "the recorder stopped");
        let Self {
            store,
            mut counters,
            now,
            ..
        } = self;
        let Some(mut store) = store else {
            return Ok(counters);
        };
        store.flush(Day::of(now))?;
        counters.parts_written = store.parts_written();
        counters.rows_written = store.close()?;
        Ok(counters)
    }

    fn take(
        &mut self,
        connector: usize,
        instrument: &str,
        parsed: Result<Vec<Event>, VenueError>,
    ) -> Vec<Action> {
        match parsed {
            Ok(events) => events
                .into_iter()
                .flat_map(|event| self.event(connector, event))
                .collect(),
            Err(error) => {
                let reason = if matches!(error, VenueError::Refused { .. }) {
                    GapReason::Refused
                } else {
                    self.count(connector, |counts| counts.malformed += 1);
                    GapReason::MessageMalformed
                };
                self.gap(connector, instrument, reason, &error.to_string());
                Vec::new()
            }
        }
    }

    fn event(&mut self, connector: usize, event: Event) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(rule) = self.connectors[connector].sequence_rule()
            && matches!(
                event.kind,
                EventKind::BookSnapshot(_) | EventKind::BookDiff(_)
            )
        {
            let key = (connector, event.instrument.clone());
            let options = &self.options;
            let keeper = self.keepers.entry(key).or_insert_with(|| {
                BookKeeper::new(rule, options.depth_every, &options.slippage_usd)
            });
            let kept = keeper.apply(&event.kind, self.now);
            let impossible = u64::try_from(keeper.new_impossible_levels()).unwrap_or(0);
            self.count(connector, |counts| counts.impossible_levels += impossible);
            if let Some((reason, detail)) = kept.gap {
                self.gap(connector, &event.instrument, reason, &detail);
            }
            if let Some(summary) = kept.summary {
                let kind = EventKind::Depth(summary);
                let instrument = event.instrument.as_str();
                self.keep(connector, Event::new(instrument, event.exchange_time, kind));
            }
            if kept.needs_snapshot {
                actions.push(self.ask(connector, &event.instrument));
            }
        }
        let is_kept = match &event.kind {
            EventKind::BookSnapshot(_) | EventKind::BookDiff(_) => self.options.keeps_raw_book,
            EventKind::BookTop(_) => self.options.keeps_book_top,
            _ => true,
        };
        if let EventKind::Gap { reason, .. } = &event.kind {
            let reason = *reason;
            self.count(connector, |counts| {
                *counts.gaps.entry(reason).or_default() += 1;
            });
        }
        if is_kept {
            self.keep(connector, event);
        }
        actions
    }

    fn ask(&mut self, connector: usize, instrument: &str) -> Action {
        match self.connectors[connector].snapshot_request(instrument) {
            Some(request) => {
                self.count(connector, |counts| counts.snapshots_asked += 1);
                Action::Ask { connector, request }
            }
            None => Action::Reconnect { connector },
        }
    }

    /// Whether a snapshot that was asked for may be used.
    fn answered(&mut self, connector: usize, instrument: &str) -> bool {
        let keeper = self.keepers.get_mut(&(connector, instrument.to_owned()));
        keeper.is_none_or(BookKeeper::answered)
    }

    fn lost(&mut self, connector: usize, origin: &Origin, reason: GapReason, detail: &str) {
        match (origin, reason) {
            // The last failure before it has been counted already.
            (_, GapReason::GivenUp) => {}
            (_, GapReason::RateLimited) => {
                self.count(connector, |counts| counts.rate_limited += 1);
            }
            (Origin::Feed, _) => self.count(connector, |counts| counts.disconnects += 1),
            (Origin::Request(_), _) => self.count(connector, |counts| counts.requests_failed += 1),
        }
        match origin {
            Origin::Feed => {
                self.connectors[connector].disconnected();
                let of = self.keepers.iter_mut();
                for (_, keeper) in of.filter(|((owner, _), _)| *owner == connector) {
                    keeper.disconnected();
                }
                self.gap(connector, "", reason, detail);
            }
            Origin::Request(request) => {
                self.gap(connector, &request.instrument, reason, detail);
            }
        }
    }

    fn gap_everywhere(&mut self, reason: GapReason, detail: &str) {
        for connector in 0..self.connectors.len() {
            self.gap(connector, "", reason, detail);
        }
    }

    /// Marks a gap of `instrument`, or of each of the connector's when it is not one of them.
    fn gap(&mut self, connector: usize, instrument: &str, reason: GapReason, detail: &str) {
        let mut instruments = self.connectors[connector].instruments();
        if instruments.iter().any(|known| known == instrument) {
            instruments.retain(|known| known == instrument);
        }
        for instrument in instruments {
            self.count(connector, |counts| {
                *counts.gaps.entry(reason).or_default() += 1;
            });
            let kind = EventKind::gap(reason, detail);
            self.keep(connector, Event::new(instrument, None, kind));
        }
    }

    fn keep(&mut self, connector: usize, event: Event) {
        let venue = self.connectors[connector].venue();
        let sequence = self.sequences.entry(venue).or_default();
        let row = Row {
            received_at: self.now,
            venue,
            sequence: *sequence,
            event,
        };
        *sequence += 1;
        self.count(connector, |counts| counts.events += 1);
        if let Some(tap) = &mut self.tap {
            tap.hand(&row);
        }
        if let Some(store) = &mut self.store {
            store.push(row);
        }
    }

    fn count(&mut self, connector: usize, change: impl FnOnce(&mut VenueCounters)) {
        change(self.counters.of(self.connectors[connector].venue()));
    }
}
