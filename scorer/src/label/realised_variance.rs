//! The variance of the horizon.

use super::outlook;
use crate::data::AssetHistory;
use crate::number::ln;
use crate::time::Timestamp;

/// Sum of the squared hourly logarithmic returns of the `horizon_hours` after `time`, the first from P (Andersen and
/// Bollerslev, International Economic Review 39, 1998). Not annualised; zero when the price stands still.
pub fn realised_variance(
    history: &AssetHistory,
    time: Timestamp,
    horizon_hours: i64,
) -> Option<f64> {
    let (price, bars) = outlook(history, time, horizon_hours)?;
    let mut before = price;
    let mut variance = 0.0;
    for bar in bars.iter().flatten() {
        let change = ln(bar.close / before);
        variance += change * change;
        before = bar.close;
    }
    Some(variance)
}

#[cfg(test)]
mod tests {
    use super::super::HORIZON_HOURS;
    use super::super::fixture::{assert_sees_its_horizon_alone, decision, flat, history, middle};
    use super::*;

    #[test]
    fn hand_computed_sum() {
        let mut slots = flat(26);
        slots[1].as_mut().unwrap().close = 110.0;

        let variance = realised_variance(&history(slots), decision(), 24).unwrap();

        let step = 1.1_f64.ln();
        assert!(
            (variance - 2.0 * step * step).abs() < 1e-12,
            "up and back: {variance}"
        );
    }

    #[test]
    fn nothing_but_price_and_horizon_matters() {
        assert_sees_its_horizon_alone(|history| {
            realised_variance(history, middle(), HORIZON_HOURS).map(f64::to_bits)
        });
    }
}
