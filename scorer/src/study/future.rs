//! Futures as scenes: every seed meets another one.
//!
//! ```text
//! all bars before a time -> PathModel -> hours that continue the data -> scores, tape
//! ```
//!
//! Scene `k` of a study draws its futures from stream `k` of the path model, seed `s` the future of number `s` in it: a run
//! stays a pure function of its number. The model that scores them is the one that ends before the year of their beginning.

use super::scene::{Kind, Scene};
use super::stage::Tables;
use super::{StudyError, TAUGHT};
use crate::data::Dataset;
use crate::model::Model;
use crate::path::{PathModel, continue_dataset};
use crate::time::{Timestamp, Window};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Futures that are kept: the variants of a seed follow each other.
const KEPT: usize = 8;

/// What futures are drawn from.
#[derive(Debug)]
pub(super) struct FutureStage {
    pub(super) model: Arc<Model>,
    pub(super) paths: Arc<PathModel>,
    /// Which of the study's future scenes this is.
    pub(super) stream: u64,
    kept: Mutex<BTreeMap<u64, Arc<Drawn>>>,
}

/// One future with its scores.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) dataset: Dataset,
    pub(super) tables: Tables,
}

impl FutureStage {
    pub(super) fn new(model: Arc<Model>, paths: Arc<PathModel>, stream: u64) -> Self {
        Self {
            model,
            paths,
            stream,
            kept: Mutex::default(),
        }
    }

    /// The future of `seed`; another thread that asks at the same time draws the same.
    pub(super) fn drawn(
        &self,
        dataset: &Dataset,
        scene: &Scene,
        seed: u64,
    ) -> Result<Arc<Drawn>, StudyError> {
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&seed) {
            return Ok(Arc::clone(known));
        }
        let hours = scene.window.hours().count();
        let future = continue_dataset(dataset, &self.paths, self.stream, seed, hours)?;
        let tables = Tables::of(&future, scene, &self.model)?;
        let drawn = Arc::new(Drawn {
            dataset: future,
            tables,
        });
        let mut kept = lock();
        if kept.len() >= KEPT {
            kept.pop_first();
        }
        kept.insert(seed, Arc::clone(&drawn));
        Ok(drawn)
    }
}

/// The model of paths after `from`, fitted to everything before it.
pub(super) fn fit(dataset: &Dataset, from: Timestamp) -> Result<PathModel, StudyError> {
    let known = TAUGHT.into_iter().filter_map(|asset| {
        let bars = dataset.asset(asset).ok()?.bars();
        let is_known = bars.get(from.plus_hours(-1)).is_some();
        is_known.then(|| (asset.to_owned(), bars.window().from))
    });
    let known: Vec<(String, Timestamp)> = known.collect();
    let first = known.iter().map(|(_, first)| *first).max();
    let first = first.ok_or(StudyError::HistoryMissing { before: from })?;
    let assets: Vec<String> = known.into_iter().map(|(asset, _)| asset).collect();
    Ok(PathModel::fit(dataset, &assets, Window::new(first, from))?)
}

/// `count` scenes of `days` days that nobody has seen, from `from` on or from where the data end; none where the data do not
/// hold two of the wanted collaterals over the 60 days before.
pub fn future_scenes(
    dataset: &Dataset,
    from: Option<Timestamp>,
    count: u64,
    days: u32,
) -> Vec<Scene> {
    let ends = dataset.assets.values();
    let ends = ends.map(|history| history.bars().window().until);
    let Some(from) = from.map(Timestamp::hour_floor).or(ends.min()) else {
        return Vec::new();
    };
    let window = Window::new(from, from.plus_hours(24 * i64::from(days)));
    let past = Window::new(from.plus_hours(-1), from);
    let scene = |number: u64| {
        let name = format!("future {number} of {from}");
        let scene = Scene::over(dataset, Kind::Future, &name, past)?;
        Some(Scene { window, ..scene })
    };
    (1..=count).filter_map(scene).collect()
}
