//! What has a level at every moment: hours of it, single looks at it, and funding.

use std::collections::BTreeMap;

use super::coverage::Coverage;
use crate::data::FundingRate;
use crate::time::{MILLIS_PER_HOUR, Timestamp};

/// A rate that was last told longer than this before its settlement is not what was settled.
const FUNDING_TOLD_MOST_MILLIS: i64 = 600_000;
/// Looks older than this are kept once an hour.
const LOOKS_WHOLE_MILLIS: i64 = 48 * MILLIS_PER_HOUR;

/// First, highest, lowest and last level of an hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct HourLevels {
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
}

/// Hours of a level.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelSeries {
    coverage: Coverage,
    hours: BTreeMap<i64, HourLevels>,
}

impl LevelSeries {
    /// Whether an hour has ended since the level before.
    pub(super) fn hear(&mut self, received: i64, level: f64) -> bool {
        let open = received - received.rem_euclid(MILLIS_PER_HOUR);
        let hour = self.hours.entry(open).or_insert(HourLevels {
            open: level,
            high: level,
            low: level,
            close: level,
        });
        hour.high = hour.high.max(level);
        hour.low = hour.low.min(level);
        hour.close = level;
        self.coverage.hear(received, MILLIS_PER_HOUR)
    }

    pub(super) fn cut(&mut self) {
        self.coverage.cut(MILLIS_PER_HOUR);
    }

    /// The hour opened at `open`, if all of it was heard.
    pub(super) fn hour(&self, open: i64) -> Option<HourLevels> {
        let is_whole = self.coverage.holds(open, open + MILLIS_PER_HOUR);
        self.hours.get(&open).copied().filter(|_| is_whole)
    }

    pub(super) fn forget(&mut self, oldest: i64) {
        self.coverage.forget(oldest);
        self.hours = self.hours.split_off(&oldest);
    }

    pub(super) fn entries(&self) -> usize {
        self.hours.len()
    }
}

/// Looks at something, the first of each step.
#[derive(Clone, Debug)]
pub(super) struct Looks<T> {
    step: i64,
    kept: BTreeMap<i64, (Timestamp, T)>,
}

impl<T: Copy> Looks<T> {
    pub(super) fn every(step: i64) -> Self {
        Self {
            step,
            kept: BTreeMap::new(),
        }
    }

    /// Whether the look is kept.
    pub(super) fn hear(&mut self, received: i64, look: T) -> bool {
        let step = received.div_euclid(self.step);
        let is_first = !self.kept.contains_key(&step);
        if is_first {
            let entry = (Timestamp::from_millis(received), look);
            self.kept.insert(step, entry);
        }
        is_first
    }

    /// Those after `after`, ascending.
    pub(super) fn after(&self, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, T)> {
        let looks = self.kept.values().copied();
        looks.filter(move |(time, _)| after.is_none_or(|after| *time > after))
    }

    /// Forgets what came before `oldest`, and thins what is old at `now`.
    pub(super) fn forget(&mut self, oldest: i64, now: i64) {
        let mut hour = None;
        self.kept.retain(|_, (time, _)| {
            let millis = time.millis();
            let of = Some(millis.div_euclid(MILLIS_PER_HOUR));
            let is_first = of != hour;
            hour = of;
            millis >= oldest && (is_first || millis >= now - LOOKS_WHOLE_MILLIS)
        });
    }

    pub(super) fn entries(&self) -> usize {
        self.kept.len()
    }
}

/// Settled funding. A venue tells the rate of the settlement ahead; once it names another settlement, that one has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Funding {
    settled: BTreeMap<i64, f64>,
    ahead: Option<Ahead>,
}

#[derive(Clone, Copy, Debug)]
struct Ahead {
    time: i64,
    rate: f64,
    told_at: i64,
}

impl Funding {
    /// Whether a settlement became known.
    pub(super) fn hear(&mut self, received: i64, rate: f64, next: Timestamp) -> bool {
        let told = Ahead {
            time: next.millis(),
            rate,
            told_at: received,
        };
        let before = self.ahead.replace(told);
        let is_fresh =
            |ahead: &Ahead| ahead.time.saturating_sub(ahead.told_at) <= FUNDING_TOLD_MOST_MILLIS;
        let settled = before.filter(|ahead| ahead.time < told.time && is_fresh(ahead));
        if let Some(settled) = settled {
            self.settled.insert(settled.time, settled.rate);
        }
        settled.is_some()
    }

    /// Those after `after`, ascending.
    pub(super) fn after(&self, after: Option<Timestamp>) -> impl Iterator<Item = FundingRate> {
        let settled = self.settled.iter().map(|(millis, rate)| FundingRate {
            time: Timestamp::from_millis(*millis),
            rate: *rate,
        });
        settled.filter(move |rate| after.is_none_or(|after| rate.time > after))
    }

    pub(super) fn forget(&mut self, oldest: i64) {
        self.settled = self.settled.split_off(&oldest);
    }

    pub(super) fn entries(&self) -> usize {
        self.settled.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn hour_of_a_level_is_known_when_all_of_it_was_heard() {
        let mut series = LevelSeries::default();
        for (minute, level) in [(-1, 50.0), (10, 60.0), (30, 40.0), (59, 45.0)] {
            series.hear(minute * MINUTE, level);
        }
        assert_eq!(series.hour(0), None, "not over");

        assert!(series.hear(60 * MINUTE, 1.0));

        let hour = series.hour(0).unwrap();
        assert_eq!((hour.open, hour.high), (60.0, 60.0));
        assert_eq!((hour.low, hour.close), (40.0, 45.0));
        series.cut();
        series.hear(125 * MINUTE, 1.0);
        assert_eq!(series.hour(MILLIS_PER_HOUR), None);
    }

    #[test]
    fn funding_is_settled_when_the_next_is_named_at_a_rate_that_was_told_shortly_before() {
        let mut funding = Funding::default();
        let at = |hours: i64| Timestamp::from_millis(hours * MILLIS_PER_HOUR);
        assert!(!funding.hear(475 * MINUTE, 0.1, at(8)));
        assert!(!funding.hear(479 * MINUTE, 0.2, at(8)));
        assert!(funding.hear(481 * MINUTE, 0.3, at(16)));
        assert!(
            !funding.hear(970 * MINUTE, 0.4, at(24)),
            "told eight hours before its settlement"
        );

        let settled: Vec<_> = funding.after(None).collect();
        assert_eq!(settled.len(), 1);
        assert_eq!(settled[0].time, at(8));
        assert!((settled[0].rate - 0.2).abs() < 1e-12);
        assert_eq!(funding.after(Some(at(8))).count(), 0);
    }

    #[test]
    fn looks_are_kept_once_a_step_and_old_ones_once_an_hour() {
        let mut looks = Looks::every(MINUTE);
        let hours = 72;
        for half_minute in 0..hours * 120 {
            looks.hear(half_minute * MINUTE / 2, half_minute);
        }
        assert_eq!(looks.entries(), 72 * 60);

        looks.forget(0, hours * MILLIS_PER_HOUR);

        assert_eq!(looks.entries(), 24 + 48 * 60);
        assert_eq!(looks.after(None).next().unwrap().1, 0);
    }
}
