//! Keeps a book in step with a venue's stream: a snapshot, then differences whose numbers must
//! follow each other. What does not follow is never applied: the book is thrown away and a new
//! snapshot is asked for.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::level::Level;
use super::order_book::{BookSide, OrderBook};

/// The whole book, or its innermost levels.
#[derive(Clone, Debug, PartialEq)]
pub struct BookSnapshot {
    /// Number of the last update that is in it.
    pub last: i64,
    /// Whether the venue left nothing out beyond the outermost level.
    pub is_whole: bool,
    /// Bids, in any order.
    pub bids: Vec<Level>,
    /// Asks, in any order.
    pub asks: Vec<Level>,
}

/// What changed: the new size of each price named.
#[derive(Clone, Debug, PartialEq)]
pub struct BookDiff {
    /// Number of the first update in it.
    pub first: i64,
    /// Number of the last update in it.
    pub last: i64,
    /// Number of the last update before it, where the venue says so.
    pub previous: Option<i64>,
    /// Bids that changed.
    pub bids: Vec<Level>,
    /// Asks that changed.
    pub asks: Vec<Level>,
}

/// How a venue numbers its differences, and which may follow a snapshot that ends at `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceRule {
    /// Binance spot: drop `last <= s`; then `first <= s + 1` must hold, from then on as well.
    Contiguous,
    /// Binance USD-M: drop `last < s`; the first kept has `first <= s <= last`; after it each
    /// `previous` is the `last` before.
    LinkedOverlapping,
    /// OKX, and our own numbers for Coinbase: drop `last <= s`; the first kept has
    /// `previous <= s < last`; after it each `previous` is the `last` before, even where the venue
    /// has begun to count anew.
    Linked,
}

/// The outermost prices that a snapshot reached: inside them the book is whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BookEdges {
    /// Lowest bid of the snapshot.
    pub bid: f64,
    /// Highest ask of the snapshot.
    pub ask: f64,
}

impl BookEdges {
    /// Distance from `mid` to the nearer edge, in bps; zero when the price has left the edges.
    pub fn bps_from(self, mid: f64) -> f64 {
        let distance = (mid - self.bid).min(self.ask - mid).max(0.0);
        distance / mid * 10_000.0
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The book is in step.
    Live,
    /// It lies before the snapshot and changes nothing.
    Old,
    /// Kept until a snapshot comes.
    Buffered,
    /// A number is missing: the book was dropped and a new snapshot is needed.
    Broken {
        /// What should have come.
        expected: i64,
        /// What came.
        found: i64,
    },
}

/// Differences kept while a snapshot is on its way; more than this means none is coming.
const BUFFER_LIMIT: usize = 20_000;

/// A book and its place in the stream.
#[derive(Clone, Debug)]
pub struct BookBuilder {
    rule: SequenceRule,
    book: OrderBook,
    edges: Option<BookEdges>,
    /// Number of the last update in the book; None without a snapshot.
    last: Option<i64>,
    /// Whether a difference has followed the snapshot.
    is_chained: bool,
    buffer: VecDeque<BookDiff>,
    impossible_levels: usize,
}

impl BookBuilder {
    /// An empty book that waits for a snapshot.
    pub fn new(rule: SequenceRule) -> Self {
        Self {
            rule,
            book: OrderBook::default(),
            edges: None,
            last: None,
            is_chained: false,
            buffer: VecDeque::new(),
            impossible_levels: 0,
        }
    }

    /// The book; of use only while [`Self::is_live`].
    pub fn book(&self) -> &OrderBook {
        &self.book
    }

    /// How far the book is known to be whole; None when the snapshot was the whole book.
    pub fn edges(&self) -> Option<BookEdges> {
        self.edges
    }

    /// Whether the book is in step with the venue.
    pub fn is_live(&self) -> bool {
        self.last.is_some()
    }

    /// Number of the last update in the book.
    pub fn last(&self) -> Option<i64> {
        self.last
    }

    /// Levels left out because no book can hold them.
    pub fn impossible_levels(&self) -> usize {
        self.impossible_levels
    }

    /// Drops everything, as after a lost connection.
    pub fn reset(&mut self) {
        self.book.clear();
        self.edges = None;
        self.last = None;
        self.is_chained = false;
        self.buffer.clear();
    }

    /// Starts from `snapshot` and applies what was buffered after it. [`Applied::Broken`] says that
    /// the snapshot is too old for the buffer: ask for another.
    pub fn snapshot(&mut self, snapshot: &BookSnapshot) -> Applied {
        let buffered = std::mem::take(&mut self.buffer);
        self.reset();
        self.impossible_levels += self.book.set_all(&snapshot.bids, &snapshot.asks);
        self.edges = self.outermost(snapshot);
        self.last = Some(snapshot.last);
        let mut outcome = Applied::Live;
        for diff in buffered {
            match (outcome, self.diff(diff)) {
                (Applied::Broken { .. }, _) => {}
                (_, broken @ Applied::Broken { .. }) => outcome = broken,
                _ => {}
            }
        }
        outcome
    }

    /// Takes the next difference.
    pub fn diff(&mut self, diff: BookDiff) -> Applied {
        let Some(last) = self.last else {
            return self.keep(diff);
        };
        match self.judge(&diff, last) {
            Applied::Live => {
                self.impossible_levels += self.book.set_all(&diff.bids, &diff.asks);
                self.last = Some(diff.last);
                self.is_chained = true;
                Applied::Live
            }
            broken @ Applied::Broken { .. } => {
                self.reset();
                self.buffer.push_back(diff);
                broken
            }
            other => other,
        }
    }

    /// Starts from a difference alone: the book then holds only what has changed since.
    pub fn start_without_snapshot(&mut self, diff: &BookDiff) {
        self.reset();
        self.impossible_levels += self.book.set_all(&diff.bids, &diff.asks);
        self.last = Some(diff.last);
        self.is_chained = true;
        self.edges = self.book.mid().map(|mid| BookEdges { bid: mid, ask: mid });
    }

    fn judge(&self, diff: &BookDiff, last: i64) -> Applied {
        let broken = |expected: i64, found: i64| Applied::Broken { expected, found };
        let links = diff.previous == Some(last);
        let previous = diff.previous.unwrap_or(diff.first);
        match self.rule {
            SequenceRule::Contiguous => {
                let expected = last.saturating_add(1);
                if diff.last <= last {
                    Applied::Old
                } else if diff.first <= expected {
                    Applied::Live
                } else {
                    broken(expected, diff.first)
                }
            }
            _ if links => Applied::Live,
            _ if self.is_chained => broken(last, previous),
            SequenceRule::LinkedOverlapping => match diff.last.cmp(&last) {
                Ordering::Less => Applied::Old,
                _ if diff.first <= last => Applied::Live,
                _ => broken(last, previous),
            },
            SequenceRule::Linked => {
                if diff.last <= last {
                    Applied::Old
                } else if previous <= last {
                    Applied::Live
                } else {
                    broken(last, previous)
                }
            }
        }
    }

    fn keep(&mut self, diff: BookDiff) -> Applied {
        if let Some(before) = self.buffer.back() {
            let is_full = self.buffer.len() >= BUFFER_LIMIT;
            let follows = match self.rule {
                SequenceRule::Contiguous => diff.first <= before.last.saturating_add(1),
                _ => diff.previous.is_none_or(|previous| previous == before.last),
            };
            if is_full || !follows {
                let expected = before.last;
                let found = diff.previous.unwrap_or(diff.first);
                self.buffer.clear();
                self.buffer.push_back(diff);
                return Applied::Broken { expected, found };
            }
        }
        self.buffer.push_back(diff);
        Applied::Buffered
    }

    fn outermost(&self, snapshot: &BookSnapshot) -> Option<BookEdges> {
        if snapshot.is_whole {
            return None;
        }
        let last = |side| self.book.levels(side).last().map(|level| level.price);
        Some(BookEdges {
            bid: last(BookSide::Bid)?,
            ask: last(BookSide::Ask)?,
        })
    }
}
