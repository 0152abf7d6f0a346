//! Prices within the hour.
//!
//! A bar does not say in which order its extremes came. They stand a third and two thirds into the hour: in a falling hour
//! the high first, three times out of four, and in a rising one the low; a straight line joins them. So every hour's low is met.
//! A hole of a few hours is bridged by a straight line from the last close to the next open.

use super::super::error::AgentError;
use crate::data::{AssetHistory, Bar};
use crate::number::count;
use crate::time::{Timestamp, Window};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The longest hole that is bridged, hours.
const MOST_BRIDGED_HOURS: usize = 12;
/// How often the extreme against the hour's direction came first.
const AGAINST_FIRST: f64 = 0.75;
/// Five-minute bars of an hour.
const BARS_OF_AN_HOUR: usize = 12;

/// The prices of `symbol` at every step of `window`, and the last close.
pub(super) fn prices(
    history: &AssetHistory,
    symbol: &str,
    window: Window,
    step_seconds: u32,
    random: &mut ChaCha8Rng,
) -> Result<Vec<f64>, AgentError> {
    let hours: Vec<Timestamp> = window.hours().collect();
    let mut prices = Vec::new();
    let mut close = None;
    let mut index = 0;
    while let Some(&hour) = hours.get(index) {
        let draws_against = random.random_bool(AGAINST_FIRST);
        if let Some(bar) = history.bars().get(hour) {
            let corners =
                five_minutes(history, hour).unwrap_or_else(|| corners(bar, draws_against).to_vec());
            along(&corners, step_seconds, &mut prices);
            close = Some(bar.close);
            index += 1;
            continue;
        }
        let missing = hours[index..]
            .iter()
            .take_while(|hour| history.bars().get(**hour).is_none())
            .count();
        let next = hours
            .get(index + missing)
            .and_then(|hour| history.bars().get(*hour));
        let ends = (
            close.or(next.map(|bar| bar.open)),
            next.map(|bar| bar.open).or(close),
        );
        let ((Some(from), Some(until)), true) = (ends, missing <= MOST_BRIDGED_HOURS) else {
            return Err(AgentError::BarsMissing {
                asset: symbol.to_owned(),
                hour,
                hours: missing,
                bound: MOST_BRIDGED_HOURS,
            });
        };
        let knot = |at: usize| from + (until - from) * (count(at) / count(missing));
        for hour in 0..missing {
            along(&[knot(hour), knot(hour + 1)], step_seconds, &mut prices);
        }
        index += missing;
    }
    prices.extend(close.or(prices.last().copied()));
    Ok(prices)
}

/// Open, the two extremes, close.
fn corners(bar: &Bar, extreme_against_comes_first: bool) -> [f64; 4] {
    let high_first = (bar.close < bar.open) == extreme_against_comes_first;
    let (first, second) = if high_first {
        (bar.high, bar.low)
    } else {
        (bar.low, bar.high)
    };
    [bar.open, first, second, bar.close]
}

/// The opens of an hour's five-minute bars and its last close, where all are there.
fn five_minutes(history: &AssetHistory, hour: Timestamp) -> Option<Vec<f64>> {
    const MILLIS: i64 = 300_000;
    let grid = history.extras().spot_5m.as_ref()?;
    let open = |index: i64| Timestamp::from_millis(hour.millis() + index * MILLIS);
    let bars = (0..)
        .take(BARS_OF_AN_HOUR)
        .map(|index| grid.get(open(index)));
    let bars: Vec<&Bar> = bars.collect::<Option<_>>()?;
    let close = bars.last()?.close;
    Some(bars.iter().map(|bar| bar.open).chain([close]).collect())
}

/// Appends an hour's steps along `knots`, which are evenly spaced over it; its end is the next hour's begin.
fn along(knots: &[f64], step_seconds: u32, prices: &mut Vec<f64>) {
    let steps = 3_600 / step_seconds as usize;
    let spans = knots.len() - 1;
    for step in 0..steps {
        let (at, rest) = (step * spans / steps, step * spans % steps);
        let (before, after) = (knots[at], knots[at + 1]);
        prices.push(before + (after - before) * (count(rest) / count(steps)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::random::{Stream, stream};
    use crate::data::HourlyGrid;

    const BAR: Bar = Bar {
        open: 10.0,
        high: 11.0,
        low: 7.0,
        close: 8.0,
        volume: 1.0,
    };

    fn window(hours: i64) -> Window {
        let from = Timestamp::from_millis(0);
        Window::new(from, from.plus_hours(hours))
    }

    fn expand(slots: Vec<Option<Bar>>, hours: i64) -> Result<Vec<f64>, AgentError> {
        let bars = HourlyGrid::new(Timestamp::from_millis(0), slots);
        let history = AssetHistory::new(bars, Vec::new());
        let mut random = stream(1, Stream::Tape, 0);
        prices(&history, "SOL", window(hours), 300, &mut random)
    }

    #[test]
    fn both_extremes_of_an_hour_are_met_whatever_their_order() {
        for against in [true, false] {
            let mut prices = Vec::new();
            along(&corners(&BAR, against), 300, &mut prices);

            assert_eq!(prices.len(), 12);
            assert!(
                prices.contains(&7.0) && prices.contains(&11.0),
                "{prices:?}"
            );
        }
    }

    #[test]
    fn a_short_hole_is_bridged_and_a_long_one_refused_by_its_first_hour() {
        let bridged = expand(vec![Some(BAR), None, None, Some(BAR)], 4).unwrap();
        assert_eq!(bridged.len(), 4 * 12 + 1);
        assert!(
            (bridged[24] - 9.0).abs() < 1e-12,
            "half of the way from 8 to 10"
        );

        let mut slots = vec![Some(BAR)];
        slots.extend(vec![None; 13]);
        slots.push(Some(BAR));
        let error = expand(slots, 15);
        assert!(matches!(
            error,
            Err(AgentError::BarsMissing { hours: 13, .. })
        ));
    }
}
