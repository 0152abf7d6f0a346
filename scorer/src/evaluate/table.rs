//! Every hour of every asset: what each forecaster said, and what came.

use ballast_policy::regime::Regime;

use super::error::EvaluateError;
use super::fold::{Fitted, Fold, Training, score_at};
use super::forecaster::{BASELINES_FROM, FORECASTERS, MODEL};
use super::regimes::{Heard, regimes};
use super::request::{EvaluateRequest, Source};
use super::scores::{ScorePoint, ScoreSource};
use super::years::years_of;
use crate::baseline::{Observation, Outcome, Tails, VarianceHistory, observe};
use crate::data::Dataset;
use crate::feature::Shocks;
use crate::label::HORIZON_HOURS;
use crate::model::Model;
use crate::model::score_map::score_hundredths;
use crate::time::{Timestamp, Window};

/// What a forecaster said at a decision time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Probability that the price falls by the shock within 24 hours.
    pub probability: f64,
    /// That probability on the published scale, 0 to 10,000.
    pub score_hundredths: u16,
    /// Half-width of the score; 0 for baselines.
    pub half_width_hundredths: u16,
    /// Variance of the next 24 hours; None for the model, which forecasts none.
    pub variance: Option<f64>,
    /// Tails of the return to the lowest price of the next 24 hours.
    pub tails: Option<Tails>,
    /// Regime that its scores up to here put in force.
    pub regime: Regime,
}

/// One hour of one asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Decision time.
    pub time: Timestamp,
    /// Place of the asset in [`Table::shocks`].
    pub asset: usize,
    /// Price at the decision time.
    pub price: f64,
    /// What came; None where a bar of the next 24 hours is missing.
    pub outcome: Option<Outcome>,
    /// What each of [`FORECASTERS`] said; None where it knew too little.
    pub forecasts: [Option<Forecast>; FORECASTERS.len()],
}

impl Row {
    /// What came and what everyone said, where all of it is known: only such rows are judged, so that all forecasters are
    /// judged on the same ones.
    pub fn judged(&self) -> Option<(Outcome, [Forecast; FORECASTERS.len()])> {
        let [a, b, c, d, e] = self.forecasts;
        Some((self.outcome?, [a?, b?, c?, d?, e?]))
    }
}

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
    let shocks = request.shocks().clone();
    let data = dataset.window().ok_or(EvaluateError::DatasetEmpty)?;
    let observations = observe_all(
        dataset,
        &shocks,
        Window::new(data.from, request.window.until),
    )?;
    let mut parts: Vec<Vec<Row>> = vec![Vec::new(); shocks.len()];
    let mut folds = Vec::new();
    match &request.source {
        Source::Trained(source) => {
            let elsewhere = source
                .training_data
                .map(|data| {
                    Ok::<_, EvaluateError>((data, observe_all(data, &shocks, source.trained)?))
                })
                .transpose()?;
            let training = Training {
                dataset: elsewhere.as_ref().map_or(dataset, |(data, _)| data),
                observations: elsewhere.as_ref().map_or(&observations, |(_, rows)| rows),
                window: source.trained,
            };
            let first = training
                .dataset
                .window()
                .map_or(data.from, |window| window.from);
            if first.plus_hours(HORIZON_HOURS) >= training.rows().until {
                let until = source.trained.until;
                return Err(EvaluateError::TrainingDataAbsent { first, until });
            }
            let judge = Judge {
                dataset,
                shocks: &shocks,
                observations: &observations,
                window: request.window,
            };
            judge.append(&training, source.scorer, &mut parts)?;
            folds.push(Fold {
                judged: request.window,
                trained: training.rows(),
                model_hash: source.hash.clone(),
            });
            on_step();
        }
        Source::WalkForward(config) => {
            for (_, year) in years_of(request.window) {
                let mut config = config.as_ref().clone();
                config.window.until = year.from;
                config.validate_until = None;
                let model = Model::train(dataset, &config)?;
                let training = Training {
                    dataset,
                    observations: &observations,
                    window: config.window,
                };
                let judge = Judge {
                    dataset,
                    shocks: &shocks,
                    observations: &observations,
                    window: year,
                };
                judge.append(&training, &model, &mut parts)?;
                folds.push(Fold {
                    judged: year,
                    trained: training.rows(),
                    model_hash: model.hash().to_owned(),
                });
                on_step();
            }
        }
    }
    parts.iter_mut().for_each(|rows| put_regimes(rows));
    Ok(Table {
        shocks,
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

/// Part of the window, to be judged by one fit.
struct Judge<'a> {
    dataset: &'a Dataset,
    shocks: &'a Shocks,
    observations: &'a [Vec<Observation>],
    window: Window,
}

impl Judge<'_> {
    /// Adds the rows of the window to those of each asset.
    fn append(
        &self,
        training: &Training<'_>,
        scorer: &dyn ScoreSource,
        parts: &mut [Vec<Row>],
    ) -> Result<(), EvaluateError> {
        let fitted = training.fit(scorer, self.shocks)?;
        for (asset, (symbol, rows)) in self.shocks.keys().zip(parts).enumerate() {
            let scores = scorer.scores(self.dataset, symbol, self.window)?;
            let inside = self.observations[asset]
                .iter()
                .filter(|row| self.window.contains(row.time));
            rows.extend(inside.map(|observation| row(asset, observation, &scores, &fitted)));
        }
        Ok(())
    }
}

fn row(asset: usize, observation: &Observation, scores: &[ScorePoint], fitted: &Fitted) -> Row {
    let mut forecasts = [None; FORECASTERS.len()];
    forecasts[MODEL] = score_at(scores, observation.time).map(|point| Forecast {
        probability: point.probability,
        score_hundredths: point.score_hundredths,
        half_width_hundredths: point.half_width_hundredths,
        variance: None,
        tails: fitted
            .tails
            .as_ref()
            .and_then(|tails| tails.of(point.score_hundredths)),
        regime: Regime::Calm,
    });
    if let Some(inputs) = &observation.inputs {
        let baselines = fitted.baselines.forecast(inputs, observation.shock);
        for (forecast, baseline) in forecasts[BASELINES_FROM..].iter_mut().zip(baselines) {
            *forecast = Some(Forecast {
                probability: baseline.probability,
                score_hundredths: score_hundredths(baseline.probability),
                half_width_hundredths: 0,
                variance: Some(baseline.variance),
                tails: Some(baseline.tails),
                regime: Regime::Calm,
            });
        }
    }
    Row {
        time: observation.time,
        asset,
        price: observation.price,
        outcome: observation.outcome,
        forecasts,
    }
}

/// Walks each forecaster's scores of one asset through the regimes.
fn put_regimes(rows: &mut [Row]) {
    for forecaster in 0..FORECASTERS.len() {
        let heard = rows.iter().filter_map(|row| {
            row.forecasts[forecaster].map(|forecast| Heard {
                time: row.time,
                score_hundredths: forecast.score_hundredths,
                half_width_hundredths: forecast.half_width_hundredths,
            })
        });
        let path = regimes(heard);
        let forecasts = rows
            .iter_mut()
            .filter_map(|row| row.forecasts[forecaster].as_mut());
        for (forecast, regime) in forecasts.zip(path) {
            forecast.regime = regime;
        }
    }
}
