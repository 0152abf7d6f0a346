//! FZ0: the joint loss of a value at risk and an expected shortfall.

use super::Tail;
use crate::number::ln;

/// `-1/(αe) 1{y <= v} (v - y) + v/e + ln(-e) - 1` for the return y, value at risk v and expected shortfall e, both below zero
/// (Patton, Ziegel and Chen, Journal of Econometrics 211, 2019, equation 6). Lower is better; it is lowest in expectation
/// for the true pair, and ranks forecasts the same in any unit of return. None unless e <= v < 0.
pub fn fz0_loss(outcome: f64, tail: Tail, level: f64) -> Option<f64> {
    let (risk, shortfall) = (tail.value_at_risk, tail.expected_shortfall);
    if !(shortfall <= risk && risk < 0.0) {
        return None;
    }
    let excess = if outcome <= risk { risk - outcome } else { 0.0 };
    Some(-excess / (level * shortfall) + risk / shortfall + ln(-shortfall) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(value_at_risk: f64, expected_shortfall: f64) -> Tail {
        Tail {
            value_at_risk,
            expected_shortfall,
        }
    }

    #[test]
    fn hand_computed_losses() {
        let quiet = fz0_loss(0.01, tail(-0.05, -0.10), 0.05).unwrap();
        assert!(
            (quiet - (0.5 + 0.1_f64.ln() - 1.0)).abs() < 1e-12,
            "{quiet}"
        );

        let hit = fz0_loss(-0.08, tail(-0.05, -0.10), 0.05).unwrap();
        assert!(
            (hit - (0.03 / 0.005 + 0.5 + 0.1_f64.ln() - 1.0)).abs() < 1e-12,
            "{hit}"
        );
    }

    #[test]
    fn true_pair_has_the_lowest_mean() {
        // Returns -1.00, -0.99, ..., -0.01, all equally likely: at 10 % the pair is -0.91 and -0.955.
        let mean = |tail: Tail| {
            let returns = (1..=100).map(|hundredths| -f64::from(hundredths) / 100.0);
            returns
                .filter_map(|outcome| fz0_loss(outcome, tail, 0.1))
                .sum::<f64>()
                / 100.0
        };

        let best = mean(tail(-0.91, -0.955));

        for other in [
            tail(-0.80, -0.955),
            tail(-0.99, -1.0),
            tail(-0.91, -0.92),
            tail(-0.91, -1.2),
        ] {
            assert!(mean(other) > best, "{other:?}");
        }
    }

    #[test]
    fn shortfall_milder_than_the_value_at_risk_is_no_pair() {
        assert_eq!(fz0_loss(0.0, tail(-0.1, -0.05), 0.05), None);
        assert_eq!(fz0_loss(0.0, tail(0.1, -0.05), 0.05), None);
    }
}
