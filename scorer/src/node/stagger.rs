//! Several nodes with one key: the primary publishes at once, a backup only what did not come.
//!
//! A backup sees the same trigger at the same time. It waits `replica_id x backup_delay` while the trigger holds; the
//! primary's report, once on chain, ends the trigger and the wait. Should both send after all, both take the same next
//! sequence, and the program ignores the second: it changes nothing and is no error.

use std::time::{Duration, Instant};

/// How long this node waits, and since when it does; one per feed.
#[derive(Clone, Debug)]
pub struct Stagger {
    delay: Duration,
    waiting: Option<Waiting>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    since: Instant,
    sequence: u64,
}

impl Stagger {
    /// For replica `replica_id` of those that share a key.
    pub fn new(replica_id: u32, backup_delay: Duration) -> Self {
        Self {
            delay: backup_delay.saturating_mul(replica_id),
            waiting: None,
        }
    }

    /// Whether it is this node's turn, at `now`, to send a report that `is_due` while the chain's last one has this `sequence`
    /// (0: none yet). A report that came meanwhile starts the wait anew.
    pub fn is_turn(&mut self, is_due: bool, sequence: u64, now: Instant) -> bool {
        if !is_due {
            self.waiting = None;
            return false;
        }
        let waiting = match self.waiting {
            Some(waiting) if waiting.sequence == sequence => waiting,
            _ => Waiting {
                since: now,
                sequence,
            },
        };
        self.waiting = Some(waiting);
        now.saturating_duration_since(waiting.since) >= self.delay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELAY: Duration = Duration::from_secs(10);

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn primary_goes_at_once() {
        let mut stagger = Stagger::new(0, DELAY);

        assert!(stagger.is_turn(true, 7, Instant::now()));
        assert!(!stagger.is_turn(false, 7, Instant::now()));
    }

    #[test]
    fn backup_goes_after_its_delay_when_nothing_came() {
        let start = Instant::now();
        let mut second = Stagger::new(2, DELAY);

        assert!(!second.is_turn(true, 7, start));
        assert!(!second.is_turn(true, 7, start + seconds(19)));
        assert!(second.is_turn(true, 7, start + seconds(20)));
    }

    #[test]
    fn backup_stays_silent_when_the_primary_came() {
        let start = Instant::now();
        let mut backup = Stagger::new(1, DELAY);

        assert!(!backup.is_turn(true, 7, start));
        assert!(!backup.is_turn(false, 8, start + seconds(5)));
        assert!(!backup.is_turn(true, 8, start + seconds(11)), "a new wait");
        assert!(backup.is_turn(true, 8, start + seconds(21)));
    }

    #[test]
    fn report_that_came_and_did_not_suffice_starts_the_wait_anew() {
        let start = Instant::now();
        let mut backup = Stagger::new(1, DELAY);

        assert!(!backup.is_turn(true, 7, start));
        assert!(!backup.is_turn(true, 8, start + seconds(9)));
        assert!(!backup.is_turn(true, 8, start + seconds(18)));
        assert!(backup.is_turn(true, 8, start + seconds(19)));
    }
}
