//! Whether the price falls by a shock.

use super::{HORIZON_HOURS, outlook};
use crate::data::AssetHistory;
use crate::time::Timestamp;

/// The fall that counts as a shock unless an asset has its own: 8 % of the price.
pub const SHOCK_DEFAULT: f64 = 0.08;

/// Whether the price falls by `shock` (a fraction) or more within [`HORIZON_HOURS`] after `time`: the lowest price of the
/// horizon is at or below P (1 - shock).
pub fn falls_by_shock(history: &AssetHistory, time: Timestamp, shock: f64) -> Option<bool> {
    falls_within(history, time, shock, HORIZON_HOURS)
}

/// Whether the price falls by `shock` (a fraction) or more within `horizon_hours` after `time`.
pub fn falls_within(
    history: &AssetHistory,
    time: Timestamp,
    shock: f64,
    horizon_hours: i64,
) -> Option<bool> {
    let (price, bars) = outlook(history, time, horizon_hours)?;
    let lowest = bars
        .iter()
        .flatten()
        .fold(f64::INFINITY, |low, bar| low.min(bar.low));
    Some(lowest <= price * (1.0 - shock))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{
        assert_sees_its_horizon_alone, decision, flat, history, middle, with_low,
    };
    use super::*;
    use crate::data::Bar;

    fn label(slots: Vec<Option<Bar>>) -> Option<bool> {
        falls_by_shock(&history(slots), decision(), 0.08)
    }

    #[test]
    fn fall_of_exactly_the_shock_counts() {
        assert_eq!(label(with_low(24, 92.0)), Some(true));
        assert_eq!(label(with_low(24, 92.01)), Some(false));
    }

    #[test]
    fn fall_outside_the_horizon_does_not_count() {
        let (before, after) = (label(with_low(0, 50.0)), label(with_low(25, 50.0)));
        assert_eq!(before, Some(false), "before the decision time");
        assert_eq!(after, Some(false), "after the horizon");
    }

    #[test]
    fn shorter_horizons_see_less() {
        let history = history(with_low(3, 50.0));
        let within = |hours| falls_within(&history, decision(), 0.08, hours);

        assert_eq!(
            (within(1), within(2), within(3)),
            (Some(false), Some(false), Some(true))
        );
        assert_eq!((within(6), within(24)), (Some(true), Some(true)));
    }

    #[test]
    fn label_is_unknown_where_a_bar_is_missing_or_not_there_yet() {
        let mut slots = flat(26);
        slots[10] = None;

        assert_eq!(label(slots), None);
        assert_eq!(label(flat(24)), None);
        assert_eq!(label(flat(25)), Some(false));
    }

    #[test]
    fn nothing_but_price_and_horizon_matters() {
        for shock in [0.05, 0.08, 0.2] {
            assert_sees_its_horizon_alone(|history| falls_by_shock(history, middle(), shock));
        }
    }
}
