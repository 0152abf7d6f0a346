//! Hands rows over to someone who listens while they are recorded.
//!
//! The listener's queue is bounded and the recorder never waits for it. What finds no room is counted, and the instrument is
//! told of a gap as soon as there is room again: a listener that is behind knows that it has holes, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use super::row::Row;
use crate::venue::{Event, EventKind, GapReason, Venue};

/// Rows that found no room, by venue. Shared.
#[derive(Clone, Debug, Default)]
pub struct TapDrops(Arc<Mutex<BTreeMap<Venue, u64>>>);

impl TapDrops {
    /// Rows of each venue that found no room so far.
    pub fn by_venue(&self) -> BTreeMap<Venue, u64> {
        self.0
            .lock()
            .map(|counts| counts.clone())
            .unwrap_or_default()
    }

    fn add(&self, venue: Venue) {
        if let Ok(mut counts) = self.0.lock() {
            *counts.entry(venue).or_default() += 1;
        }
    }
}

/// A listener's end of a recording.
#[derive(Clone, Debug)]
pub struct Tap {
    sender: mpsc::Sender<Row>,
    drops: TapDrops,
    /// Instruments whose listener has not heard yet that it missed something.
    lost: BTreeSet<(Venue, String)>,
}

impl Tap {
    /// Hands rows over to `sender`, and counts those that find no room in `drops`.
    pub fn new(sender: mpsc::Sender<Row>, drops: TapDrops) -> Self {
        Self {
            sender,
            drops,
            lost: BTreeSet::new(),
        }
    }

    /// Hands `row` over if there is room. Raw books, of which [`EventKind::Depth`] says what counts, are not.
    pub(super) fn hand(&mut self, row: &Row) {
        if matches!(
            row.event.kind,
            EventKind::BookSnapshot(_) | EventKind::BookDiff(_) | EventKind::BookTop(_)
        ) {
            return;
        }
        if !self.tell_losses(row) || self.sender.try_send(row.clone()).is_err() {
            self.drops.add(row.venue);
            let instrument = row.event.instrument.clone();
            self.lost.insert((row.venue, instrument));
        }
    }

    /// Whether every loss has been told.
    fn tell_losses(&mut self, row: &Row) -> bool {
        while let Some((venue, instrument)) = self.lost.first() {
            let kind = EventKind::gap(GapReason::Overrun, "the listener was behind");
            let gap = Row {
                received_at: row.received_at,
                venue: *venue,
                sequence: row.sequence,
                event: Event::new(instrument.as_str(), None, kind),
            };
            if self.sender.try_send(gap).is_err() {
                return false;
            }
            self.lost.pop_first();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::venue::TakerSide;

    fn trade(sequence: i64) -> Row {
        let kind = EventKind::Trade {
            price: 1.0,
            size: 1.0,
            side: TakerSide::Buy,
        };
        Row {
            received_at: Timestamp::from_millis(sequence),
            venue: Venue::Coinbase,
            sequence,
            event: Event::new("BTC-USD", None, kind),
        }
    }

    #[test]
    fn listener_that_is_behind_is_told_of_a_gap_before_it_hears_more() {
        let (sender, mut listener) = mpsc::channel(2);
        let drops = TapDrops::default();
        let mut tap = Tap::new(sender, drops.clone());

        (0..5).for_each(|sequence| tap.hand(&trade(sequence)));
        assert_eq!(drops.by_venue()[&Venue::Coinbase], 3);
        let heard: Vec<i64> = std::iter::from_fn(|| listener.try_recv().ok())
            .map(|row| row.sequence)
            .collect();
        assert_eq!(heard, [0, 1]);

        tap.hand(&trade(5));
        let gap = listener.try_recv().unwrap();
        assert!(matches!(
            gap.event.kind,
            EventKind::Gap {
                reason: GapReason::Overrun,
                ..
            }
        ));
        assert_eq!(listener.try_recv().unwrap(), trade(5));
    }
}
