//! The leaky bucket behind every budget and limit.
//!
//! A bucket fills with what passes and drains its whole capacity in one window, steadily. So in any span of `t` seconds
//! at most `capacity x (1 + t / window)` passes, wherever the span begins: there is no edge at which a window restarts
//! and lets twice the capacity through.

use crate::num::{mul_div_floor, widening_mul};
use crate::unit::Timestamp;

/// Seconds of a day.
pub const DAY: u32 = 86_400;

/// How much a bucket holds, and how long it takes to drain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What may pass at once.
    pub capacity: u64,
    /// Seconds in which as much drains.
    pub window_seconds: u32,
}

/// How full, and as of when.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// What has passed and not drained, in the unit of what it limits.
    pub level: u64,
    /// Unix seconds up to which it has drained.
    pub updated_at: Timestamp,
}

impl Bucket {
    /// The level at `now`. The drain is rounded down; a clock that stands still or goes back drains nothing.
    #[inline]
    pub fn level_at(&self, limit: &Limit, now: Timestamp) -> u64 {
        let elapsed = now.since(self.updated_at);
        let (capacity, window) = (limit.capacity, u64::from(limit.window_seconds).max(1));
        if self.level == 0 || elapsed >= window && capacity >= self.level {
            return 0;
        }
        let drained = match widening_mul(capacity, elapsed).checked_shr(64) {
            Some(0) => capacity
                .wrapping_mul(elapsed)
                .checked_div(window)
                .unwrap_or(0),
            _ => mul_div_floor(capacity, elapsed, window).unwrap_or(u64::MAX),
        };
        self.level.saturating_sub(drained)
    }

    /// What may still pass at `now`.
    #[inline]
    pub fn room_at(&self, limit: &Limit, now: Timestamp) -> u64 {
        limit.capacity.saturating_sub(self.level_at(limit, now))
    }

    /// Lets `amount` pass, whatever the room: whoever limits asks for [`Self::room_at`] first.
    #[inline]
    pub fn pass(&mut self, amount: u64, limit: &Limit, now: Timestamp) {
        let level = self.level_at(limit, now);
        self.level = level.saturating_add(amount);
        self.updated_at = self.updated_at.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{NOW, cases};
    use proptest::prelude::*;
    use std::vec::Vec;

    fn limit(capacity: u64, window_seconds: u32) -> Limit {
        Limit {
            capacity,
            window_seconds,
        }
    }

    fn later(seconds: u64) -> Timestamp {
        Timestamp(NOW.0 + seconds)
    }

    #[test]
    fn a_full_bucket_drains_in_one_window_and_not_at_its_edge() {
        let full = Bucket {
            level: 1_000,
            updated_at: NOW,
        };
        let levels =
            [0, 1, 50, 99, 100, 101].map(|at| full.level_at(&limit(1_000, 100), later(at)));
        assert_eq!(levels, [1_000, 990, 500, 10, 0, 0]);
    }

    #[test]
    fn a_clock_that_goes_back_drains_nothing_and_gives_nothing_twice() {
        let mut bucket = Bucket {
            level: 1_000,
            updated_at: later(50),
        };
        bucket.pass(10, &limit(1_000, 100), NOW);
        assert_eq!((bucket.level, bucket.updated_at), (1_010, later(50)));
    }

    #[test]
    fn the_largest_capacity_drains_without_overflow() {
        let full = Bucket {
            level: u64::MAX,
            updated_at: NOW,
        };
        assert_eq!(
            full.level_at(&limit(u64::MAX, 4), later(1)),
            u64::MAX - u64::MAX / 4
        );
        assert_eq!(full.level_at(&limit(u64::MAX, 4), Timestamp(u64::MAX)), 0);
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_any_span_passes_at_most_capacity_and_refill(
            capacity in 1u64..1 << 40, window in 1u32..100_000,
            asks in prop::collection::vec((0u64..5_000, 0u64..1 << 41), 1..60),
        ) {
            let (mut bucket, mut now) = (Bucket::default(), NOW);
            let limit = limit(capacity, window);
            let mut passed: Vec<(u64, u64)> = Vec::new();
            for (wait, ask) in asks {
                now = Timestamp(now.0 + wait);
                let amount = ask.min(bucket.room_at(&limit, now));
                bucket.pass(amount, &limit, now);
                passed.push((now.0, amount));
            }
            for first in 0..passed.len() {
                let mut total = 0u128;
                for (time, amount) in &passed[first..] {
                    total += u128::from(*amount);
                    let span = u128::from(time - passed[first].0);
                    let refill = u128::from(capacity) * span / u128::from(window);
                    prop_assert!(total <= u128::from(capacity) + refill);
                }
            }
        }
    }
}
