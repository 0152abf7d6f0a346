//! Whether the order book empties.

use crate::number::median;
use crate::time::{MILLIS_PER_HOUR, Timestamp};

/// Fall of the depth that counts as a drop unless told otherwise: a third of its trailing median. On Hyperliquid's BTC and ETH
/// books of 2024 and 2025 (readings every 6 hours) that comes within 24 hours of one decision in four, and a fall by a half of
/// one in fourteen: depth breathes more than prices do.
pub const DEPTH_DROP: f64 = 1.0 / 3.0;

/// Hours before the decision time over which the median of the depth is taken: seven days.
pub const DEPTH_TRAILING_HOURS: i64 = 168;

/// Readings are taken up to this much early or late.
const LATENESS_MILLIS: i64 = 60_000;

/// Fewest points in the trailing hours: a median of fewer says little about what is usual.
const TRAILING_POINTS_MIN: usize = 14;

/// A reading of the order book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DepthPoint {
    /// When it was taken.
    pub time: Timestamp,
    /// Bids and asks within 50 basis points of the mid, in US dollars.
    pub depth_usd: f64,
}

/// Whether the depth falls by `drop` (a fraction) or more below the median of the last [`DEPTH_TRAILING_HOURS`] within
/// `horizon_hours` after `time`. `points` ascend in time; a point at `time` is known at it and belongs to the median.
///
/// None where fewer than 14 points lie in the trailing hours, or a point of the horizon is missing, readings being due every
/// `spacing_hours`, up to a minute early or late.
pub fn liquidity_drop(
    points: &[DepthPoint],
    time: Timestamp,
    horizon_hours: i64,
    spacing_hours: i64,
    drop: f64,
) -> Option<bool> {
    let end = time.plus_hours(horizon_hours);
    let known = points.partition_point(|point| point.time <= time);
    let oldest = time.plus_hours(-DEPTH_TRAILING_HOURS);
    let first = points.partition_point(|point| point.time <= oldest);
    let until = points.partition_point(|point| point.time <= end);
    let (trailing, ahead) = (&points[first..known], &points[known..until]);
    if trailing.len() < TRAILING_POINTS_MIN || ahead.is_empty() {
        return None;
    }
    // The first reading that is due at the end or later shows that the horizon is over; past the end its value is not used.
    let over = points.partition_point(|point| point.time < later(end, -LATENESS_MILLIS));
    let longest = spacing_hours * MILLIS_PER_HOUR + LATENESS_MILLIS;
    let mut before = time;
    for point in points.get(known..=over)? {
        if point.time > later(before, longest) {
            return None;
        }
        before = point.time;
    }
    let usual = median(trailing.iter().map(|point| point.depth_usd).collect())?;
    let lowest = ahead
        .iter()
        .fold(f64::INFINITY, |low, point| low.min(point.depth_usd));
    Some(lowest <= usual * (1.0 - drop))
}

fn later(time: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(time.millis().saturating_add(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reading every 6 hours over 20 days; the decision comes after ten of them.
    fn points() -> Vec<DepthPoint> {
        (0..80)
            .map(|index| DepthPoint {
                time: Timestamp::from_millis(0).plus_hours(6 * index),
                depth_usd: 1e6,
            })
            .collect()
    }

    fn decision() -> Timestamp {
        Timestamp::from_millis(0).plus_hours(240)
    }

    fn label(points: &[DepthPoint]) -> Option<bool> {
        liquidity_drop(points, decision(), 24, 6, 0.3)
    }

    #[test]
    fn drop_within_the_horizon_counts_and_at_its_end_too() {
        for (index, expected) in [(40, false), (41, true), (44, true), (45, false)] {
            let mut points = points();
            points[index].depth_usd = 0.7e6;
            assert_eq!(label(&points), Some(expected), "reading {index}");
        }
        let mut points = points();
        points[42].depth_usd = 0.71e6;
        assert_eq!(label(&points), Some(false));
    }

    #[test]
    fn what_was_usual_is_the_median_of_the_week_before() {
        let mut points = points();
        for point in &mut points[..13] {
            point.depth_usd = 9e6;
        }
        points[20].depth_usd = 9e6;

        assert_eq!(label(&points), Some(false));
        let late: Vec<DepthPoint> = points[27..].to_vec();
        assert_eq!(label(&late), Some(false), "fourteen readings are enough");
        assert_eq!(label(&points[28..]), None, "thirteen are not");
    }

    #[test]
    fn nothing_before_the_trailing_week_or_after_the_horizon_matters() {
        let known = label(&points());
        let mut others = points();
        for index in (0..12).chain(45..80) {
            others[index].depth_usd = 1.0;
        }

        assert_eq!(label(&others), known);
    }

    #[test]
    fn readings_some_seconds_off_are_no_holes() {
        let shifted = |seconds: [i64; 4]| {
            let mut points = points();
            for (point, seconds) in points.iter_mut().zip(seconds.iter().cycle()) {
                point.time = Timestamp::from_millis(point.time.millis() + 1_000 * seconds);
            }
            points
        };
        for seconds in [[8, 0, -1, 9], [-1, 3, 0, -5], [59, 0, 59, 0]] {
            assert_eq!(label(&shifted(seconds)), Some(false), "{seconds:?}");
        }
        assert_eq!(
            label(&shifted([0, 90, 0, 0])),
            None,
            "a minute and a half late"
        );
    }

    #[test]
    fn label_is_unknown_with_a_reading_missing_or_not_there_yet() {
        for index in 41..=44 {
            let mut holed = points();
            holed.remove(index);
            assert_eq!(label(&holed), None, "reading {index}");
        }
        assert_eq!(label(&points()[..44]), None);
        assert_eq!(label(&[]), None);
    }
}
