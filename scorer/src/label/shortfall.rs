//! How deep the price falls once it falls by the shock.

use super::{HORIZON_HOURS, worst_fall};
use crate::data::AssetHistory;
use crate::number::count;
use crate::time::Timestamp;

/// What a row adds to the realised expected shortfall: `Some(None)` for a known quiet row, `Some(Some(fall))`, a fraction,
/// where the worst fall of the next 24 hours reaches `shock`; None where it is unknown.
pub fn shortfall(history: &AssetHistory, time: Timestamp, shock: f64) -> Option<Option<f64>> {
    let fall = worst_fall(history, time, HORIZON_HOURS)?;
    Some((fall >= shock).then_some(fall))
}

/// Realised expected shortfall: the mean of those `falls` that reach `shock`, both fractions. None where none does.
pub fn mean_shortfall(falls: &[f64], shock: f64) -> Option<f64> {
    let beyond: Vec<f64> = falls
        .iter()
        .copied()
        .filter(|fall| *fall >= shock)
        .collect();
    (!beyond.is_empty()).then(|| beyond.iter().sum::<f64>() / count(beyond.len()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{
        assert_sees_its_horizon_alone, decision, history, middle, with_low,
    };
    use super::*;

    #[test]
    fn quiet_rows_are_known_and_add_nothing() {
        let of_low = |low| shortfall(&history(with_low(5, low)), decision(), 0.08);

        assert_eq!(of_low(95.0), Some(None));
        assert_eq!(of_low(75.0), Some(Some(0.25)));
    }

    #[test]
    fn mean_is_taken_over_the_falls_beyond_the_shock() {
        assert_eq!(
            mean_shortfall(&[0.01, 0.125, 0.375, 0.07], 0.08),
            Some(0.25)
        );
        assert_eq!(mean_shortfall(&[0.01], 0.08), None);
    }

    #[test]
    fn nothing_but_price_and_horizon_matters() {
        assert_sees_its_horizon_alone(|history| {
            shortfall(history, middle(), 0.05).map(|fall| fall.map(f64::to_bits))
        });
    }
}
