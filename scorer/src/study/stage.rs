//! A scene made ready: scores of every hour, by a model that ends before the scene's year.

use super::future::{FutureStage, fit};
use super::scene::{Kind, Scene};
use super::variant::Scores;
use super::{StudyConfig, StudyError, Variant, figures};
use crate::agent::{Run, ScoreSource, ScoreTable, SimulationConfig, Steward, Tape, simulate};
use crate::data::Dataset;
use crate::evaluate::{year_start, years_of};
use crate::model::{BoosterSettings, Model, TrainConfig};
use crate::number::count;
use crate::path::PathModel;
use crate::reference_shock::reference_shock;
use crate::time::{Timestamp, Window};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Seconds between two true prices.
const STEP_SECONDS: u32 = 300;
/// What a model may learn from, as far as the data reach back.
pub(super) const TAUGHT: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Hours of bars that an asset must have before the scene's year to be learnt from.
const TAUGHT_HOURS: i64 = 24 * 90;

/// Models by the year whose scenes they score.
#[derive(Debug, Default)]
pub(super) struct Models {
    by_year: BTreeMap<i32, Arc<Model>>,
    /// What the futures of a study are drawn from, by when they begin.
    paths: BTreeMap<Timestamp, Arc<PathModel>>,
}

impl Models {
    /// The model for scenes that begin in the year of `time`: trained on what ended before that year began.
    ///
    /// # Errors
    /// [`StudyError::HistoryMissing`], [`StudyError::Model`].
    pub(super) fn before(
        &mut self,
        dataset: &Dataset,
        time: Timestamp,
    ) -> Result<Arc<Model>, StudyError> {
        let missing = StudyError::HistoryMissing { before: time };
        let hour = Window::new(time, time.plus_hours(1));
        let Some(&(year, _)) = years_of(hour).first() else {
            return Err(missing);
        };
        let end = year_start(year).ok_or(missing)?;
        if let Some(known) = self.by_year.get(&year) {
            return Ok(Arc::clone(known));
        }
        let model = Arc::new(train(dataset, end)?);
        self.by_year.insert(year, Arc::clone(&model));
        Ok(model)
    }

    fn paths_from(
        &mut self,
        dataset: &Dataset,
        from: Timestamp,
    ) -> Result<Arc<PathModel>, StudyError> {
        if let Some(known) = self.paths.get(&from) {
            return Ok(Arc::clone(known));
        }
        let paths = Arc::new(fit(dataset, from)?);
        self.paths.insert(from, Arc::clone(&paths));
        Ok(paths)
    }
}

/// The default model, trained on everything before `end`, each asset judged by its reference shock of that time.
fn train(dataset: &Dataset, end: Timestamp) -> Result<Model, StudyError> {
    let known = |asset: &'static str| {
        let history = dataset.asset(asset).ok()?;
        let from = history.bars().window().from;
        (from <= end.plus_hours(-TAUGHT_HOURS)).then_some((asset, history, from))
    };
    let taught: Vec<_> = TAUGHT.into_iter().filter_map(known).collect();
    let from = taught.iter().map(|(_, _, from)| *from).min();
    let from = from.ok_or(StudyError::HistoryMissing { before: end })?;
    let window = Window::new(from, end);
    let names: Vec<&str> = taught.iter().map(|(asset, _, _)| *asset).collect();
    let mut config = TrainConfig::new(&names, window);
    for (asset, history, _) in taught {
        let shock = reference_shock(history, window);
        config.shocks.insert(asset.to_owned(), shock);
    }
    config.alternatives = vec![BoosterSettings::other(config.booster.kind)];
    Ok(Model::train(dataset, &config)?)
}

/// The scores of a window's hours.
#[derive(Debug)]
pub(super) struct Tables {
    model: ScoreTable,
    baseline: ScoreTable,
}

impl Tables {
    pub(super) fn of(dataset: &Dataset, scene: &Scene, model: &Model) -> Result<Self, StudyError> {
        let feeds = scene.reserves();
        let table = |of: TableOf| of(model, dataset, &feeds, scene.window, &|| {});
        Ok(Self {
            model: table(ScoreTable::of_model)?,
            baseline: table(ScoreTable::of_baseline)?,
        })
    }
}

/// What a scene's runs are made from.
#[derive(Debug)]
enum Source {
    /// The data, scored once.
    Past(Tables),
    /// Drawn anew for each seed.
    Future(FutureStage),
}

/// A scene with the scores of its hours.
#[derive(Debug)]
pub struct Stage {
    scene: Scene,
    source: Source,
    /// Mean reference shock of the collateral: what foresight is measured in.
    shock: f64,
    model_hash: String,
}

impl Stage {
    /// Scores the hours of `scene`, the `place`-th of its study, or makes its futures ready.
    ///
    /// # Errors
    /// [`StudyError::HistoryMissing`], [`StudyError::Model`], [`StudyError::Path`], [`StudyError::Agent`].
    pub(super) fn prepare(
        dataset: &Dataset,
        scene: Scene,
        place: usize,
        models: &mut Models,
    ) -> Result<Self, StudyError> {
        let from = scene.window.from;
        let model = models.before(dataset, from)?;
        let shocks = scene
            .collateral
            .iter()
            .filter_map(|(symbol, _)| model.config().shocks.get(symbol).copied());
        let shocks: Vec<f64> = shocks.collect();
        let model_hash = model.hash().to_owned();
        let source = if scene.kind == Kind::Future {
            let stream = u64::try_from(place).unwrap_or(u64::MAX);
            let paths = models.paths_from(dataset, from)?;
            Source::Future(FutureStage::new(model, paths, stream))
        } else {
            Source::Past(Tables::of(dataset, &scene, &model)?)
        };
        Ok(Self {
            shock: shocks.iter().sum::<f64>() / count(shocks.len().max(1)),
            model_hash,
            source,
            scene,
        })
    }

    /// What is staged.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The hash of the model that scored its hours.
    pub fn model_hash(&self) -> &str {
        &self.model_hash
    }

    /// One run: the row of [`super::FIGURES`].
    ///
    /// # Errors
    /// [`StudyError::Agent`], [`StudyError::Policy`].
    pub fn run(
        &self,
        dataset: &Dataset,
        study: &StudyConfig,
        variant: Variant,
        seed: u64,
    ) -> Result<Vec<f64>, StudyError> {
        self.run_under(dataset, study, variant.scores(), variant.steward()?, seed)
    }

    /// The same under anyone's terms, on scores from `scores`.
    ///
    /// # Errors
    /// [`StudyError::Agent`].
    pub fn run_under(
        &self,
        dataset: &Dataset,
        study: &StudyConfig,
        scores: Scores,
        steward: Box<dyn Steward>,
        seed: u64,
    ) -> Result<Vec<f64>, StudyError> {
        let run = self.simulated((dataset, study), (scores, seed), vec![steward], |_, _| ())?;
        let (simulated, _) = run.pools.first().ok_or(StudyError::ScenesEmpty)?;
        Ok(figures(&simulated.outcome))
    }

    /// A pool for each steward, with what `finish` still does to the simulation, given the prices.
    pub(super) fn simulated(
        &self,
        (dataset, study): (&Dataset, &StudyConfig),
        (scores, seed): (Scores, u64),
        stewards: Vec<Box<dyn Steward>>,
        finish: impl FnOnce(&mut SimulationConfig, &Tape),
    ) -> Result<Run, StudyError> {
        let mut config = SimulationConfig::new(seed, study.borrowers);
        config.book.share_of_depth = study.share_of_depth;
        config.assets = self.scene.reserves();
        let symbols: Vec<String> = config
            .assets
            .iter()
            .map(|asset| asset.symbol.clone())
            .collect();
        let drawn;
        let (dataset, tables) = match &self.source {
            Source::Past(tables) => (dataset, tables),
            Source::Future(futures) => {
                drawn = futures.drawn(dataset, &self.scene, seed)?;
                (&drawn.dataset, &drawn.tables)
            }
        };
        let tape = Tape::from_dataset(dataset, &symbols, self.scene.window, STEP_SECONDS, seed)?;
        let foreseen;
        let source: &dyn ScoreSource = match scores {
            Scores::Model => &tables.model,
            Scores::Baseline => &tables.baseline,
            Scores::Foresight => {
                foreseen = ScoreTable::of_foresight(&tape, self.shock);
                &foreseen
            }
        };
        finish(&mut config, &tape);
        Ok(simulate(&config, &tape, source, stewards, &|| {})?)
    }
}

type TableOf = fn(
    &Model,
    &Dataset,
    &[crate::agent::AssetPlan],
    Window,
    &dyn Fn(),
) -> Result<ScoreTable, crate::agent::AgentError>;
