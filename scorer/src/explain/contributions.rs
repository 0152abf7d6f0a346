//! What each column adds to a forecast in log-odds, and to the score in points.

use super::ExplainError;
use super::shapley::{expected_value, shapley_values};
use crate::model::tree::Ensemble;

/// Half of the span, in log-odds, over which the score's slope is taken when a forecast moves no
/// further from its base than [`SPAN_MIN`].
const SLOPE_SPAN: f64 = 0.5;
/// Smallest distance between forecast and base that the score's rise is divided by, in log-odds.
const SPAN_MIN: f64 = 1e-6;

/// What each column adds to a raw forecast, in log-odds: base plus contributions is the forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributions {
    /// The forecast of a row with every column at its training mean.
    pub base_log_odds: f64,
    /// One for each column.
    pub log_odds: Vec<f64>,
}

/// The same in points of the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The score of a row with every column at its training mean.
    pub base: f64,
    /// One for each column.
    pub added: Vec<f64>,
    /// The score: base plus all that is added.
    pub score: f64,
}

impl Contributions {
    /// Explains the forecast base + Σ `linear` + `weight` x `trees`, in log-odds, at `row`, where `linear` is what a
    /// linear model adds at a column of the row, 0 at the column's training mean, and `base_log_odds` the forecast
    /// there.
    ///
    /// The trees' part is their Shapley values; a linear model's are the terms themselves when the unknown is at its mean.
    ///
    /// # Errors
    /// [`ExplainError::LinearColumnAbsent`] when a term's column is not in the row.
    pub fn of(
        base_log_odds: f64,
        linear: impl IntoIterator<Item = (usize, f64)>,
        trees: &Ensemble,
        weight: f64,
        row: &[f64],
    ) -> Result<Self, ExplainError> {
        let mut log_odds = shapley_values(trees, row, row.len());
        for value in &mut log_odds {
            *value *= weight;
        }
        for (column, term) in linear {
            let own = log_odds.get_mut(column);
            *own.ok_or(ExplainError::LinearColumnAbsent { column })? += term;
        }
        Ok(Self {
            base_log_odds: base_log_odds + weight * expected_value(trees),
            log_odds,
        })
    }

    /// The raw forecast, in log-odds.
    pub fn total_log_odds(&self) -> f64 {
        self.log_odds
            .iter()
            .fold(self.base_log_odds, |sum, part| sum + part)
    }

    /// The contributions in points, where `score` gives the points of a raw forecast in log-odds.
    ///
    /// Each column gets its share of the way from base to forecast: its log-odds times
    /// (score(forecast) - score(base)) / (forecast - base). That is the Aumann-Shapley value of the
    /// score along the straight way on which all contributions grow together, and it adds up
    /// whatever the score's shape, calibration's steps and rounding included. Where the two ends
    /// meet, columns that cancel each other are measured by the score's slope around them.
    pub fn in_points(&self, score: impl Fn(f64) -> f64) -> Points {
        let (start, end) = (self.base_log_odds, self.total_log_odds());
        let span = end - start;
        let (base, at_end) = (score(start), score(end));
        let slope = if span.abs() < SPAN_MIN {
            (score(start + SLOPE_SPAN) - score(start - SLOPE_SPAN)) / (2.0 * SLOPE_SPAN)
        } else {
            (at_end - base) / span
        };
        let added: Vec<f64> = self.log_odds.iter().map(|part| part * slope).collect();
        // Nothing but rounding is left for the base to take up, unless the ends meet at a step.
        let base = at_end - added.iter().sum::<f64>();
        Points {
            base,
            added,
            score: at_end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ensemble, row, uniform};
    use super::*;
    use crate::model::score_map::score_hundredths;
    use crate::number::sigmoid;
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    fn published(log_odds: f64) -> f64 {
        f64::from(score_hundredths(sigmoid(log_odds).clamp(1e-6, 1.0 - 1e-6))) / 100.0
    }

    proptest! {
        #[test]
        fn prop_parts_add_up_to_forecast_and_score(seed: u64, weight in 0.0_f64..=1.0) {
            let mut generator = ChaCha8Rng::seed_from_u64(seed);
            let ensemble = ensemble(&mut generator, 30, 9, 4);
            let row = row(&mut generator, 9);
            let linear = [(1, uniform(&mut generator)), (4, -0.3), (2, 0.7)];

            let explained = Contributions::of(-2.0, linear, &ensemble, weight, &row).unwrap();
            let points = explained.in_points(published);

            let forecast = -2.0 + linear.map(|term| term.1).iter().sum::<f64>() + weight * ensemble.predict(&row);
            prop_assert!((explained.total_log_odds() - forecast).abs() < 1e-9);
            let sum = points.base + points.added.iter().sum::<f64>();
            prop_assert!((sum - points.score).abs() < 1e-9);
            prop_assert!((points.score - published(explained.total_log_odds())).abs() < 1e-12);
            prop_assert!((points.base - published(explained.base_log_odds)).abs() < 1e-9);
        }
    }

    #[test]
    fn columns_that_cancel_each_other_keep_their_points() {
        let explained = Contributions {
            base_log_odds: -1.5,
            log_odds: vec![0.75, -0.75],
        };

        let points = explained.in_points(published);

        assert!(points.added[0] > 1.0 && (points.added[0] + points.added[1]).abs() < 1e-12);
        assert!((points.base - points.score).abs() < 1e-9);
    }

    #[test]
    fn term_of_a_column_beyond_the_row_is_refused() {
        let mut generator = ChaCha8Rng::seed_from_u64(2);
        let ensemble = ensemble(&mut generator, 1, 2, 2);

        let error = Contributions::of(0.0, [(2, 1.0)], &ensemble, 1.0, &[0.0, 0.0]).unwrap_err();

        assert_eq!(error, ExplainError::LinearColumnAbsent { column: 2 });
    }
}
