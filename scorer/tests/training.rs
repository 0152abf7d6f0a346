//! What training refuses, and that it learns.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use ballast_scorer::model::{BoosterKind, Model, ModelError, TrainConfig};
use support::{SEED, market, small_config, time};

fn refusal(change: impl FnOnce(&mut TrainConfig)) -> ModelError {
    let mut config = small_config();
    change(&mut config);
    Model::train(&market(SEED), &config).unwrap_err()
}

#[test]
fn settings_without_meaning_are_refused_by_name() {
    let named = |error: ModelError| match error {
        ModelError::SettingInvalid { setting, .. } => setting,
        other => panic!("{other}"),
    };

    assert_eq!(named(refusal(|config| config.shocks.clear())), "assets");
    assert_eq!(
        named(refusal(
            |config| *config.shocks.get_mut("BTC").unwrap() = 1.5
        )),
        "shock"
    );
    assert_eq!(
        named(refusal(|config| config.window.until = config.window.from)),
        "window"
    );
    assert_eq!(named(refusal(|config| config.step_hours = 0)), "step_hours");
    assert_eq!(
        named(refusal(|config| config.calibration_share = 1.0)),
        "calibration_share"
    );
    assert_eq!(
        named(refusal(|config| config.calibration_folds = 0)),
        "calibration_folds"
    );
    assert_eq!(
        named(refusal(|config| config.week_share = 0.0)),
        "week_share"
    );
    assert_eq!(named(refusal(|config| config.booster.trees = 0)), "booster");
    let before = time("2021-06-01");
    assert_eq!(
        named(refusal(|config| config.validate_until = Some(before))),
        "validate_until"
    );
}

#[test]
fn too_short_a_window_is_refused() {
    let error = refusal(|config| config.window.until = time("2021-02-15"));

    assert!(matches!(error, ModelError::RowsTooFew { .. }), "{error}");
}

#[test]
fn shock_that_never_happened_is_refused() {
    let error = refusal(|config| config.shocks.values_mut().for_each(|shock| *shock = 0.95));

    assert!(
        matches!(error, ModelError::EventsOneSided { events: 0, .. }),
        "{error}"
    );
}

#[test]
fn schema_without_volatilities_is_refused() {
    let error = refusal(|config| config.features = vec!["drawdown_168h".to_owned()]);

    assert!(matches!(error, ModelError::OffsetFeaturesAbsent), "{error}");
}

#[test]
fn asset_without_data_is_refused_by_name() {
    let error = refusal(|config| {
        config.shocks.insert("DOGE".to_owned(), 0.08);
    });

    assert_eq!(
        error.to_string(),
        "no data for asset DOGE: the data set holds BTC, ETH, SOL"
    );
}

#[test]
fn model_ranks_better_than_chance_where_volatility_clusters() {
    let mut config = small_config();
    config.validate_until = Some(time("2022-03-01"));

    let model = Model::train(&market(SEED), &config).unwrap();

    let metrics = model.metrics();
    let walk_forward = metrics.walk_forward.as_ref().unwrap().model.auc.unwrap();
    assert!(walk_forward > 0.6, "AUC {walk_forward}, seed {SEED}");
    let validate = metrics.validate.as_ref().unwrap();
    // 45 days of three assets, less the 23 hours whose label reaches past the data.
    assert_eq!(validate.model.rows, 3 * (45 * 24 - 23));
    assert!(validate.logit.auc.is_some() && validate.volatility_24h.is_some());
}

#[test]
fn calibration_of_a_trained_model_rises() {
    let model = Model::train(&market(SEED), &small_config()).unwrap();

    let mapped: Vec<f64> = (-20..120)
        .map(|percent| {
            model
                .calibration()
                .apply(f64::from(percent) / 100.0)
                .probability
        })
        .collect();

    assert!(model.calibration().is_sound());
    assert!(
        mapped.windows(2).all(|pair| pair[0] <= pair[1]),
        "seed {SEED}"
    );
}

#[test]
fn each_boosting_library_trains_a_model_that_reads_back_and_scores_the_same() {
    let dataset = market(SEED);
    for kind in BoosterKind::ALL {
        let mut config = small_config();
        config.booster.kind = kind;

        let model = Model::train(&dataset, &config).unwrap();
        let read = Model::from_json(&model.to_json().unwrap()).unwrap();

        let at = time("2022-01-20");
        let score = |model: &Model| model.score_at(&dataset, "ETH", at).unwrap();
        assert_eq!(score(&read), score(&model), "{kind:?}");
        assert!(score(&model).score_hundredths > 0, "{kind:?}");
    }
}
