//! The model's value at risk: what followed scores of the same band in training.
//!
//! The model forecasts a probability, not a variance, and nothing is scaled here to make it one: its tail for a score is the
//! empirical tail of the worst returns that followed scores like it in the training window. Those scores are the model's own
//! on its training rows, a little surer than they would be on new ones.

use super::scores::ScorePoint;
use crate::baseline::{TAIL_LEVELS, Tails};
use crate::metric::{BAND_HUNDREDTHS, empirical_tail};

/// Fewest rows behind a band's tail, so that its 1 % quantile is no single row; neighbouring bands are joined until there are.
const ROWS_MIN: usize = 400;

/// Tails by score, from the mildest scores up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BandTails {
    /// Score, in hundredths, at which each group of bands ends, and its tails. The last one serves all above.
    groups: Vec<(u16, Tails)>,
}

impl BandTails {
    /// From scores and the worst returns that followed them; None without rows.
    pub(super) fn fit(rows: &[(ScorePoint, f64)]) -> Option<Self> {
        let mut groups = Vec::new();
        let mut inside: Vec<f64> = Vec::new();
        let mut left = rows.len();
        for end in (1..=10).map(|band| band * BAND_HUNDREDTHS) {
            let is_in = |score: u16| {
                score >= end - BAND_HUNDREDTHS && (score < end || end == 10 * BAND_HUNDREDTHS)
            };
            let before = inside.len();
            inside.extend(
                rows.iter()
                    .filter(|(point, _)| is_in(point.score_hundredths))
                    .map(|(_, outcome)| *outcome),
            );
            left -= inside.len() - before;
            // What is left above must be enough for a group of its own.
            if inside.len() >= ROWS_MIN && left >= ROWS_MIN {
                groups.push((end, tails(&inside)?));
                inside.clear();
            }
        }
        groups.push((10 * BAND_HUNDREDTHS, tails(&inside)?));
        Some(Self { groups })
    }

    /// The tails of a score.
    pub(super) fn of(&self, score_hundredths: u16) -> Option<Tails> {
        let group = self.groups.iter().find(|(end, _)| score_hundredths < *end);
        group.or(self.groups.last()).map(|(_, tails)| *tails)
    }
}

fn tails(returns: &[f64]) -> Option<Tails> {
    let [low, high] = TAIL_LEVELS.map(|level| empirical_tail(returns, level));
    Some([low?, high?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn rows(score_hundredths: u16, outcome: f64, number: usize) -> Vec<(ScorePoint, f64)> {
        let point = ScorePoint {
            time: Timestamp::from_millis(0),
            probability: 0.1,
            score_hundredths,
            half_width_hundredths: 0,
        };
        vec![(point, outcome); number]
    }

    #[test]
    fn each_band_has_the_tail_of_its_own_rows() {
        let rows = [rows(500, -0.02, 500), rows(5_500, -0.10, 500)].concat();

        let tails = BandTails::fit(&rows).unwrap();

        let at = |score| tails.of(score).unwrap()[0].value_at_risk;
        assert_eq!((at(0), at(999)), (-0.02, -0.02));
        assert_eq!((at(1_000), at(10_000)), (-0.10, -0.10));
    }

    #[test]
    fn few_rows_join_their_neighbours() {
        let rows = [
            rows(500, -0.02, 500),
            rows(1_500, -0.05, 100),
            rows(9_500, -0.3, 20),
        ]
        .concat();

        let tails = BandTails::fit(&rows).unwrap();

        assert_eq!(tails.groups.len(), 1);
        assert!((tails.of(500).unwrap()[0].value_at_risk - -0.3).abs() < 1e-12);
        assert_eq!(BandTails::fit(&[]), None);
    }
}
