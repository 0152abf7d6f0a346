//! A scene made ready: scores of every hour, by a model that ends before the scene's year.

use super::scene::Scene;
use super::variant::Scores;
use super::{StudyConfig, StudyError, Variant, figures};
use crate::agent::{ScoreSource, ScoreTable, SimulationConfig, Tape, simulate};
use crate::data::Dataset;
use crate::evaluate::{year_start, years_of};
use crate::model::{BoosterSettings, Model, TrainConfig};
use crate::number::count;
use crate::reference_shock::reference_shock;
use crate::time::{Timestamp, Window};
use std::collections::BTreeMap;

/// Seconds between two true prices.
const STEP_SECONDS: u32 = 300;
/// What a model may learn from, as far as the data reach back.
const TAUGHT: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Hours of bars that an asset must have before the scene's year to be learnt from.
const TAUGHT_HOURS: i64 = 24 * 90;

/// Models by the year whose scenes they score.
#[derive(Debug, Default)]
pub(super) struct Models {
    by_year: BTreeMap<i32, Model>,
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
    ) -> Result<&Model, StudyError> {
        let missing = StudyError::HistoryMissing { before: time };
        let hour = Window::new(time, time.plus_hours(1));
        let Some(&(year, _)) = years_of(hour).first() else {
            return Err(missing);
        };
        let end = year_start(year).ok_or(missing)?;
        let entry = self.by_year.entry(year);
        match entry {
            std::collections::btree_map::Entry::Occupied(known) => Ok(known.into_mut()),
            std::collections::btree_map::Entry::Vacant(place) => {
                Ok(place.insert(train(dataset, end)?))
            }
        }
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

/// A scene with the scores of its hours.
#[derive(Debug)]
pub struct Stage {
    scene: Scene,
    model: ScoreTable,
    baseline: ScoreTable,
    /// Mean reference shock of the collateral: what foresight is measured in.
    shock: f64,
}

impl Stage {
    /// Scores the hours of `scene`.
    ///
    /// # Errors
    /// [`StudyError::Agent`].
    pub fn prepare(dataset: &Dataset, scene: Scene, model: &Model) -> Result<Self, StudyError> {
        let feeds = scene.reserves();
        let table = |of: TableOf| of(model, dataset, &feeds, scene.window, &|| {});
        let shocks = scene
            .collateral
            .iter()
            .filter_map(|(symbol, _)| model.config().shocks.get(symbol).copied());
        let shocks: Vec<f64> = shocks.collect();
        Ok(Self {
            model: table(ScoreTable::of_model)?,
            baseline: table(ScoreTable::of_baseline)?,
            shock: shocks.iter().sum::<f64>() / count(shocks.len().max(1)),
            scene,
        })
    }

    /// What is staged.
    pub fn scene(&self) -> &Scene {
        &self.scene
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
        let mut config = SimulationConfig::new(seed, study.borrowers);
        config.book.share_of_depth = study.share_of_depth;
        config.assets = self.scene.reserves();
        let symbols: Vec<String> = config
            .assets
            .iter()
            .map(|asset| asset.symbol.clone())
            .collect();
        let tape = Tape::from_dataset(dataset, &symbols, self.scene.window, STEP_SECONDS, seed)?;
        let foreseen;
        let source: &dyn ScoreSource = match variant.scores() {
            Scores::Model => &self.model,
            Scores::Baseline => &self.baseline,
            Scores::Foresight => {
                foreseen = ScoreTable::of_foresight(&tape, self.shock);
                &foreseen
            }
        };
        let stewards = vec![variant.steward()?];
        let run = simulate(&config, &tape, source, stewards, &|| {})?;
        let (simulated, _) = run.pools.first().ok_or(StudyError::ScenesEmpty)?;
        Ok(figures(&simulated.outcome))
    }
}

type TableOf = fn(
    &Model,
    &Dataset,
    &[crate::agent::AssetPlan],
    Window,
    &dyn Fn(),
) -> Result<ScoreTable, crate::agent::AgentError>;
