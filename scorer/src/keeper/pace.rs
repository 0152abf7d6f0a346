//! When the next look is, and how many keepers avoid doing the same at once.

use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use solana_address::Address;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::backoff::Doubling;

/// Waits that no two keepers share: drawn by key, look and what is done.
///
/// `nonce` should differ between runs of one key (the slot does).
pub fn jitter(key: &Address, nonce: u64, most: Duration) -> Duration {
    let mut seed = key.to_bytes();
    for (byte, more) in seed.iter_mut().zip(nonce.to_le_bytes()) {
        *byte ^= more;
    }
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    let drawn = ChaCha8Rng::from_seed(seed).random_range(0..=most);
    Duration::from_millis(drawn)
}

/// The pace of looks: even while they succeed, slower with every failure in a row.
#[derive(Clone, Debug)]
pub struct Pace {
    waits: Doubling,
    failures: u32,
}

impl Pace {
    /// A look every `every`, and after failures at most every `most`.
    pub fn new(every: Duration, most: Duration) -> Self {
        Self {
            waits: Doubling::new(every, most.max(every)),
            failures: 0,
        }
    }

    /// Takes in whether the look succeeded, and gives the wait before the next.
    pub fn after(&mut self, has_succeeded: bool) -> Duration {
        self.failures = if has_succeeded {
            0
        } else {
            self.failures.saturating_add(1)
        };
        // The first of the doubling waits is the even pace.
        self.waits.after(self.failures.saturating_add(1))
    }

    /// Waits; false when `stop` came first.
    pub async fn wait(duration: Duration, stop: &CancellationToken) -> bool {
        tokio::select! {
            () = stop.cancelled() => false,
            () = sleep(duration) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_slow_down_up_to_the_most_and_a_success_ends_it() {
        let mut pace = Pace::new(Duration::from_secs(1), Duration::from_secs(6));

        let waits: Vec<_> = [true, false, false, false, true]
            .map(|has_succeeded| pace.after(has_succeeded).as_secs())
            .to_vec();

        assert_eq!(waits, [1, 2, 4, 6, 1]);
    }

    #[test]
    fn two_keys_wait_differently_and_each_within_the_bound() {
        let most = Duration::from_secs(4);
        let (one, other) = (Address::new_unique(), Address::new_unique());

        let of_one: Vec<_> = (0..20).map(|slot| jitter(&one, slot, most)).collect();
        let of_other: Vec<_> = (0..20).map(|slot| jitter(&other, slot, most)).collect();

        assert_ne!(of_one, of_other);
        assert!(of_one.iter().chain(&of_other).all(|wait| *wait <= most));
        assert_eq!(of_one[3], jitter(&one, 3, most));
    }
}
