//! What the model forecasts: does the price fall by the shock or more within the next 24 hours?
//!
//! At decision time t with price P (the close of the bar opened at t - 1 h), the label is true when
//! the lowest price of the bars opened at t, t + 1 h, ..., t + 23 h is at or below P (1 - shock).
//! It is unknown, and the row is left out, where P or any of these bars is missing.
//!
//! Labels of neighbouring hours overlap, so rows near a boundary would carry what comes after it
//! into what comes before. [`PURGE_HOURS`] are left out there: the 24 of the label and 24 more.

use crate::data::AssetHistory;
use crate::time::Timestamp;

/// Hours that a label looks ahead.
pub const HORIZON_HOURS: i64 = 24;

/// Hours left out between the last row of one span and the first row of the next.
pub const PURGE_HOURS: i64 = 48;

/// The fall that counts as a shock unless an asset has its own: 8 % of the price.
pub const SHOCK_DEFAULT: f64 = 0.08;

/// Whether the price falls by `shock` (a fraction) or more within [`HORIZON_HOURS`] after `time`.
pub fn falls_by_shock(history: &AssetHistory, time: Timestamp, shock: f64) -> Option<bool> {
    let bars = history.bars();
    let price = bars.get(time.plus_hours(-1))?.close;
    let mut lowest = f64::INFINITY;
    for hour in 0..HORIZON_HOURS {
        lowest = lowest.min(bars.get(time.plus_hours(hour))?.low);
    }
    Some(lowest <= price * (1.0 - shock))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Bar, HourlyGrid};

    fn flat(hours: usize) -> Vec<Option<Bar>> {
        vec![
            Some(Bar {
                open: 100.0,
                high: 100.0,
                low: 100.0,
                close: 100.0,
                volume: 1.0
            });
            hours
        ]
    }

    fn label(slots: Vec<Option<Bar>>) -> Option<bool> {
        let first = Timestamp::from_millis(0);
        let history = AssetHistory::new(HourlyGrid::new(first, slots), Vec::new());
        falls_by_shock(&history, first.plus_hours(1), 0.08)
    }

    fn with_low(hour: usize, low: f64) -> Vec<Option<Bar>> {
        let mut slots = flat(26);
        slots[hour].as_mut().unwrap().low = low;
        slots
    }

    #[test]
    fn fall_of_exactly_the_shock_counts() {
        assert_eq!(label(with_low(24, 92.0)), Some(true));
        assert_eq!(label(with_low(24, 92.01)), Some(false));
    }

    #[test]
    fn fall_outside_the_horizon_does_not_count() {
        assert_eq!(
            label(with_low(0, 50.0)),
            Some(false),
            "before the decision time"
        );
        assert_eq!(label(with_low(25, 50.0)), Some(false), "after the horizon");
    }

    #[test]
    fn label_is_unknown_where_a_bar_is_missing_or_not_there_yet() {
        let mut slots = flat(26);
        slots[10] = None;

        assert_eq!(label(slots), None);
        assert_eq!(label(flat(24)), None);
        assert_eq!(label(flat(25)), Some(false));
    }
}
