//! What one row of a data file means, and the hourly grid that holds such rows.

use crate::time::{Timestamp, Window};

/// One hour of trading of an asset against USDT.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// First price of the hour, in USDT.
    pub open: f64,
    /// Highest price of the hour, in USDT.
    pub high: f64,
    /// Lowest price of the hour, in USDT.
    pub low: f64,
    /// Last price of the hour, in USDT.
    pub close: f64,
    /// Amount traded, in units of the asset.
    pub volume: f64,
}

/// One hour of an implied-volatility index (Deribit's DVOL).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImpliedVolatility {
    /// First value of the hour, annualised, in percent.
    pub open: f64,
    /// Highest value of the hour, annualised, in percent.
    pub high: f64,
    /// Lowest value of the hour, annualised, in percent.
    pub low: f64,
    /// Last value of the hour, annualised, in percent.
    pub close: f64,
}

/// One settled funding payment of a perpetual future.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FundingRate {
    /// When it was settled; known from then on.
    pub time: Timestamp,
    /// Fraction of the notional that longs paid to shorts for the last 8 hours.
    pub rate: f64,
}

/// A run of hours without a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Open of the first missing bar.
    pub start: Timestamp,
    /// Open of the first bar after the gap.
    pub end: Timestamp,
}

impl Gap {
    /// Missing bars.
    pub fn hours(&self) -> i64 {
        self.end.hours_since_floor(self.start)
    }
}

/// Hourly values by their hour's open; an hour without a value stays visible as `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct HourlyGrid<T> {
    first: Timestamp,
    slots: Vec<Option<T>>,
}

impl<T> HourlyGrid<T> {
    /// The grid whose slot `i` is the hour opened `i` hours after `first`, a full hour.
    pub fn new(first: Timestamp, slots: Vec<Option<T>>) -> Self {
        Self {
            first: first.hour_floor(),
            slots,
        }
    }

    /// Open of the first hour.
    pub fn first(&self) -> Timestamp {
        self.first
    }

    /// From the first hour's open to the last hour's close.
    pub fn window(&self) -> Window {
        let hours = i64::try_from(self.slots.len()).unwrap_or(i64::MAX);
        Window::new(self.first, self.first.plus_hours(hours))
    }

    /// The slots in order of time.
    pub fn slots(&self) -> &[Option<T>] {
        &self.slots
    }

    /// The value of the hour opened at `open`, if that hour has one.
    pub fn get(&self, open: Timestamp) -> Option<&T> {
        self.slots.get(self.index(open)?)?.as_ref()
    }

    /// Number of slots whose hour has closed at or before `time`.
    pub fn closed_by(&self, time: Timestamp) -> usize {
        let hours = time.hours_since_floor(self.first).max(0);
        usize::try_from(hours)
            .unwrap_or(usize::MAX)
            .min(self.slots.len())
    }

    /// The values that exist, with their hour's open, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, &T)> {
        let hours = self.window().hours();
        hours
            .zip(&self.slots)
            .filter_map(|(open, slot)| slot.as_ref().map(|value| (open, value)))
    }

    /// The runs of hours without a value, ascending.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for (open, slot) in self.window().hours().zip(&self.slots) {
            match (slot, gaps.last_mut()) {
                (Some(_), _) => {}
                (None, Some(gap)) if gap.end == open => gap.end = open.plus_hours(1),
                (None, _) => gaps.push(Gap {
                    start: open,
                    end: open.plus_hours(1),
                }),
            }
        }
        gaps
    }

    fn index(&self, open: Timestamp) -> Option<usize> {
        open.is_full_hour()
            .then(|| usize::try_from(open.hours_since_floor(self.first)).ok())?
    }
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
}
