//! What the tests of evaluations judge: a small model on a synthetic market.

use std::sync::OnceLock;

use ballast_scorer::data::Dataset;
use ballast_scorer::evaluate::{
    Depths, EvaluateRequest, Overlap, ScorePoint, ScoreSource, Source, Table, TrainedSource, table,
};
use ballast_scorer::feature::Shocks;
use ballast_scorer::model::{Model, ModelError};
use ballast_scorer::time::Window;

use crate::support::{SEED, market, small_config, time};

pub(crate) fn synthetic() -> &'static Dataset {
    static DATASET: OnceLock<Dataset> = OnceLock::new();
    DATASET.get_or_init(|| market(SEED))
}

pub(crate) fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::train(synthetic(), &small_config()).unwrap())
}

pub(crate) fn judged_window() -> Window {
    Window::new(time("2022-01-15"), time("2022-02-25"))
}

pub(crate) fn request(source: Source<'_>, window: Window) -> EvaluateRequest<'_> {
    EvaluateRequest {
        window,
        source,
        overlap: Overlap::Refuse,
        crashes: Vec::new(),
        depths: Depths::new(),
    }
}

pub(crate) fn of_model(dataset: &Dataset) -> Table {
    let source = Source::Trained(TrainedSource::of_model(model()));
    table(dataset, &request(source, judged_window()), &|| ()).unwrap()
}

pub(crate) fn shocks(assets: &[&str]) -> Shocks {
    assets
        .iter()
        .map(|asset| ((*asset).to_owned(), 0.08))
        .collect()
}

/// Scores that know nothing.
pub(crate) struct Constant;

impl ScoreSource for Constant {
    fn scores(&self, _: &Dataset, _: &str, window: Window) -> Result<Vec<ScorePoint>, ModelError> {
        let points = window.hours().map(|time| ScorePoint {
            time,
            probability: 0.1,
            score_hundredths: 4_000,
            half_width_hundredths: 0,
        });
        Ok(points.collect())
    }
}

pub(crate) fn stands_for_a_model<'a>(
    scorer: &'a dyn ScoreSource,
    assets: &[&str],
    trained: Window,
) -> TrainedSource<'a> {
    TrainedSource {
        scorer,
        trained,
        shocks: shocks(assets),
        hash: "none".to_owned(),
        training_data: None,
    }
}
