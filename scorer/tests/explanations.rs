//! Explanations of real, small models add up: in log-odds to the forecast, in points to the score.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::sync::LazyLock;

use ballast_scorer::data::Dataset;
use ballast_scorer::evidence::Cause;
use ballast_scorer::model::{BoosterKind, BoosterSettings, Explained, Model};
use ballast_scorer::time::Timestamp;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use support::{ASSETS, SEED, market, small_config, time};

/// Hours from the start of the market to its end, and the look-back that a first row needs.
const HOURS: i64 = 10_000;
const WARM_UP_HOURS: i64 = 24;

static MARKET: LazyLock<Dataset> = LazyLock::new(|| market(SEED));
/// One model of each library, whose trees speak with half of their voice whatever later rows confirmed.
static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    [BoosterKind::SmartcoreXgboost, BoosterKind::ForustLogLoss]
        .map(trained)
        .into()
});

fn trained(kind: BoosterKind) -> Model {
    let mut config = small_config();
    config.booster = BoosterSettings {
        trees: 8,
        ..BoosterSettings::of(kind)
    };
    let model = Model::train(&MARKET, &config).unwrap();
    let share = serde_json::to_string(&model.correction_share()).unwrap();
    let json = model.to_json().unwrap();
    let from = format!("\"correction_share\":{share},\"calibration\"");
    Model::from_json(&forged(
        &json,
        &from,
        "\"correction_share\":0.5,\"calibration\"",
    ))
    .unwrap()
}

/// The file with `from` replaced by `to` in its content, and the hash made good again.
fn forged(json: &str, from: &str, to: &str) -> String {
    let start = json.find("\"content\":").unwrap() + "\"content\":".len();
    let (head, content) = json.split_at(start);
    let content = content.trim_end().strip_suffix('}').unwrap();
    assert!(content.contains(from), "{from}");
    let forged = content.replacen(from, to, 1);
    let hash = |content: &str| format!("{:x}", Sha256::digest(content.as_bytes()));
    let head = head.replace(&hash(content), &hash(&forged));
    format!("{head}{forged}}}")
}

fn explained(model: &Model, asset: &str, hour: i64) -> Explained {
    let at = time("2021-01-01").plus_hours(hour);
    model.explain_at(&MARKET, asset, at).unwrap()
}

proptest! {
    #[test]
    fn prop_features_add_up_to_forecast_and_score(
        library in 0_usize..2,
        asset in 0_usize..3,
        hour in WARM_UP_HOURS..HOURS,
    ) {
        let model = &MODELS[library];

        let Explained { scored, explanation } = explained(model, ASSETS[asset], hour);

        let features = || explanation.features.iter();
        let log_odds = explanation.base_log_odds + features().map(|feature| feature.log_odds).sum::<f64>();
        prop_assert!((log_odds - explanation.log_odds).abs() < 1e-9);
        // The forecast itself went another way: the calibrated probability of the sum is the one that was scored.
        let raw = 1.0 / (1.0 + (-log_odds).exp());
        let probability = model.calibration().apply(raw).probability;
        prop_assert!((probability - scored.probability).abs() < 1e-9, "{probability} {scored:?}");
        let points = explanation.base_points + features().map(|feature| feature.points).sum::<f64>();
        prop_assert!((points - f64::from(scored.forecast_hundredths) / 100.0).abs() < 1e-9);
        let raised = explanation.raised.as_ref().map_or(0.0, |raised| raised.points);
        prop_assert!((points + raised - f64::from(scored.score_hundredths) / 100.0).abs() < 1e-9);
        prop_assert_eq!(explanation.raised.is_some(), scored.cause != Cause::Forecast);
        let at = scored.time;
        prop_assert_eq!(scored, model.score_at(&MARKET, ASSETS[asset], at).unwrap());
    }
}

#[test]
fn trees_of_both_libraries_speak_in_the_explanation() {
    for model in MODELS.iter() {
        let linear = &model.config().linear_features;

        let explained = (WARM_UP_HOURS..HOURS)
            .step_by(97)
            .map(|hour| explained(model, "SOL", hour));
        let by_trees_alone = explained
            .flat_map(|explained| explained.explanation.features)
            .filter(|feature| !linear.contains(&feature.name) && feature.log_odds.abs() > 1e-6)
            .count();

        println!("{:?}: {by_trees_alone}", model.config().booster.kind);
        assert!(by_trees_alone > 0, "{:?}", model.config().booster.kind);
    }
}

#[test]
fn value_that_was_missing_is_shown_as_missing_and_its_median_explained() {
    // The first days know no month of volatility.
    let explanation = explained(&MODELS[0], "BTC", 48).explanation;

    let month = explanation
        .features
        .iter()
        .find(|feature| feature.name == "log_volatility_720h")
        .unwrap();

    assert_eq!(month.value, None);
    assert!(month.log_odds.is_finite());
    assert!(explanation.table(99).contains("missing"));
}

#[test]
fn question_that_has_no_score_has_no_explanation() {
    let ask = |asset: &str, at: Timestamp| MODELS[0].explain_at(&MARKET, asset, at).unwrap_err();

    let unknown = ask("DOGE", time("2022-01-20"));
    let early = ask("SOL", time("2020-01-20"));
    let between = ask("SOL", time("2022-01-20T00:30:00Z"));

    assert!(unknown.to_string().contains("DOGE"), "{unknown}");
    assert!(early.to_string().contains("no price"), "{early}");
    assert!(between.to_string().contains("not a full hour"), "{between}");
}
