//! Prices every quarter of an hour, from hourly bars.
//!
//! A bar does not say in which order its extremes came. A falling hour is taken to visit its high first and a rising
//! one its low first, so that each hour's low is met by the market before its close.

use super::error::ReplayError;
use crate::data::{Bar, Dataset};
use crate::time::Timestamp;

/// Steps of an hour.
pub(super) const STEPS_PER_HOUR: usize = 4;
/// Seconds of a step.
pub(super) const STEP_SECONDS: u64 = 900;

/// The four prices of a bar's hour: at its open, and a quarter, two quarters and three quarters into it.
///
/// The close itself is the next bar's open, so it is not shown a second time.
pub(super) fn prices(bar: &Bar) -> [f64; STEPS_PER_HOUR] {
    let (first, second) = if bar.close < bar.open {
        (bar.high, bar.low)
    } else {
        (bar.low, bar.high)
    };
    [bar.open, first, second, bar.close]
}

/// The bar of `asset` that opened at `hour`.
pub(super) fn bar(dataset: &Dataset, asset: &str, hour: Timestamp) -> Result<Bar, ReplayError> {
    dataset
        .asset(asset)?
        .bars()
        .get(hour)
        .copied()
        .ok_or_else(|| ReplayError::BarMissing {
            asset: asset.to_owned(),
            hour,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_falling_hour_meets_its_low_after_its_high() {
        let bar = Bar {
            open: 10.0,
            high: 11.0,
            low: 7.0,
            close: 8.0,
            volume: 1.0,
        };
        assert_eq!(
            prices(&bar).map(f64::to_bits),
            [10.0, 11.0, 7.0, 8.0].map(f64::to_bits)
        );
    }
}
