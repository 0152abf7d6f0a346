//! The published map from probability to score. It is the same for every model and asset, so that
//! the median over publishers compares like with like.
//!
//! Linear in log-odds between the knots of [`KNOTS`], rounded to hundredths of a point. The two
//! regime lines were set on training years alone (February 2018 to December 2021; BTC and ETH
//! judged by falls of 8 %, SOL by 12 %), by models fitted there: 85 % of the pooled hours forecast
//! less than 0.15, which is where calm ends (45 points), and 4 % forecast 0.28 or more, which is
//! where stress begins (65 points). The other knots give the scale an even spread: 15 points for
//! 1 day in 50, 30 for 1 in 20, 100 for 4 in 5.
//!
//! | points | 0 | 10 | 20 | 30 | 40 | 45 | 50 | 60 | 65 | 70 | 80 | 90 | 100 |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | promised frequency, % | 0.1 | 0.7 | 2.7 | 5.0 | 10.5 | 15.0 | 17.7 | 24.2 | 28.0 | 35.2 | 51.4 | 67.3 | 80.0 |

use crate::number::{interpolate, logit, sigmoid};

/// Highest score, in hundredths of a point: 100 points.
pub const SCORE_MAX_HUNDREDTHS: u16 = 10_000;

/// Knots: probability of a fall by the shock within 24 hours, and the score in hundredths.
pub const KNOTS: [(f64, u16); 6] = [
    (0.001, 0),
    (0.02, 1_500),
    (0.05, 3_000),
    (0.15, 4_500),
    (0.28, 6_500),
    (0.80, SCORE_MAX_HUNDREDTHS),
];

/// Score of a probability, in hundredths of a point from 0 to 10,000.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "interpolation stays between the first and the last knot"
)]
pub fn score_hundredths(probability: f64) -> u16 {
    let knots = KNOTS.map(|(probability, score)| (logit(probability), f64::from(score)));
    interpolate(&knots, logit(probability)).round() as u16
}

/// Probability that a score stands for; the inverse of [`score_hundredths`] up to rounding. Below
/// the first and above the last knot: the knot's own probability.
pub fn probability(score_hundredths: u16) -> f64 {
    let knots = KNOTS.map(|(probability, score)| (f64::from(score), logit(probability)));
    sigmoid(interpolate(&knots, f64::from(score_hundredths)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn knots_map_to_their_scores() {
        for (probability, score) in KNOTS {
            assert_eq!(score_hundredths(probability), score);
        }
        assert_eq!(score_hundredths(1e-9), 0);
        assert_eq!(score_hundredths(1.0 - 1e-9), SCORE_MAX_HUNDREDTHS);
    }

    proptest! {
        #[test]
        fn prop_higher_probability_never_scores_lower(a in 0.0001_f64..0.9999, b in 0.0001_f64..0.9999) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(score_hundredths(low) <= score_hundredths(high));
        }

        #[test]
        fn prop_score_inverts_to_its_probability(score in 0..=SCORE_MAX_HUNDREDTHS) {
            prop_assert_eq!(score_hundredths(probability(score)), score);
        }
    }
}
