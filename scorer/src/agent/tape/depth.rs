//! How much a venue's book holds within half a percent of the mid on one side, in dollars.
//!
//! Where a depth series has a reading of the last twelve hours: half of it, for it counts both sides. Elsewhere an
//! assumption: [`SHARE_OF_AN_HOUR`] of an hour's volume over the last day, times the calm of the last six hours against that of
//! the last week (by the bars' ranges), for makers step back when prices move; at least a fifth of the whole. Order books
//! of large pairs hold about a tenth of an hour's volume that near (Binance BTC and ETH, 2024: 15 and 10 million dollars
//! against 70 to 150 million an hour).

use crate::data::{AssetHistory, Bar};
use crate::number::count;
use crate::time::{Timestamp, Window};

/// Depth of what is lent against the dollar, dollars: as good as cash.
pub(super) const OF_A_DOLLAR: f64 = 1e9;
/// Depth within half a percent on one side, as a share of an hour's volume.
const SHARE_OF_AN_HOUR: f64 = 0.1;
/// The least that is left of it when prices move.
const LEAST_CALM: f64 = 0.2;
/// Where neither depth nor volume is known, dollars.
const UNKNOWN: f64 = 1e6;
/// Hours for which a reading holds.
const READING_HOURS: i64 = 12;

pub(super) fn of(history: &AssetHistory, window: Window, step_seconds: u32) -> Vec<f64> {
    let steps = 3_600 / step_seconds as usize;
    let mut depths = Vec::new();
    for hour in window.hours() {
        let depth = at(history, hour);
        depths.extend(std::iter::repeat_n(depth, steps));
    }
    depths.extend(depths.last().copied());
    depths
}

/// By what is known at `hour`.
fn at(history: &AssetHistory, hour: Timestamp) -> f64 {
    let reading = history.extras().depth.last_within(hour, READING_HOURS);
    if let Some((_, depth)) = reading.filter(|(_, depth)| depth.within_50bps_usd > 0.0) {
        return depth.within_50bps_usd / 2.0;
    }
    let volume = mean(history, hour, 24, |bar| bar.volume * bar.close);
    let range = |bar: &Bar| (bar.high - bar.low) / bar.open;
    let (short, long) = (
        mean(history, hour, 6, range),
        mean(history, hour, 168, range),
    );
    let calm = match (short, long) {
        (Some(short), Some(long)) if short > 0.0 => (long / short).clamp(LEAST_CALM, 1.0),
        _ => 1.0,
    };
    match volume {
        Some(volume) if volume > 0.0 => SHARE_OF_AN_HOUR * volume * calm,
        _ => UNKNOWN,
    }
}

/// The mean over the bars that closed within `hours` before `time`.
fn mean(
    history: &AssetHistory,
    time: Timestamp,
    hours: i64,
    figure: impl Fn(&Bar) -> f64,
) -> Option<f64> {
    let bars = (1..=hours).filter_map(|back| history.bars().get(time.plus_hours(-back)));
    let (mut sum, mut found) = (0.0, 0);
    for bar in bars {
        sum += figure(bar);
        found += 1;
    }
    (found > 0).then(|| sum / count(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::HourlyGrid;

    fn history(wild_hours: usize) -> AssetHistory {
        let bar = |hour: usize| {
            let width = if hour + wild_hours >= 200 { 0.2 } else { 0.02 };
            Some(Bar {
                open: 100.0,
                high: 100.0 * (1.0 + width),
                low: 100.0,
                close: 100.0,
                volume: 1_000.0,
            })
        };
        let bars = HourlyGrid::new(Timestamp::from_millis(0), (0..200).map(bar).collect());
        AssetHistory::new(bars, Vec::new())
    }

    #[test]
    fn a_wild_market_has_a_thinner_book_than_a_calm_one_of_the_same_volume() {
        let now = Timestamp::from_millis(0).plus_hours(200);

        let (calm, wild) = (at(&history(0), now), at(&history(6), now));

        assert!(
            (calm - 10_000.0).abs() < 1e-6,
            "a tenth of an hour's volume: {calm}"
        );
        assert!(
            (wild - 2_000.0).abs() < 1e-6,
            "a fifth of that at least: {wild}"
        );
    }
}
