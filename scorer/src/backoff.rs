//! Waits after failures: the first one, twice that after the next in a row, up to the longest. And what waits so, by key.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long to wait after a number of failures in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Doubling {
    first: Duration,
    most: Duration,
}

impl Doubling {
    /// `first` after one failure, doubling up to `most`.
    pub(crate) const fn new(first: Duration, most: Duration) -> Self {
        Self { first, most }
    }

    /// The same in milliseconds, as settings have it.
    pub(crate) const fn of_millis(first: u64, most: u64) -> Self {
        Self::new(Duration::from_millis(first), Duration::from_millis(most))
    }

    /// The wait after `failures` in a row; none after none.
    pub(crate) fn after(self, failures: u32) -> Duration {
        let Some(doublings) = failures.checked_sub(1) else {
            return Duration::ZERO;
        };
        let factor = 1u32.checked_shl(doublings).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.most)
    }
}

/// What failed and rests, each longer with every failure in a row.
#[derive(Clone, Debug)]
pub(crate) struct Rests<K> {
    waits: Doubling,
    /// Failures in a row, and until when it rests.
    failed: BTreeMap<K, (u32, Instant)>,
}

impl<K: Ord> Rests<K> {
    /// Nothing has failed yet.
    pub(crate) const fn new(waits: Doubling) -> Self {
        Self {
            waits,
            failed: BTreeMap::new(),
        }
    }

    /// Whether `key` may be tried at `now`.
    pub(crate) fn allows(&self, key: &K, now: Instant) -> bool {
        let rests = self.failed.get(key);
        rests.is_none_or(|(_, until)| now >= *until)
    }

    /// `key` failed.
    pub(crate) fn failed(&mut self, key: K, now: Instant) {
        let (failures, until) = self.failed.entry(key).or_insert((0, now));
        *failures = failures.saturating_add(1);
        *until = now + self.waits.after(*failures);
    }

    /// `key` succeeded: its next failure is the first again.
    pub(crate) fn succeeded(&mut self, key: &K) {
        self.failed.remove(key);
    }

    /// Forgets what has not failed again for the longest rest, so that it does not grow for ever.
    pub(crate) fn sweep(&mut self, now: Instant) {
        let most = self.waits.most;
        self.failed
            .retain(|_, (_, until)| now.saturating_duration_since(*until) < most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn waits_double_up_to_the_longest_and_never_overflow() {
        let doubling = Doubling::of_millis(200, 5_000);

        let waits: Vec<_> = (0..=7)
            .map(|failures| doubling.after(failures).as_millis())
            .collect();

        assert_eq!(waits, [0, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
        assert_eq!(doubling.after(u32::MAX).as_millis(), 5_000);
        let endless = Doubling::new(Duration::MAX, Duration::MAX);
        assert_eq!(endless.after(u32::MAX), Duration::MAX);
    }

    #[test]
    fn what_fails_rests_longer_each_time_and_a_success_ends_it() {
        let (mut rests, start) = (
            Rests::new(Doubling::new(SECOND, 3 * SECOND)),
            Instant::now(),
        );

        rests.failed("a", start);
        assert!(!rests.allows(&"a", start) && rests.allows(&"a", start + SECOND));
        rests.failed("a", start + SECOND);
        assert!(!rests.allows(&"a", start + 2 * SECOND) && rests.allows(&"a", start + 3 * SECOND));
        rests.succeeded(&"a");
        rests.failed("a", start);

        assert!(rests.allows(&"a", start + SECOND) && rests.allows(&"b", start));
    }

    #[test]
    fn what_has_not_failed_for_long_is_forgotten_and_what_rests_is_not() {
        let (mut rests, start) = (
            Rests::new(Doubling::new(SECOND, 3 * SECOND)),
            Instant::now(),
        );
        rests.failed("old", start);
        rests.failed("young", start + 4 * SECOND);

        rests.sweep(start + 4 * SECOND);

        assert_eq!(rests.failed.keys().collect::<Vec<_>>(), [&"young"]);
    }
}
