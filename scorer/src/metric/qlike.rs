//! QLIKE: the loss of a variance forecast.

use crate::number::{count, ln};

/// Mean of `r/f - ln(r/f) - 1` over pairs (forecast f, realised variance r), both above zero (Patton, Journal of
/// Econometrics 160, 2011, in the normalisation that is zero for a perfect forecast). It ranks forecasts rightly although
/// the realised variance is itself a noisy measure, and punishes too little more than too much. Pairs with a value that is
/// not above zero are left out: an hour series that stands still for a day says nothing about variance. None without pairs.
pub fn qlike(pairs: &[(f64, f64)]) -> Option<f64> {
    let losses: Vec<f64> = pairs
        .iter()
        .filter(|(forecast, realised)| *forecast > 0.0 && *realised > 0.0)
        .map(|(forecast, realised)| {
            let ratio = realised / forecast;
            ratio - ln(ratio) - 1.0
        })
        .collect();
    (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / count(losses.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_computed_mean() {
        let ln_2 = std::f64::consts::LN_2;

        let loss = qlike(&[(1.0, 1.0), (1.0, 2.0), (2.0, 1.0), (1.0, 0.0)]).unwrap();

        assert!(
            (loss - ((1.0 - ln_2) + (ln_2 - 0.5)) / 3.0).abs() < 1e-12,
            "{loss}"
        );
        assert_eq!(qlike(&[(0.0, 1.0)]), None);
    }

    #[test]
    fn too_little_costs_more_than_too_much() {
        assert!(qlike(&[(0.5, 1.0)]) > qlike(&[(2.0, 1.0)]));
    }
}
