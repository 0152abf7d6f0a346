//! Values on an even grid of time, with visible holes.

use crate::time::{MILLIS_PER_HOUR, Timestamp, Window};

/// A run of steps without a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Open of the first missing bar.
    pub start: Timestamp,
    /// Open of the first bar after the gap.
    pub end: Timestamp,
}

impl Gap {
    /// Its length in whole hours: on an hourly grid, the missing bars.
    pub fn hours(&self) -> i64 {
        self.end.hours_since_floor(self.start)
    }
}

/// Values by the open of their step of `STEP_MILLIS`, which is above zero; a step without a value
/// stays visible as `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid<T, const STEP_MILLIS: i64> {
    first: Timestamp,
    slots: Vec<Option<T>>,
}

/// One slot an hour.
pub type HourlyGrid<T> = Grid<T, MILLIS_PER_HOUR>;

/// One slot every five minutes.
pub type FiveMinuteGrid<T> = Grid<T, { MILLIS_PER_HOUR / 12 }>;

impl<T, const STEP_MILLIS: i64> Grid<T, STEP_MILLIS> {
    /// The grid whose slot `i` is the step opened `i` steps after `first`, a full step.
    pub fn new(first: Timestamp, slots: Vec<Option<T>>) -> Self {
        Self {
            first: step_floor::<STEP_MILLIS>(first),
            slots,
        }
    }

    /// Open of the first step.
    pub fn first(&self) -> Timestamp {
        self.first
    }

    /// From the first step's open to the last step's close.
    pub fn window(&self) -> Window {
        Window::new(self.first, self.open_of(self.slots.len()))
    }

    /// The slots in order of time.
    pub fn slots(&self) -> &[Option<T>] {
        &self.slots
    }

    /// The value of the step opened at `open`, if that step has one.
    pub fn get(&self, open: Timestamp) -> Option<&T> {
        self.slots.get(self.index(open)?)?.as_ref()
    }

    /// Number of slots whose step has closed at or before `time`.
    pub fn closed_by(&self, time: Timestamp) -> usize {
        let steps = time
            .millis()
            .saturating_sub(self.first.millis())
            .div_euclid(STEP_MILLIS)
            .max(0);
        usize::try_from(steps)
            .unwrap_or(usize::MAX)
            .min(self.slots.len())
    }

    /// The values that exist, with their step's open, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, &T)> {
        self.opens()
            .zip(&self.slots)
            .filter_map(|(open, slot)| slot.as_ref().map(|value| (open, value)))
    }

    /// The runs of steps without a value, ascending.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for (index, (open, slot)) in self.opens().zip(&self.slots).enumerate() {
            let end = self.open_of(index + 1);
            match (slot, gaps.last_mut()) {
                (Some(_), _) => {}
                (None, Some(gap)) if gap.end == open => gap.end = end,
                (None, _) => gaps.push(Gap { start: open, end }),
            }
        }
        gaps
    }

    fn opens(&self) -> impl Iterator<Item = Timestamp> {
        (0..self.slots.len()).map(|index| self.open_of(index))
    }

    fn open_of(&self, index: usize) -> Timestamp {
        let steps = i64::try_from(index).unwrap_or(i64::MAX);
        let millis = steps.saturating_mul(STEP_MILLIS);
        Timestamp::from_millis(self.first.millis().saturating_add(millis))
    }

    fn index(&self, open: Timestamp) -> Option<usize> {
        let since = open.millis().checked_sub(self.first.millis())?;
        (since.rem_euclid(STEP_MILLIS) == 0)
            .then(|| usize::try_from(since.div_euclid(STEP_MILLIS)).ok())?
    }
}

/// The last full step at or before `time`.
pub(crate) fn step_floor<const STEP_MILLIS: i64>(time: Timestamp) -> Timestamp {
    let millis = time.millis();
    Timestamp::from_millis(millis.saturating_sub(millis.rem_euclid(STEP_MILLIS)))
}

/// The first full step at or after `time`.
pub(crate) fn step_ceil<const STEP_MILLIS: i64>(time: Timestamp) -> Timestamp {
    let millis = time.millis().saturating_add(STEP_MILLIS - 1);
    step_floor::<STEP_MILLIS>(Timestamp::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_holes_are_one_gap() {
        let first = Timestamp::from_millis(0);
        let grid = HourlyGrid::new(first, vec![Some(1), None, None, Some(2), None, Some(3)]);

        let gaps = grid.gaps();

        assert_eq!(gaps.iter().map(Gap::hours).collect::<Vec<_>>(), vec![2, 1]);
        assert_eq!(gaps[0].start, first.plus_hours(1));
        assert_eq!(grid.get(first.plus_hours(3)), Some(&2));
        assert_eq!(grid.get(first.plus_hours(-1)), None);
    }

    #[test]
    fn hour_counts_as_closed_only_when_it_is_over() {
        let first = Timestamp::from_millis(0);
        let grid = HourlyGrid::new(first, vec![Some(1), Some(2)]);

        assert_eq!(grid.closed_by(first), 0);
        assert_eq!(grid.closed_by(Timestamp::from_millis(3_599_999)), 0);
        assert_eq!(grid.closed_by(first.plus_hours(1)), 1);
        assert_eq!(grid.closed_by(first.plus_hours(99)), 2);
    }

    #[test]
    fn five_minutes_are_found_by_their_own_open_and_close_after_it() {
        let first = Timestamp::from_millis(600_000);
        let grid = FiveMinuteGrid::new(first, vec![Some(1), None, Some(3)]);
        let after = |minutes: i64| Timestamp::from_millis(600_000 + 60_000 * minutes);

        assert_eq!(grid.get(after(10)), Some(&3));
        assert_eq!(grid.get(after(9)), None);
        assert_eq!(
            (grid.closed_by(after(14)), grid.closed_by(after(15))),
            (2, 3)
        );
        assert_eq!(grid.window(), Window::new(first, after(15)));
        assert_eq!(
            (grid.gaps()[0].start, grid.gaps()[0].end),
            (after(5), after(10))
        );
        assert_eq!(step_ceil::<300_000>(after(1)), after(5));
        assert_eq!(step_floor::<300_000>(after(4)), first);
    }
}
