//! One venue's book of one instrument while it is recorded: what to say of it, and when a new
//! snapshot is needed.

use std::time::Duration;

use crate::book::{Applied, BookBuilder, BookSummary, SequenceRule};
use crate::time::Timestamp;
use crate::venue::{EventKind, GapReason};

/// The least time between two requests for a snapshot of the same book.
const ASK_AGAIN_AFTER_MILLIS: i64 = 1_000;

/// What follows from an event.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The book was lost, and why.
    pub(super) gap: Option<(GapReason, String)>,
    /// A look at the book, when one is due.
    pub(super) summary: Option<BookSummary>,
    /// Whether a snapshot is to be asked for.
    pub(super) needs_snapshot: bool,
}

/// A book being kept.
#[derive(Debug)]
pub(super) struct BookKeeper {
    builder: BookBuilder,
    summary_every: Duration,
    sizes_usd: Vec<f64>,
    summarised_at: Option<Timestamp>,
    asked_at: Option<Timestamp>,
    is_asking: bool,
    /// Answers still on their way to questions of a connection that is gone.
    stale_answers: u32,
    impossible_seen: usize,
}

impl BookKeeper {
    pub(super) fn new(rule: SequenceRule, summary_every: Duration, sizes_usd: &[f64]) -> Self {
        Self {
            builder: BookBuilder::new(rule),
            summary_every,
            sizes_usd: sizes_usd.to_vec(),
            summarised_at: None,
            asked_at: None,
            is_asking: false,
            stale_answers: 0,
            impossible_seen: 0,
        }
    }

    /// The connection was lost: nothing of the book holds, nor will a snapshot that is on its way.
    pub(super) fn disconnected(&mut self) {
        self.drop_book();
        self.stale_answers += u32::from(self.is_asking);
        self.is_asking = false;
        self.asked_at = None;
    }

    fn drop_book(&mut self) {
        self.builder.reset();
        self.summarised_at = None;
    }

    /// A request for a snapshot was answered or given up, in the order of asking; false when it was
    /// asked for a connection that is gone.
    pub(super) fn answered(&mut self) -> bool {
        if self.stale_answers > 0 {
            self.stale_answers -= 1;
            return false;
        }
        self.is_asking = false;
        true
    }

    /// Impossible levels since the last question.
    pub(super) fn new_impossible_levels(&mut self) -> usize {
        let all = self.builder.impossible_levels();
        all - std::mem::replace(&mut self.impossible_seen, all)
    }

    /// Takes a snapshot or a difference; other events change nothing.
    pub(super) fn apply(&mut self, kind: &EventKind, now: Timestamp) -> Kept {
        let applied = match kind {
            EventKind::BookSnapshot(snapshot) => self.builder.snapshot(snapshot),
            EventKind::BookDiff(diff) => self.builder.diff(diff.clone()),
            _ => return Kept::default(),
        };
        let mut kept = Kept::default();
        if let Applied::Broken { expected, found } = applied {
            let detail = format!("book update {found} came where {expected} was to be followed");
            kept.gap = Some((GapReason::SequenceBroken, detail));
        } else if self.builder.is_live() && self.builder.book().is_crossed() {
            let price = |level: Option<crate::book::Level>| level.map_or(0.0, |level| level.price);
            let book = self.builder.book();
            let (bid, ask) = (price(book.best_bid()), price(book.best_ask()));
            kept.gap = Some((
                GapReason::BookCrossed,
                format!("bid {bid} at or above ask {ask}"),
            ));
            self.drop_book();
        }
        if !self.builder.is_live() {
            kept.needs_snapshot = self.may_ask(now);
        } else if self.is_due(now) {
            let (book, edges) = (self.builder.book(), self.builder.edges());
            kept.summary = BookSummary::of(book, edges, &self.sizes_usd);
            self.summarised_at = Some(now);
        }
        kept
    }

    fn may_ask(&mut self, now: Timestamp) -> bool {
        let is_early = self
            .asked_at
            .is_some_and(|asked| now.millis() - asked.millis() < ASK_AGAIN_AFTER_MILLIS);
        if self.is_asking || is_early {
            return false;
        }
        self.asked_at = Some(now);
        self.is_asking = true;
        true
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let every = i64::try_from(self.summary_every.as_millis()).unwrap_or(i64::MAX);
        self.summarised_at
            .is_none_or(|last| now.millis().saturating_sub(last.millis()) >= every)
    }
}
