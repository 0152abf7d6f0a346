//! How deep the price falls.

use super::outlook;
use crate::data::AssetHistory;
use crate::time::Timestamp;

/// The deepest fall within `horizon_hours` after `time`: 1 - (lowest price of the horizon) / P, a fraction below 1. Below
/// zero in the rare case that every trade of the horizon is above P.
pub fn worst_fall(history: &AssetHistory, time: Timestamp, horizon_hours: i64) -> Option<f64> {
    let (price, bars) = outlook(history, time, horizon_hours)?;
    let lowest = bars
        .iter()
        .flatten()
        .fold(f64::INFINITY, |low, bar| low.min(bar.low));
    lowest.is_finite().then(|| 1.0 - lowest / price)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{
        assert_sees_its_horizon_alone, decision, history, middle, with_low,
    };
    use super::super::{HORIZON_HOURS, falls_by_shock};
    use super::*;

    #[test]
    fn fall_is_measured_from_the_price_to_the_low() {
        let history = history(with_low(5, 75.0));

        assert_eq!(worst_fall(&history, decision(), 24), Some(0.25));
        assert_eq!(worst_fall(&history, decision(), 4), Some(0.0));
        assert_eq!(worst_fall(&history, decision(), 0), None);
    }

    #[test]
    fn fall_reaches_the_shock_where_the_score_label_says_so() {
        for low in [60.0, 85.0, 91.0, 93.0, 99.0] {
            let history = history(with_low(5, low));
            let fall = worst_fall(&history, decision(), HORIZON_HOURS).unwrap();
            assert_eq!(
                Some(fall >= 0.08),
                falls_by_shock(&history, decision(), 0.08),
                "{low}"
            );
        }
    }

    #[test]
    fn nothing_but_price_and_horizon_matters() {
        assert_sees_its_horizon_alone(|history| {
            worst_fall(history, middle(), HORIZON_HOURS).map(f64::to_bits)
        });
    }
}
