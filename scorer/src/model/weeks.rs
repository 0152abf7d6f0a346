//! Which weeks a seed lets the booster see.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::time::Timestamp;

const HOURS_PER_WEEK: i64 = 168;

/// Whole weeks drawn by a seed. Weeks rather than rows, because the hours of a week repeat each
/// other: leaving out single rows would leave out nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weeks {
    /// The same seed draws the same weeks.
    pub(super) seed: u64,
    /// Share of the weeks drawn, above 0 up to 1.
    pub(super) share: f64,
}

impl Weeks {
    /// Whether the week of `time` is drawn. Each week has its own stream of the generator, so that
    /// the draw does not depend on where a window begins.
    pub(super) fn contains(self, time: Timestamp) -> bool {
        let week = time
            .hours_since_floor(Timestamp::from_millis(0))
            .div_euclid(HOURS_PER_WEEK);
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        generator.set_stream(week.unsigned_abs());
        f64::from(generator.next_u32()) < self.share * (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(seed: u64, share: f64) -> Vec<bool> {
        let weeks = Weeks { seed, share };
        let start = Timestamp::from_millis(0);
        (0..1_000)
            .map(|week| weeks.contains(start.plus_hours(week * HOURS_PER_WEEK)))
            .collect()
    }

    #[test]
    fn share_of_the_weeks_is_drawn_and_the_seed_decides_which() {
        let drawn_share = drawn(1, 0.8).iter().filter(|drawn| **drawn).count();

        assert!((760..840).contains(&drawn_share), "{drawn_share} of 1000");
        assert_ne!(drawn(1, 0.8), drawn(2, 0.8));
        assert!(drawn(1, 1.0).iter().all(|drawn| *drawn));
    }

    #[test]
    fn all_hours_of_a_week_share_its_fate() {
        let weeks = Weeks {
            seed: 3,
            share: 0.5,
        };
        let start = Timestamp::from_millis(0);

        for week in 0..50 {
            let first = start.plus_hours(week * HOURS_PER_WEEK);
            assert_eq!(weeks.contains(first), weeks.contains(first.plus_hours(167)));
        }
    }
}
