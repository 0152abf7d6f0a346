//! Where scores come from.

use serde::{Deserialize, Serialize};

use crate::data::Dataset;
use crate::evidence::Cause;
use crate::model::{Model, ModelError};
use crate::time::{Timestamp, Window};

/// A score at a decision time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScorePoint {
    /// Decision time.
    pub time: Timestamp,
    /// Probability that the price falls by the shock within 24 hours, by the forecast alone.
    pub probability: f64,
    /// Published score from 0 to 10,000: the forecast's, or a floor by evidence.
    pub score_hundredths: u16,
    /// Half-width of the score's interval, from 0 to 10,000.
    pub half_width_hundredths: u16,
}

/// Whatever scores assets by the hour.
pub trait ScoreSource {
    /// The scores of `asset` at every full hour of `window` that has a price, ascending.
    ///
    /// # Errors
    /// [`ModelError`].
    fn scores(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<ScorePoint>, ModelError>;

    /// The same, each with what decided it: the forecast, for a source that knows no evidence.
    ///
    /// # Errors
    /// [`ModelError`].
    fn decided(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<(ScorePoint, Cause)>, ModelError> {
        let scores = self.scores(dataset, asset, window)?;
        Ok(scores
            .into_iter()
            .map(|point| (point, Cause::Forecast))
            .collect())
    }
}

impl ScoreSource for Model {
    fn scores(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<ScorePoint>, ModelError> {
        let decided = self.decided(dataset, asset, window)?;
        Ok(decided.into_iter().map(|(point, _)| point).collect())
    }

    fn decided(
        &self,
        dataset: &Dataset,
        asset: &str,
        window: Window,
    ) -> Result<Vec<(ScorePoint, Cause)>, ModelError> {
        let scored = self.score_window(dataset, asset, window)?;
        let points = scored.iter().map(|scored| {
            let point = ScorePoint {
                time: scored.time,
                probability: scored.probability,
                score_hundredths: scored.score_hundredths,
                half_width_hundredths: scored.half_width_hundredths,
            };
            (point, scored.cause)
        });
        Ok(points.collect())
    }
}
