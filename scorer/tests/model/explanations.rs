//! Explanations of real, small models add up: in log-odds to the forecast, in points to the score.

use std::sync::LazyLock;

use ballast_scorer::data::Dataset;
use ballast_scorer::evidence::Cause;
use ballast_scorer::model::{Explained, Model};
use ballast_scorer::time::Timestamp;
use proptest::prelude::*;

use crate::forge::{LIBRARIES, of_library, with_share};
use crate::support::{ASSETS, SEED, market, small_config, time};

/// Hours from the start of the market to its end, and the look-back that a first row needs.
const HOURS: i64 = 10_000;
const WARM_UP_HOURS: i64 = 24;

static MARKET: LazyLock<Dataset> = LazyLock::new(|| market(SEED));
/// One model of each library, whose trees speak with half of their voice whatever later rows confirmed.
static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let trained = |kind| Model::train(&MARKET, &of_library(small_config(), kind)).unwrap();
    LIBRARIES
        .map(|kind| with_share(&trained(kind), "0.5"))
        .into()
});

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
        let probability = model.calibration().apply(raw);
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
    for heard in MODELS.iter() {
        let silent = with_share(heard, "0.0");
        let parts = |model: &Model, hour: i64| {
            let features = explained(model, "SOL", hour).explanation.features;
            features.into_iter().map(|feature| feature.log_odds)
        };

        let differ = (WARM_UP_HOURS..HOURS)
            .step_by(97)
            .flat_map(|hour| parts(heard, hour).zip(parts(&silent, hour)))
            .filter(|(heard, silent)| (heard - silent).abs() > 1e-6)
            .count();

        println!("{:?}: {differ}", heard.config().booster.kind);
        assert!(differ > 100, "{:?}: {differ}", heard.config().booster.kind);
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
