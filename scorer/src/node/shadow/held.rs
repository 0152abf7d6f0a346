//! Values and how long each held.

/// Values in ascending order with the milliseconds for which each held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    values: Vec<(i32, u64)>,
    millis: u64,
}

impl Held {
    /// None where nothing held.
    pub(super) fn of(mut values: Vec<(i32, u64)>) -> Option<Self> {
        values.sort_unstable();
        let millis: u64 = values.iter().map(|(_, millis)| millis).sum();
        (millis > 0).then_some(Self { values, millis })
    }

    /// How long all of them held, milliseconds.
    pub(super) fn millis(&self) -> u64 {
        self.millis
    }

    /// Each value as long as it held.
    #[expect(
        clippy::cast_precision_loss,
        reason = "years of milliseconds stay far below 2^53"
    )]
    pub(super) fn mean(&self) -> f64 {
        let weighted = self.values.iter().map(|&(value, millis)| {
            let share = millis as f64 / self.millis as f64;
            f64::from(value) * share
        });
        weighted.sum()
    }

    /// The least value such that for `percent` of the time none above it held.
    pub(super) fn percentile(&self, percent: u64) -> i32 {
        let mut up_to: u64 = 0;
        let found = self.values.iter().find(|(_, millis)| {
            up_to += millis;
            u128::from(up_to) * 100 >= u128::from(self.millis) * u128::from(percent)
        });
        let last = self.values.last();
        found.or(last).map_or(0, |(value, _)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_counts_as_long_as_it_held_and_not_as_often() {
        // Given a value that came three times for a moment, and one that held
        let held = Held::of(vec![(900, 1), (-100, 97), (900, 1), (900, 1)]).unwrap();

        assert!((held.mean() - (-70.0)).abs() < 1e-9, "{}", held.mean());
        let percentiles = [5, 50, 97, 98].map(|percent| held.percentile(percent));
        assert_eq!(percentiles, [-100, -100, -100, 900]);
        assert_eq!(held.millis(), 100);
    }

    #[test]
    fn nothing_that_held_has_no_mean() {
        assert_eq!(Held::of(Vec::new()), None);
    }
}
