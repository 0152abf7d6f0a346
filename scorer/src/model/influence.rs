//! How far one feature can move a score, whatever value it is given: what a venue's liar can do at most.
//!
//! The severity holds a column to ±4 standard deviations, and trees are flat beyond their thresholds, so that in
//! log-odds the way from the calmest to the most alarming value is at most
//!
//! 8 |slope| + share x |booster's slope| x `influence_ceiling`.
//!
//! In points it is the steepest stretch of that length of calibration and published map.

use super::score::points;
use super::score_map::score_hundredths;
use super::severity::DEVIATIONS_MAX;
use super::{Model, ModelError};
use crate::drift::influence_ceiling;
use crate::feature::FeatureRow;
use crate::number::{count, sigmoid};

/// Log-odds on either side of even beyond which every score is the least or the most.
const REACH: f64 = 30.0;
/// Parts of one log-odd in which the steepest stretch is looked for; the search errs on the far side.
const PARTS: f64 = 100.0;

impl Model {
    /// The score by the forecast alone of a row of the model's schema, in points: before any evidence.
    ///
    /// # Errors
    /// [`ModelError::RowWidthDiffers`].
    pub fn forecast_points(&self, row: &FeatureRow) -> Result<f64, ModelError> {
        let (found, expected) = (row.values.len(), self.schema.len());
        if found != expected {
            return Err(ModelError::RowWidthDiffers { found, expected });
        }
        Ok(points(score_hundredths(self.probability(row).1)))
    }

    /// Points that no two values of a feature, all others left as they are, can put between two forecasts' scores. 0 for a
    /// feature that the model learned nothing from; None for one that is not in its schema.
    pub fn influence_bound_points(&self, feature: &str) -> Option<f64> {
        let column = self.schema.position(feature)?;
        Some(self.steepest_points(self.influence_log_odds(column)))
    }

    fn influence_log_odds(&self, column: usize) -> f64 {
        let forecaster = &self.forecaster;
        let linear = 2.0 * DEVIATIONS_MAX * forecaster.log_odds_per_deviation(column);
        let slope = self.correction_share * forecaster.booster_slope().abs();
        let trees = u16::try_from(column)
            .map_or(0.0, |column| influence_ceiling(&forecaster.booster, column));
        linear + slope * trees
    }

    /// The most points between two raw forecasts that lie at most `width` log-odds apart.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few thousand parts"
    )]
    fn steepest_points(&self, width: f64) -> f64 {
        if width <= 0.0 {
            return 0.0;
        }
        let score = |part: usize| {
            let log_odds = count(part) / PARTS - REACH;
            let probability = self.calibration.apply(sigmoid(log_odds));
            score_hundredths(probability)
        };
        // The score rises, so that a stretch within these parts is no steeper than the parts that hold it.
        let parts = (2.0 * REACH * PARTS) as usize;
        let reach = (width.min(2.0 * REACH) * PARTS).ceil() as usize + 1;
        let scores: Vec<u16> = (0..=parts).map(score).collect();
        let stretch = |part: usize| scores[(part + reach).min(parts)] - scores[part];
        points((0..=parts).map(stretch).max().unwrap_or(0))
    }
}
