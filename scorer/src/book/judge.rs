//! Holds a book that is rebuilt line by line against the venue's own best bid and ask.
//!
//! **Start.** A snapshot in the file is used by the venue's rule. Until one comes, the book is
//! built from differences alone and counts as *partial* until both sides have ten levels and its
//! top has agreed with the venue's ten times in a row; a snapshot that comes later still replaces it.
//!
//! **Agreement.** A best-bid-and-ask message names the update `u` that made it. After a difference
//! that ends at update `n`, the venue's top is that of the last such message with `u <= n`, wherever
//! it stands in the file: the streams overtake each other by milliseconds.

use std::collections::VecDeque;

use super::builder::{Applied, BookBuilder, BookDiff, BookSnapshot, SequenceRule};
use super::order_book::BookSide;
use super::report::{BookReport, Spread};
use super::summary::BookSummary;
use crate::number::count;
use crate::venue::{BinancePerpetual, BookTop, Connector, EventKind, Purpose, RestRequest};

/// Levels a side before a book without a snapshot is held against the venue's top.
const PARTIAL_LEVELS: usize = 10;
/// Agreements in a row that end the partial time.
const PARTIAL_AGREEMENTS: usize = 10;
/// Differences whose comparison may wait for an overtaken message.
const WAITING_LIMIT: usize = 64;
/// Differences kept for a snapshot that comes late.
const RECENT_LIMIT: usize = 1_000;

/// What the book showed at the end of a difference.
struct Look {
    update: i64,
    bid: (f64, f64),
    ask: (f64, f64),
}

/// A stream being read.
pub(super) struct Judge {
    connector: BinancePerpetual,
    builder: BookBuilder,
    report: BookReport,
    receipt_nanos: i64,
    /// Tops not yet held against a look, ascending by update.
    tops: VecDeque<BookTop>,
    looks: VecDeque<Look>,
    /// Differences that a snapshot may still have to be brought up by.
    recent: VecDeque<BookDiff>,
    /// Whether the book began with a snapshot.
    has_snapshot: bool,
    agreements: usize,
    spreads: Vec<f64>,
    depth_looks: usize,
}

impl Judge {
    pub(super) fn new() -> Self {
        Self {
            connector: BinancePerpetual::new("", "", &[]),
            builder: BookBuilder::new(SequenceRule::LinkedOverlapping),
            report: BookReport {
                start: "never",
                ..BookReport::default()
            },
            receipt_nanos: i64::MIN,
            tops: VecDeque::new(),
            looks: VecDeque::new(),
            recent: VecDeque::new(),
            has_snapshot: false,
            agreements: 0,
            spreads: Vec::new(),
            depth_looks: 0,
        }
    }

    /// Lines read.
    pub(super) fn lines(&self) -> usize {
        self.report.messages
    }

    /// Takes the next line.
    pub(super) fn line(&mut self, line: &str) {
        self.report.messages += 1;
        if let Err(reason) = self.read(line) {
            self.report.malformed += 1;
            let number = self.report.messages;
            self.report
                .first_malformed
                .get_or_insert_with(|| format!("line {number}: {reason}"));
        }
    }

    fn read(&mut self, line: &str) -> Result<(), String> {
        let (nanos, message) = line.split_once(' ').ok_or("no space after the time")?;
        let nanos: i64 = nanos
            .parse()
            .map_err(|_| format!("{nanos:?} is not a time in nanoseconds"))?;
        self.clock(nanos);
        let events = if message.contains("\"lastUpdateId\"") {
            let request = RestRequest::get(Purpose::BookSnapshot, "", String::new());
            self.connector.parse_response(&request, message)
        } else {
            self.connector.parse(message)
        };
        for event in events.map_err(|error| error.to_string())? {
            match event.kind {
                EventKind::BookDiff(diff) => self.diff(&diff),
                EventKind::BookSnapshot(snapshot) => self.snapshot(&snapshot),
                EventKind::BookTop(top) => self.top(top),
                EventKind::Trade { .. } => self.report.trades += 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn clock(&mut self, nanos: i64) {
        const NANOS_PER_MILLI: i64 = 1_000_000;
        if self.receipt_nanos == i64::MIN {
            self.report.from_millis = nanos.div_euclid(NANOS_PER_MILLI);
        } else if nanos < self.receipt_nanos {
            self.report.unsorted += 1;
        }
        self.receipt_nanos = self.receipt_nanos.max(nanos);
        self.report.until_millis = self.receipt_nanos.div_euclid(NANOS_PER_MILLI);
    }

    fn snapshot(&mut self, snapshot: &BookSnapshot) {
        self.report.snapshots += 1;
        // A book that a snapshot has started needs no other: it is in step by its numbers.
        if self.has_snapshot {
            return;
        }
        // As a live recorder would: the differences that came while the snapshot was on its way
        // are applied to it anew.
        let mut builder = BookBuilder::new(SequenceRule::LinkedOverlapping);
        for diff in &self.recent {
            builder.diff(diff.clone());
        }
        if matches!(builder.snapshot(snapshot), Applied::Live) {
            self.builder = builder;
            self.has_snapshot = true;
            self.report.start = "snapshot";
            self.recent.clear();
            self.looks.clear();
        }
    }

    fn diff(&mut self, diff: &BookDiff) {
        self.report.diffs += 1;
        if !self.has_snapshot {
            self.recent.push_back(diff.clone());
            if self.recent.len() > RECENT_LIMIT {
                self.recent.pop_front();
            }
        }
        let outcome = if self.builder.is_live() {
            self.builder.diff(diff.clone())
        } else {
            self.builder.start_without_snapshot(diff);
            Applied::Live
        };
        match outcome {
            Applied::Live => self.look(),
            Applied::Broken { .. } => {
                self.report.sequence_gaps += 1;
                self.has_snapshot = false;
                self.agreements = 0;
                self.looks.clear();
                self.builder.start_without_snapshot(diff);
            }
            Applied::Old | Applied::Buffered => {}
        }
    }

    fn is_partial(&self) -> bool {
        !self.has_snapshot && self.agreements < PARTIAL_AGREEMENTS
    }

    fn look(&mut self) {
        let book = self.builder.book();
        if book.is_crossed() {
            self.report.crossed += 1;
        }
        let is_deep = [BookSide::Bid, BookSide::Ask]
            .iter()
            .all(|&side| book.len(side) >= PARTIAL_LEVELS);
        let summary = BookSummary::of(book, self.builder.edges(), &[]);
        if self.is_partial() {
            self.report.partial_diffs += 1;
        }
        let (Some(summary), Some(update)) = (summary, self.builder.last()) else {
            return;
        };
        if self.has_snapshot || is_deep {
            self.looks.push_back(Look {
                update,
                bid: (summary.best_bid, summary.best_bid_size),
                ask: (summary.best_ask, summary.best_ask_size),
            });
        }
        if !self.is_partial() {
            self.measure(&summary);
        }
        if self.looks.len() > WAITING_LIMIT {
            self.compare();
        }
    }

    fn measure(&mut self, summary: &BookSummary) {
        self.spreads.extend(self.builder.book().spread_bps());
        self.depth_looks += 1;
        let sums = self.report.bid_usd.iter_mut().zip(summary.bid_usd);
        let sums = sums.chain(self.report.ask_usd.iter_mut().zip(summary.ask_usd));
        for (sum, value) in sums {
            *sum += value;
        }
        if let Some(known) = summary.known_bps {
            let least = self.report.known_bps.unwrap_or(known).min(known);
            self.report.known_bps = Some(least);
        }
    }

    fn top(&mut self, top: BookTop) {
        self.report.tops += 1;
        self.tops.push_back(top);
    }

    /// Holds the oldest look against the last top at or before it.
    fn compare(&mut self) {
        let Some(look) = self.looks.pop_front() else {
            return;
        };
        let mut nearest = None;
        while let Some(top) = self.tops.front() {
            if top.update.is_some_and(|update| update > look.update) {
                break;
            }
            nearest = self.tops.pop_front();
        }
        let Some(top) = nearest else { return };
        let is_same = |mine: f64, theirs: f64| mine.total_cmp(&theirs).is_eq();
        let agrees = is_same(look.bid.0, top.bid) && is_same(look.ask.0, top.ask);
        if self.is_partial() {
            self.agreements = if agrees { self.agreements + 1 } else { 0 };
            if !self.is_partial() {
                self.report.start = "agreement";
            }
            return;
        }
        self.report.tops_compared += 1;
        if agrees {
            self.report.tops_agreed += 1;
            if is_same(look.bid.1, top.bid_size) && is_same(look.ask.1, top.ask_size) {
                self.report.tops_agreed_in_size += 1;
            }
        }
    }

    /// The verdict.
    pub(super) fn finish(mut self) -> BookReport {
        while !self.looks.is_empty() {
            self.compare();
        }
        let looks = count(self.depth_looks.max(1));
        let sums = self.report.bid_usd.iter_mut();
        for sum in sums.chain(self.report.ask_usd.iter_mut()) {
            *sum /= looks;
        }
        self.report.spread = Spread::of(std::mem::take(&mut self.spreads));
        self.report.malformed += self.builder.impossible_levels();
        let book = self.builder.book();
        self.report.levels = (book.len(BookSide::Bid), book.len(BookSide::Ask));
        self.report
    }
}
