//! Lead time: how long before a crash's first leg the score had risen.

use crate::data::{Bar, HourlyGrid};
use crate::time::{Timestamp, Window};

/// A first leg is a fall by this fraction below the highest price of the 24 hours before.
pub const LEG_FALL: f64 = 0.05;
const HIGH_HOURS: i64 = 24;

/// The open of the first hour in `window` whose low lies [`LEG_FALL`] or more under the highest price of the 24 bars before
/// it; bars that are missing are left out of the high. None without such an hour.
pub fn first_leg(bars: &HourlyGrid<Bar>, window: Window) -> Option<Timestamp> {
    window.hours().find(|&time| {
        let high = (1..=HIGH_HOURS)
            .filter_map(|ago| bars.get(time.plus_hours(-ago)))
            .map(|bar| bar.high)
            .fold(f64::NEG_INFINITY, f64::max);
        bars.get(time)
            .is_some_and(|bar| bar.low <= high * (1.0 - LEG_FALL))
    })
}

/// Hours from the first of `scores` (decision time and score in hundredths, ascending) that reaches `line_hundredths` to
/// `leg`, the open of the hour in which the first leg came. Positive: warned before. Zero: the score was known as that hour
/// began. Negative: late by so many hours. None when the line is never reached.
pub fn lead_hours(
    scores: impl IntoIterator<Item = (Timestamp, u16)>,
    leg: Timestamp,
    line_hundredths: u16,
) -> Option<i64> {
    scores
        .into_iter()
        .find(|(_, score)| *score >= line_hundredths)
        .map(|(time, _)| leg.hours_since_floor(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        Timestamp::from_millis(0)
    }

    fn grid(prices: &[f64]) -> HourlyGrid<Bar> {
        let bar = |&price: &f64| {
            Some(Bar {
                open: price,
                high: price,
                low: price,
                close: price,
                volume: 1.0,
            })
        };
        HourlyGrid::new(start(), prices.iter().map(bar).collect())
    }

    #[test]
    fn leg_is_measured_from_the_high_of_the_day_before() {
        let mut prices = vec![100.0; 60];
        prices[30] = 101.0;
        prices[39] = 96.0;
        prices[40] = 95.9;
        prices[41] = 95.0;
        let window = Window::new(start().plus_hours(24), start().plus_hours(60));

        let leg = first_leg(&grid(&prices), window);

        assert_eq!(
            leg,
            Some(start().plus_hours(40)),
            "5 % under 101, not under 100"
        );
        assert_eq!(first_leg(&grid(&vec![100.0; 60]), window), None);
    }

    #[test]
    fn leg_before_the_window_does_not_count() {
        let mut prices = vec![100.0; 60];
        prices[10] = 50.0;
        let window = Window::new(start().plus_hours(24), start().plus_hours(60));

        assert_eq!(first_leg(&grid(&prices), window), None);
    }

    #[test]
    fn lead_is_positive_before_and_negative_after_the_leg() {
        let scores = [3_000, 4_500, 6_400, 6_500, 9_000];
        let scores = || {
            (0..)
                .zip(scores)
                .map(|(hour, score)| (start().plus_hours(hour), score))
        };

        assert_eq!(lead_hours(scores(), start().plus_hours(3), 4_500), Some(2));
        assert_eq!(lead_hours(scores(), start().plus_hours(3), 6_500), Some(0));
        assert_eq!(lead_hours(scores(), start().plus_hours(1), 6_500), Some(-2));
        assert_eq!(lead_hours(scores(), start(), 9_500), None);
    }
}
