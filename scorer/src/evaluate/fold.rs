//! One part of the window and what judges it.

use serde::{Deserialize, Serialize};

use super::band_tail::BandTails;
use super::error::EvaluateError;
use super::scores::{ScorePoint, ScoreSource};
use crate::baseline::{Baselines, Observation};
use crate::data::Dataset;
use crate::evidence::Cause;
use crate::feature::Shocks;
use crate::label::purged_until;
use crate::time::{Timestamp, Window};

/// Hours between the training rows whose scores and outcomes make the model's tails.
const TAIL_STEP_HOURS: usize = 6;

/// A part of the window that one model judges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// Decision times judged.
    pub judged: Window,
    /// Decision times that the model and the baselines were fitted on.
    pub trained: Window,
    /// SHA-256 of the model.
    pub model_hash: String,
}

/// Where a fold's forecasters are fitted.
pub(super) struct Training<'a> {
    pub(super) dataset: &'a Dataset,
    /// Observations of each asset, in the order of the shocks.
    pub(super) observations: &'a [Vec<Observation>],
    /// What the model was trained on.
    pub(super) window: Window,
}

/// Forecasters of one fold besides the model itself.
pub(super) struct Fitted {
    pub(super) baselines: Baselines,
    pub(super) tails: Option<BandTails>,
}

impl Training<'_> {
    /// Decision times whose labels and embargo end where training ends.
    pub(super) fn rows(&self) -> Window {
        Window::new(self.window.from, purged_until(self.window.until))
    }

    /// Fits the baselines and the model's tails on the rows of [`Self::rows`].
    pub(super) fn fit(
        &self,
        scorer: &dyn ScoreSource,
        shocks: &Shocks,
    ) -> Result<Fitted, EvaluateError> {
        let rows = self.rows();
        let inside = self
            .observations
            .iter()
            .flatten()
            .filter(|row| rows.contains(row.time));
        let baselines = Baselines::fit(inside)?;
        let mut followed = Vec::new();
        for (symbol, observations) in shocks.keys().zip(self.observations) {
            let inside = observations.iter().filter(|row| rows.contains(row.time));
            for row in inside.step_by(TAIL_STEP_HOURS) {
                let Some(outcome) = row.outcome else { continue };
                let hour = Window::new(row.time, row.time.plus_hours(1));
                let scores = scorer.scores(self.dataset, symbol, hour)?;
                followed.extend(
                    scores
                        .into_iter()
                        .map(|score| (score, outcome.worst_return())),
                );
            }
        }
        Ok(Fitted {
            baselines,
            tails: BandTails::fit(&followed),
        })
    }
}

/// The score at `time` among ascending `scores`, and what decided it.
pub(super) fn score_at(
    scores: &[(ScorePoint, Cause)],
    time: Timestamp,
) -> Option<(ScorePoint, Cause)> {
    let place = scores
        .binary_search_by_key(&time, |(point, _)| point.time)
        .ok()?;
    scores.get(place).copied()
}
