//! What a proposal rests on.

use super::play::Ground;
use super::search::{Found, Rung, SearchConfig};
use super::verdict::Comparison;
use super::{Candidate, CostPart};
use crate::study::{Kind, Scores, digest};
use crate::time::{Timestamp, Window};
use serde::Serialize;
use std::collections::BTreeMap;

/// A scene that was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SceneRecord {
    /// What it is called.
    pub name: String,
    /// Why it was looked at.
    pub kind: Kind,
    /// When.
    pub window: Window,
    /// What backs loans in it.
    pub collateral: Vec<String>,
    /// The hash of the model that scored it, which ends before its year.
    pub model: String,
}

/// One side of the split.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// What was played.
    pub scenes: Vec<SceneRecord>,
    /// What came of it.
    pub comparison: Comparison,
}

/// How the search went.
#[derive(Clone, Debug, Serialize)]
pub struct SearchRecord {
    /// Its settings.
    pub config: SearchConfig,
    /// Drawn and refused, by the rule that was broken.
    pub refused: BTreeMap<&'static str, u64>,
    /// The rounds.
    pub rungs: Vec<Rung>,
    /// The number of the best.
    pub winner: usize,
    /// Those that were played, by number; zero is the preset.
    pub candidates: Vec<Candidate>,
}

/// What a proposal rests on. Money in weighted dollars a year of a market of [`Self::borrowers`] borrowers.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// Version of this program.
    pub version: &'static str,
    /// Where the data came from.
    pub data: String,
    /// Their SHA-256, in hex.
    pub data_digest: String,
    /// Which scores were followed.
    pub scores: Scores,
    /// Borrowers when a run begins.
    pub borrowers: usize,
    /// The local books' share of the venue's depth.
    pub share_of_depth: f64,
    /// Scenes that end before it are searched on, scenes from it on judge.
    pub validate_from: Timestamp,
    /// What the parts of the cost are multiplied by.
    pub weights: BTreeMap<&'static str, f64>,
    /// Where the search was made. Its own winner looks better there than it is.
    pub training: Side,
    /// Where it was not: what the recommendation rests on.
    pub validation: Side,
    /// How the search went.
    pub search: SearchRecord,
}

impl Evidence {
    /// Gathers it.
    pub fn new(
        (training, validation): (&Ground<'_>, &Ground<'_>),
        validate_from: Timestamp,
        config: &SearchConfig,
        found: &Found,
        judged: Comparison,
    ) -> Self {
        let plan = training.study.plan();
        let (dataset, study) = (plan.dataset(), plan.config());
        let weights = CostPart::ALL.map(|part| (part.label(), config.weights.of(part)));
        Self {
            version: env!("CARGO_PKG_VERSION"),
            data: dataset.origin.clone(),
            data_digest: digest(dataset),
            scores: training.scores,
            borrowers: study.borrowers,
            share_of_depth: study.share_of_depth,
            validate_from,
            weights: weights.into_iter().collect(),
            training: Side {
                scenes: scenes(training),
                comparison: Comparison::of(&found.costs),
            },
            validation: Side {
                scenes: scenes(validation),
                comparison: judged,
            },
            search: SearchRecord {
                config: config.clone(),
                refused: found.drawn.refused.clone(),
                rungs: found.rungs.clone(),
                winner: found.winner,
                candidates: found.drawn.candidates.clone(),
            },
        }
    }
}

fn scenes(ground: &Ground<'_>) -> Vec<SceneRecord> {
    let stages = ground.study.stages().iter();
    let record = stages.map(|stage| {
        let scene = stage.scene();
        SceneRecord {
            name: scene.name.clone(),
            kind: scene.kind,
            window: scene.window,
            collateral: scene.symbols(),
            model: stage.model_hash().to_owned(),
        }
    });
    record.collect()
}
