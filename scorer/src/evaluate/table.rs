//! Every hour of every asset, fold by fold.

use super::error::EvaluateError;
use super::fold::{Fitted, Fold, Training};
use super::request::{EvaluateRequest, Source, TrainedSource};
use super::row::{Row, put_regimes, row};
use super::scores::ScoreSource;
use super::years::years_of;
use crate::baseline::{Observation, VarianceHistory, observe};
use crate::data::Dataset;
use crate::feature::Shocks;
use crate::label::HORIZON_HOURS;
use crate::model::{Model, TrainConfig};
use crate::time::Window;

/// All rows of an evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Assets and the falls that they are judged by.
    pub shocks: Shocks,
    /// Ascending by asset, then by time.
    pub rows: Vec<Row>,
    /// The parts of the window, each with its own fit.
    pub folds: Vec<Fold>,
    /// Whether the model was trained on part of the window.
    pub is_hindsight: bool,
}

/// Makes the table of `request`. `on_step` is called after each fold.
///
/// # Errors
/// As [`super::evaluate`].
pub fn table(
    dataset: &Dataset,
    request: &EvaluateRequest<'_>,
    on_step: &dyn Fn(),
) -> Result<Table, EvaluateError> {
    let is_hindsight = request.check()?;
    let shocks = request.shocks();
    let data = dataset.window().ok_or(EvaluateError::DatasetEmpty)?;
    let mut builder = Builder {
        dataset,
        shocks,
        observations: observe_all(
            dataset,
            shocks,
            Window::new(data.from, request.window.until),
        )?,
        parts: vec![Vec::new(); shocks.len()],
        folds: Vec::new(),
    };
    match &request.source {
        Source::Trained(source) => {
            builder.judge_trained(source, request.window)?;
            on_step();
        }
        Source::WalkForward(config) => {
            for (_, year) in years_of(request.window) {
                builder.judge_year(config, year)?;
                on_step();
            }
        }
    }
    let Builder {
        mut parts, folds, ..
    } = builder;
    for rows in &mut parts {
        put_regimes(rows);
    }
    Ok(Table {
        shocks: shocks.clone(),
        rows: parts.concat(),
        folds,
        is_hindsight,
    })
}

fn observe_all(
    dataset: &Dataset,
    shocks: &Shocks,
    window: Window,
) -> Result<Vec<Vec<Observation>>, EvaluateError> {
    let observations = shocks.iter().map(|(symbol, &shock)| {
        let history = VarianceHistory::new(dataset.asset(symbol)?);
        Ok(observe(&history, shock, window))
    });
    observations.collect()
}

/// A table in the making.
struct Builder<'a> {
    dataset: &'a Dataset,
    shocks: &'a Shocks,
    /// Of each asset, from the start of the data on.
    observations: Vec<Vec<Observation>>,
    /// Rows of each asset.
    parts: Vec<Vec<Row>>,
    folds: Vec<Fold>,
}

impl Builder<'_> {
    /// Judges all of `window` by a model that is trained.
    fn judge_trained(
        &mut self,
        source: &TrainedSource<'_>,
        window: Window,
    ) -> Result<(), EvaluateError> {
        let dataset = source.training_data.unwrap_or(self.dataset);
        let elsewhere = source
            .training_data
            .map(|data| observe_all(data, self.shocks, source.trained))
            .transpose()?;
        let training = Training {
            dataset,
            observations: elsewhere.as_ref().unwrap_or(&self.observations),
            window: source.trained,
        };
        let first = dataset.window().ok_or(EvaluateError::DatasetEmpty)?.from;
        if first.plus_hours(HORIZON_HOURS) >= training.rows().until {
            let until = source.trained.until;
            return Err(EvaluateError::TrainingDataAbsent { first, until });
        }
        let fitted = training.fit(source.scorer, self.shocks)?;
        let fold = Fold {
            judged: window,
            trained: training.rows(),
            model_hash: source.hash.clone(),
        };
        self.append(fold, &fitted, source.scorer)
    }

    /// Judges `year` by a model that is trained on what came before it.
    fn judge_year(&mut self, config: &TrainConfig, year: Window) -> Result<(), EvaluateError> {
        let mut config = config.clone();
        config.window.until = year.from;
        config.validate_until = None;
        let model = Model::train(self.dataset, &config)?;
        let training = Training {
            dataset: self.dataset,
            observations: &self.observations,
            window: config.window,
        };
        let fitted = training.fit(&model, self.shocks)?;
        let fold = Fold {
            judged: year,
            trained: training.rows(),
            model_hash: model.hash().to_owned(),
        };
        self.append(fold, &fitted, &model)
    }

    /// Adds the rows of a fold to those of each asset.
    fn append(
        &mut self,
        fold: Fold,
        fitted: &Fitted,
        scorer: &dyn ScoreSource,
    ) -> Result<(), EvaluateError> {
        for (asset, (symbol, rows)) in self.shocks.keys().zip(&mut self.parts).enumerate() {
            let scores = scorer.decided(self.dataset, symbol, fold.judged)?;
            let inside = self.observations[asset]
                .iter()
                .filter(|row| fold.judged.contains(row.time));
            rows.extend(inside.map(|observation| row(asset, observation, &scores, fitted)));
        }
        self.folds.push(fold);
        Ok(())
    }
}
