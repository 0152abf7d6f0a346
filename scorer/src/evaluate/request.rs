//! What to evaluate.

use std::collections::BTreeMap;
use std::fmt;

use super::crash_window::CrashWindow;
use super::error::EvaluateError;
use super::scores::ScoreSource;
use super::years::years_of;
use crate::data::{Dataset, Depth, Readings};
use crate::feature::Shocks;
use crate::model::{Model, TrainConfig};
use crate::time::Window;

/// What to evaluate, and on what.
#[derive(Debug)]
pub struct EvaluateRequest<'a> {
    /// Decision times to judge.
    pub window: Window,
    /// Where the scores come from.
    pub source: Source<'a>,
    /// What to do if the model has seen the window.
    pub overlap: Overlap,
    /// Known crashes, of which those inside the window are judged by themselves: [`super::CRASH_WINDOWS`] for real data. If
    /// none is inside, crashes are found by their falls ([`super::detect_crashes`]).
    pub crashes: Vec<CrashWindow>,
    /// Readings of the order book that drops of liquidity are judged by; empty where there are none. Kept apart from the data
    /// set, whose depth would also raise scores ([`crate::evidence`]).
    pub depths: Depths,
}

/// Readings of the order book, by asset.
pub type Depths = BTreeMap<String, Readings<Depth>>;

/// Where the scores come from.
#[derive(Debug)]
pub enum Source<'a> {
    /// A trained model; nothing of it is fitted again.
    Trained(TrainedSource<'a>),
    /// A configuration that is trained for each calendar year of the window on all that came before it. The config's own
    /// window says where training begins; its end and its validation are replaced.
    WalkForward(Box<TrainConfig>),
}

/// A trained model, or what stands for one.
pub struct TrainedSource<'a> {
    /// Scores the assets of `shocks`.
    pub scorer: &'a dyn ScoreSource,
    /// What it was trained on, labels and purge included.
    pub trained: Window,
    /// Assets with their reference shocks.
    pub shocks: Shocks,
    /// Hash of the model, for the report.
    pub hash: String,
    /// Data of the training window, for the baselines, where the judged data set does not hold them.
    pub training_data: Option<&'a Dataset>,
}

impl fmt::Debug for TrainedSource<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TrainedSource")
            .field("trained", &self.trained)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

impl<'a> TrainedSource<'a> {
    /// `model`, judged on the assets and by the shocks that it was trained for.
    pub fn of_model(model: &'a Model) -> Self {
        Self {
            scorer: model,
            trained: model.config().window,
            shocks: model.config().shocks.clone(),
            hash: model.hash().to_owned(),
            training_data: None,
        }
    }
}

/// What to do about a window that overlaps the model's training.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlap {
    /// [`EvaluateError::TrainingOverlaps`].
    #[default]
    Refuse,
    /// Judge, and say so in every result.
    Mark,
}

impl EvaluateRequest<'_> {
    /// The assets and their shocks.
    pub fn shocks(&self) -> &Shocks {
        match &self.source {
            Source::Trained(source) => &source.shocks,
            Source::WalkForward(config) => &config.shocks,
        }
    }

    /// Pieces of work that [`super::evaluate`] reports.
    pub fn steps(&self) -> usize {
        let folds = match &self.source {
            Source::Trained(_) => 1,
            Source::WalkForward(_) => years_of(self.window).len(),
        };
        folds + 1
    }

    /// Whether the model has seen the window, if the request lets that pass.
    pub(super) fn check(&self) -> Result<bool, EvaluateError> {
        let window = self.window;
        if window.from >= window.until {
            return Err(EvaluateError::WindowEmpty { window });
        }
        let Source::Trained(TrainedSource { trained, .. }) = &self.source else {
            return Ok(false);
        };
        match self.overlap {
            _ if trained.until <= window.from => Ok(false),
            Overlap::Mark => Ok(true),
            Overlap::Refuse => Err(EvaluateError::TrainingOverlaps {
                trained: *trained,
                window,
            }),
        }
    }
}
