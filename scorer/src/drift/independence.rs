//! How many hours of a feature say what one independent row would: its integrated autocorrelation
//! time, step x (1 + 2 Σ ρ) over the lags up to the first whose correlation ρ is not positive
//! (Sokal, 1997; Geyer, 1992).
//!
//! Look-backs overlap and volatility clusters beyond them, so that 2,000 hours of a month's
//! volatility are about one row, and of an hour's jump a thousand. Without it every quarter would
//! look like another world.

use super::Observation;
use crate::number::count;

/// Lags looked at, at most, as a share of the rows: beyond it a correlation is mostly noise.
const LAG_SHARE_MAX: usize = 4;

/// The hours of `column` in `rows`, one asset's, ascending; at least the mean step between rows. A
/// feature that never moved is one row in all its hours. None when it is never known.
pub(super) fn correlation_hours(rows: &[Observation<'_>], column: usize) -> Option<f64> {
    let hours = super::rows::hours_spanned(rows);
    let step = (hours - 1.0).max(1.0) / count(rows.len().saturating_sub(1).max(1));
    let known: Vec<f64> = rows.iter().filter_map(|row| row.value(column)).collect();
    if known.is_empty() {
        return None;
    }
    let mean = known.iter().sum::<f64>() / count(known.len());
    // A missing value stands at the mean: it adds nothing to any correlation.
    let centred: Vec<f64> = rows
        .iter()
        .map(|row| row.value(column).map_or(0.0, |value| value - mean))
        .collect();
    let product = |lag: usize| {
        let pairs = centred.iter().zip(&centred[lag..]);
        pairs.map(|(now, later)| now * later).sum::<f64>()
    };
    let variance = product(0);
    if variance <= 0.0 || variance.is_nan() {
        return Some(hours);
    }
    let correlations = (1..=rows.len() / LAG_SHARE_MAX).map(|lag| product(lag) / variance);
    let sum: f64 = correlations
        .take_while(|correlation| *correlation > 0.0)
        .sum();
    Some(step * (1.0 + 2.0 * sum))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Feed;
    use super::*;

    #[test]
    fn independent_hours_count_one_each_and_repeated_ones_together() {
        let calm = Feed::calm(1, 8_000);
        let mut last = 0.0;
        // An autoregression with coefficient .9: (1 + .9) / (1 - .9) = 19 hours.
        let slow = Feed::calm(2, 8_000).with_memory(|value| {
            last = 0.9 * last + value;
            last
        });

        let fast = correlation_hours(&calm.rows(), 0).unwrap();
        let slow = correlation_hours(&slow.rows(), 0).unwrap();

        assert!((0.9..1.5).contains(&fast), "{fast}");
        assert!((13.0..27.0).contains(&slow), "{slow}");
    }

    #[test]
    fn feature_that_never_moves_is_one_row_and_one_never_known_is_none() {
        let mut feed = Feed::calm(3, 200);
        feed.set(0, 0..200, Some(7.0));
        feed.set(1, 0..200, None);

        assert_eq!(correlation_hours(&feed.rows(), 0), Some(200.0));
        assert_eq!(correlation_hours(&feed.rows(), 1), None);
    }
}
