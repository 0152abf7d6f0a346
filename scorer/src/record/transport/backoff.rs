//! How long to wait before the next attempt: doubling from the first wait to the longest, times a
//! random factor between a half and one, so that many recorders do not come back at once.

use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::NetworkOptions;
use crate::backoff::Doubling;

/// Waits between attempts in a row.
#[derive(Clone, Debug)]
pub struct Backoff {
    waits: Doubling,
    attempts_most: u32,
    failures: u32,
    random: ChaCha8Rng,
}

impl Backoff {
    /// Waits of task number `task`: the same seed and task give the same waits.
    pub fn new(options: &NetworkOptions, task: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(options.seed);
        random.set_stream(task);
        Self {
            waits: Doubling::new(options.wait_first, options.wait_most),
            attempts_most: options.attempts_most,
            failures: 0,
            random,
        }
    }

    /// It worked: the next failure is the first again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

impl Iterator for Backoff {
    type Item = Duration;

    /// The wait after one more failure; None when the attempts are used up.
    fn next(&mut self) -> Option<Duration> {
        self.failures += 1;
        if self.failures >= self.attempts_most {
            return None;
        }
        let whole = self.waits.after(self.failures);
        Some(whole.mul_f64(self.random.random_range(0.5..1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(seed: u64) -> NetworkOptions {
        NetworkOptions {
            wait_first: Duration::from_millis(100),
            wait_most: Duration::from_secs(2),
            attempts_most: 10,
            silence_most: Duration::from_secs(1),
            answer_most: Duration::from_secs(1),
            seed,
        }
    }

    #[test]
    fn waits_grow_to_the_bound_and_end() {
        let waits: Vec<Duration> = Backoff::new(&options(7), 0).collect();

        assert_eq!(waits.len(), 9, "the tenth failure is the last");
        for (index, wait) in waits.iter().enumerate() {
            let whole = Duration::from_millis(100 << index).min(Duration::from_secs(2));
            assert!(*wait >= whole / 2 && *wait < whole, "{index}: {wait:?}");
        }
    }

    #[test]
    fn same_seed_waits_alike_and_tasks_differ() {
        let of = |seed, task| Backoff::new(&options(seed), task).collect::<Vec<_>>();

        assert_eq!(of(7, 1), of(7, 1));
        assert_ne!(of(7, 1), of(7, 2));
        assert_ne!(of(7, 1), of(8, 1));
    }

    #[test]
    fn success_begins_anew() {
        let mut backoff = Backoff::new(&options(7), 0);
        for _ in 0..5 {
            backoff.next();
        }

        backoff.reset();

        assert!(backoff.next().unwrap() < Duration::from_millis(100));
    }
}
