//! How many transactions a signer signs: so many a minute, by this machine's monotonic clock. What was not used adds up to twenty
//! seconds' worth, or to one where that is less: no minute has more than that beyond.
//!
//! It bounds what whoever reaches the socket can have the key pay, and no honest keeper comes near it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is signed in a minute unless it is said otherwise: a report a slot.
pub const MOST_PER_MINUTE: u32 = 150;
/// What was not used adds up to this part of a minute's.
const BURST_SHARE: u32 = 3;

/// Why a message is not signed that could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "it has signed as much as it may, {most} transactions a minute (scorer signer --most-per-minute): ask again in {} s",
    wait.as_secs_f64().ceil()
)]
pub(super) struct AllowanceSpent {
    most: u32,
    wait: Duration,
}

/// What is left to sign.
#[derive(Debug)]
pub(super) struct Allowance {
    most: u32,
    /// The time that one is worth; none of it where nothing is bounded.
    each: Duration,
    /// How far ahead of now `whole_at` may lie.
    ahead_most: Duration,
    /// When nothing of it will be used any more.
    whole_at: Instant,
    /// Whether any was refused since it was whole.
    has_refused: bool,
}

impl Allowance {
    /// All of it is there at `now`; `most` a minute, 0 for any number.
    pub(super) fn new(most: u32, now: Instant) -> Self {
        const MINUTE_NANOS: u64 = 60_000_000_000;
        let each = if most == 0 {
            Duration::ZERO
        } else {
            Duration::from_nanos(MINUTE_NANOS.div_ceil(u64::from(most)))
        };
        let burst = (most / BURST_SHARE).max(1);
        Self {
            most,
            each,
            ahead_most: each.saturating_mul(burst),
            whole_at: now,
            has_refused: false,
        }
    }

    /// Takes one at `now`.
    ///
    /// # Errors
    /// [`AllowanceSpent`], with whether it is the first since all of it was there.
    fn take(&mut self, now: Instant) -> Result<(), (AllowanceSpent, bool)> {
        if self.whole_at <= now {
            self.whole_at = now;
            self.has_refused = false;
        }
        let used = (self.whole_at + self.each).saturating_duration_since(now);
        if used <= self.ahead_most {
            self.whole_at += self.each;
            return Ok(());
        }
        let spent = AllowanceSpent {
            most: self.most,
            wait: used.saturating_sub(self.ahead_most),
        };
        let is_first = !std::mem::replace(&mut self.has_refused, true);
        Err((spent, is_first))
    }
}

/// Takes one now, and logs the first that is refused until all of it is there again.
///
/// # Errors
/// [`AllowanceSpent`].
pub(super) fn take(allowance: &Mutex<Allowance>) -> Result<(), AllowanceSpent> {
    let mut allowance = allowance.lock().unwrap_or_else(PoisonError::into_inner);
    allowance.take(Instant::now()).map_err(|(spent, is_first)| {
        if is_first {
            tracing::warn!(reason = %spent, "nothing is signed for now");
        }
        spent
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// How many of so many requests at `now` are granted.
    fn granted(allowance: &mut Allowance, requests: usize, now: Instant) -> usize {
        let taken = (0..requests).map(|_| allowance.take(now));
        taken.flatten().count()
    }

    #[test]
    fn twenty_seconds_worth_is_granted_at_once_and_then_one_by_one() {
        let start = Instant::now();
        let mut allowance = Allowance::new(150, start);

        let at_once = granted(&mut allowance, 1_000, start);
        let too_soon = granted(&mut allowance, 1_000, start + Duration::from_millis(399));
        let in_time = granted(&mut allowance, 1_000, start + Duration::from_millis(400));
        let rested = granted(&mut allowance, 1_000, start + 3_600 * SECOND);

        assert_eq!((at_once, too_soon, in_time, rested), (50, 0, 1, 50));
    }

    #[test]
    fn whoever_asks_all_the_time_is_granted_a_minutes_most_beyond_the_first_burst() {
        let start = Instant::now();
        for (most, burst) in [(1, 1), (2, 1), (7, 2), (150, 50), (6_000, 2_000)] {
            let mut allowance = Allowance::new(most, start);

            let moments = (0..60_000).map(|millis| start + Duration::from_millis(millis));
            let granted: usize = moments.map(|now| granted(&mut allowance, 10, now)).sum();

            let bound = usize::try_from(most).unwrap() + burst;
            assert!(
                (bound - 1..=bound).contains(&granted),
                "{granted} of {most}"
            );
        }
    }

    #[test]
    fn none_is_refused_where_nothing_is_bounded() {
        let start = Instant::now();
        let mut allowance = Allowance::new(0, start);

        assert_eq!(granted(&mut allowance, 100_000, start), 100_000);
    }

    #[test]
    fn refusal_says_when_to_ask_again_and_is_the_first_of_its_spell_once() {
        let start = Instant::now();
        let mut allowance = Allowance::new(6, start);

        // Two are granted at once. The third is refused, and so is one after the next that is granted, until both are there again.
        let seen: Vec<_> = [0, 0, 0, 10, 11, 30, 30, 30]
            .into_iter()
            .map(|seconds| allowance.take(start + seconds * SECOND).err())
            .map(|refused| refused.map(|(spent, is_first)| (spent.wait.as_secs(), is_first)))
            .collect();

        let (first, later) = (Some((10, true)), Some((9, false)));
        assert_eq!(seen, [None, None, first, None, later, None, None, first]);
        let (spent, _) = allowance.take(start + 30 * SECOND).unwrap_err();
        let words = spent.to_string();
        assert!(
            words.contains("--most-per-minute") && words.ends_with("in 10 s"),
            "{words}"
        );
    }
}
