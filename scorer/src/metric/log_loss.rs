//! Logarithmic loss.

use super::Judged;
use crate::number::{count, ln};

/// Mean of -ln(probability given to what happened), in nats (Good, 1952). Probabilities are kept 1e-6 from 0 and 1, so that
/// one sure mistake costs 13.8 and not everything. Lower is better. None without rows.
pub fn log_loss(rows: &[Judged]) -> Option<f64> {
    const CERTAIN: f64 = 1e-6;
    let losses = rows.iter().map(|row| {
        let probability = row.forecast.clamp(CERTAIN, 1.0 - CERTAIN);
        -ln(if row.event {
            probability
        } else {
            1.0 - probability
        })
    });
    (!rows.is_empty()).then(|| losses.sum::<f64>() / count(rows.len()))
}

#[cfg(test)]
mod tests {
    use super::super::judged;
    use super::*;

    #[test]
    fn hand_computed_mean() {
        let loss = log_loss(&judged(&[(0.5, true), (0.75, false)])).unwrap();

        assert!(
            (loss - 1.5 * std::f64::consts::LN_2).abs() < 1e-12,
            "{loss}"
        );
        assert_eq!(log_loss(&[]), None);
    }

    #[test]
    fn sure_mistake_costs_a_lot_but_not_everything() {
        let loss = log_loss(&judged(&[(0.0, true)])).unwrap();

        assert!((13.8..13.9).contains(&loss), "{loss}");
    }
}
