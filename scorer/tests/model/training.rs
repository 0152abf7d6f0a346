//! What training refuses, and that it learns.

use ballast_scorer::data::{AssetHistory, Bar, HourlyGrid};
use ballast_scorer::evidence::Cause;
use ballast_scorer::model::{BoosterKind, BoosterSettings, Model, ModelError, TrainConfig};
use ballast_scorer::time::Window;

use crate::support::{SEED, market, small_config, time};

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
    let error = refusal(|config| config.features = vec!["skewness_168h".to_owned()]);

    assert!(matches!(error, ModelError::OffsetFeaturesAbsent), "{error}");
}

#[test]
fn schema_without_a_severity_feature_is_refused() {
    let error = refusal(|config| config.linear_features = vec!["drawdown_168h".to_owned()]);

    assert!(matches!(error, ModelError::LinearFeaturesAbsent), "{error}");
}

#[test]
fn booster_with_the_least_loss_on_later_rows_is_taken() {
    let mut config = small_config();
    config.alternatives = vec![BoosterSettings::of(BoosterKind::SmartcoreXgboost)];

    let model = Model::train(&market(SEED), &config).unwrap();

    let best = model
        .candidates()
        .iter()
        .min_by(|a, b| a.log_loss.total_cmp(&b.log_loss))
        .unwrap();
    assert_eq!(model.candidates().len(), 2);
    assert_eq!(model.config().booster.kind, best.kind);
    assert_eq!(
        model.correction_share().to_bits(),
        best.correction_share.to_bits()
    );
    assert_ne!(model.config().alternatives[0].kind, best.kind);
}

#[test]
fn fall_in_progress_raises_the_score_and_nothing_lowers_it() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let at = time("2022-01-20");
    let mut fallen = dataset.clone();
    let history = &dataset.assets["ETH"];
    let mut slots = history.bars().slots().to_vec();
    let last = history.bars().closed_by(at) - 1;
    slots[last] = slots[last].map(|bar| Bar {
        low: 0.93 * bar.low,
        close: 0.93 * bar.close,
        ..bar
    });
    let grid = HourlyGrid::new(history.bars().first(), slots);
    let funding = history.funding().to_vec();
    fallen
        .assets
        .insert("ETH".to_owned(), AssetHistory::new(grid, funding));

    let before = model.score_at(&dataset, "ETH", at).unwrap();
    let after = model.score_at(&fallen, "ETH", at).unwrap();

    assert_eq!(after.cause, Cause::Fall);
    assert!(after.score_hundredths > after.forecast_hundredths);
    assert!(after.score_hundredths >= before.score_hundredths + 1_000);
    let window = Window::new(time("2022-01-15"), time("2022-02-25"));
    for scored in model.score_window(&dataset, "SOL", window).unwrap() {
        assert!(scored.score_hundredths >= scored.forecast_hundredths);
    }
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
        .map(|percent| model.calibration().apply(f64::from(percent) / 100.0))
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
        config.booster = BoosterSettings::of(kind);

        let model = Model::train(&dataset, &config).unwrap();
        let read = Model::from_json(&model.to_json().unwrap()).unwrap();

        let at = time("2022-01-20");
        let score = |model: &Model| model.score_at(&dataset, "ETH", at).unwrap();
        assert_eq!(score(&read), score(&model), "{kind:?}");
        assert!(score(&model).score_hundredths > 0, "{kind:?}");
    }
}
