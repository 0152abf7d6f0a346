//! A model that notices when the world leaves it.

use std::sync::LazyLock;

use ballast_scorer::data::{AssetHistory, Bar, Dataset, FundingRate, HourlyGrid};
use ballast_scorer::drift::{Assessment, Chosen, FeatureDrift, Level, Stance};
use ballast_scorer::feature::{FeatureSchema, MarketView, VOLATILITY_24H};
use ballast_scorer::model::score_map::score_hundredths;
use ballast_scorer::model::{Logit, Model};
use ballast_scorer::time::{Timestamp, Window};

use crate::forge::forged;
use crate::support::{ASSETS, SEED, market, small_config, time, with_other_future};

static MARKET: LazyLock<Dataset> = LazyLock::new(|| market(SEED));
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::train(&MARKET, &small_config()).unwrap());

/// Six weeks after training.
fn window() -> Window {
    Window::new(time("2022-01-15"), time("2022-02-26"))
}

/// The market in which SOL's history is another.
fn with_sol(change: impl FnOnce(&AssetHistory) -> AssetHistory) -> Dataset {
    let mut dataset = MARKET.clone();
    let history = dataset.assets.get_mut("SOL").unwrap();
    *history = change(history);
    dataset
}

fn with_funding(change: impl Fn(&FundingRate) -> Option<f64>) -> Dataset {
    with_sol(|history| {
        let rates = history.funding().iter();
        let changed = rates.filter_map(|rate| {
            let rate = FundingRate {
                rate: if rate.time < window().from {
                    rate.rate
                } else {
                    change(rate)?
                },
                ..*rate
            };
            Some(rate)
        });
        AssetHistory::new(history.bars().clone(), changed.collect())
            .with_extras(history.extras().clone())
    })
}

fn judged(dataset: &Dataset) -> (Assessment, Stance) {
    let assessment = MODEL.assess(dataset, "SOL", window()).unwrap();
    let stance = MODEL.stance(&assessment);
    println!("{stance:#?}");
    (assessment, stance)
}

fn feature<'a>(assessment: &'a Assessment, name: &str) -> &'a FeatureDrift {
    let mut features = assessment.features.iter();
    features.find(|drift| drift.feature == name).unwrap()
}

/// SOL's score by the baseline, computed from the model file alone.
fn baseline_hundredths(dataset: &Dataset, at: Timestamp) -> u16 {
    let file: serde_json::Value = serde_json::from_str(&MODEL.to_json().unwrap()).unwrap();
    let baseline = &file["content"]["baselines"]["volatility_24h"]["logit"];
    let logit: Logit = serde_json::from_value(baseline.clone()).unwrap();
    let view = MarketView::new(dataset, &MODEL.config().shocks, "SOL", at).unwrap();
    let schema = FeatureSchema::of_names(&[VOLATILITY_24H]).unwrap();
    let volatility = schema.row(&view).values[0].unwrap();
    assert!(logit.slopes[0] > 0.0, "the baseline rises with volatility");
    score_hundredths(logit.probability(&[volatility]))
}

/// The guarded scores of the window's last day are the baseline's but for the widening.
fn assert_falls_back(dataset: &Dataset, stance: &Stance) {
    assert_eq!(stance.chosen, Chosen::Baseline);
    assert!(stance.extra_half_width_hundredths > 0);
    let narrow = Stance {
        extra_half_width_hundredths: 0,
        ..stance.clone()
    };
    for hours in 0..24 {
        let at = window().until.plus_hours(-hours);

        let score = |stance| MODEL.score_guarded(dataset, "SOL", at, stance).unwrap();
        let (guarded, baseline) = (score(stance), score(&narrow));

        assert_eq!(baseline.forecaster, Chosen::Baseline);
        assert_eq!(
            baseline.forecast_hundredths,
            baseline_hundredths(dataset, at)
        );
        let widened = baseline.half_width_hundredths + stance.extra_half_width_hundredths;
        assert_eq!(guarded.half_width_hundredths, widened.min(10_000));
        let mut narrowed = guarded.clone();
        narrowed.half_width_hundredths = baseline.half_width_hundredths;
        assert_eq!(narrowed, baseline);
        let (floored, _) = baseline.evidence.over(baseline.forecast_hundredths);
        assert_eq!(guarded.score_hundredths, floored, "evidence still counts");
    }
}

/// The guarded scores of the window's last day are the model's but for the widening.
fn assert_keeps_the_model(dataset: &Dataset, stance: &Stance) {
    assert_eq!(stance.chosen, Chosen::Model);
    for hours in 0..24 {
        let at = window().until.plus_hours(-hours);

        let guarded = MODEL.score_guarded(dataset, "SOL", at, stance).unwrap();

        let mut expected = MODEL.score_at(dataset, "SOL", at).unwrap();
        expected.half_width_hundredths =
            10_000.min(expected.half_width_hundredths + stance.extra_half_width_hundredths);
        assert_eq!(guarded, expected);
    }
}

#[test]
fn market_that_goes_on_as_it_was_keeps_the_model() {
    for asset in ASSETS {
        let assessment = MODEL.assess(&MARKET, asset, window()).unwrap();

        let stance = MODEL.stance(&assessment);
        println!("{asset}: {stance:#?}");

        assert_eq!(stance.chosen, Chosen::Model, "{asset}");
        let hours = window().hours().count();
        assert_eq!(assessment.rows, hours);
        assert_eq!(assessment.calibration.unwrap().rows, hours - 23);
    }
    assert_keeps_the_model(&MARKET, &judged(&MARKET).1);
}

/// SOL's bars from the window's start through `change`, which is told the hour's number and the closes before it, there
/// and as changed.
fn with_bars(change: impl Fn(usize, Bar, f64, f64) -> Bar) -> Dataset {
    with_sol(|history| {
        let bars = history.bars();
        let first = bars.closed_by(window().from);
        let (mut before, mut changed_before) = (1.0, 1.0);
        let slots = bars.slots().iter().enumerate().map(|(index, slot)| {
            slot.map(|bar| {
                let changed = if index < first {
                    bar
                } else {
                    change(index, bar, before, changed_before)
                };
                (before, changed_before) = (bar.close, changed.close);
                changed
            })
        });
        let bars = HourlyGrid::new(bars.first(), slots.collect());
        AssetHistory::new(bars, history.funding().to_vec()).with_extras(history.extras().clone())
    })
}

#[test]
fn volatility_three_times_as_high_is_seen_and_widens() {
    let wilder = with_bars(|_, bar, before, changed_before| {
        let price = |price: f64| changed_before * f64::powi(price / before, 3);
        Bar {
            open: price(bar.open),
            high: price(bar.high),
            low: price(bar.low),
            close: price(bar.close),
            ..bar
        }
    });

    let (assessment, stance) = judged(&wilder);

    let volatility = feature(&assessment, VOLATILITY_24H);
    assert_eq!(volatility.distribution_level(), Level::Alarm);
    assert!(stance.extra_half_width_hundredths >= 500);
    assert_keeps_the_model(&wilder, &stance);
}

#[test]
fn promises_that_break_fall_back_to_the_baseline() {
    // A wick of fifteen percent every twelve hours, which closes do not show.
    let treacherous = with_bars(|hour, bar, _, _| Bar {
        low: if hour % 12 == 0 {
            0.85 * bar.low
        } else {
            bar.low
        },
        ..bar
    });

    let (assessment, stance) = judged(&treacherous);

    let promises = assessment.calibration.unwrap();
    println!("{promises:?}");
    assert!(promises.level == Level::Alarm && promises.z > 3.0);
    assert_falls_back(&treacherous, &stance);
}

#[test]
fn funding_in_percent_instead_of_fractions_is_seen_and_widens() {
    let scaled = with_funding(|rate| Some(100.0 * rate.rate));

    let (assessment, stance) = judged(&scaled);

    let funding = feature(&assessment, "funding_mean_bps_24h");
    assert_eq!(funding.distribution_level(), Level::Alarm, "{funding:?}");
    let calm = judged(&MARKET).1;
    assert!(stance.extra_half_width_hundredths > calm.extra_half_width_hundredths);
    match stance.chosen {
        Chosen::Model => assert_keeps_the_model(&scaled, &stance),
        Chosen::Baseline => assert_falls_back(&scaled, &stance),
    }
}

#[test]
fn funding_that_stays_away_only_widens() {
    let missing = with_funding(|_| None);

    let (assessment, stance) = judged(&missing);

    let funding = feature(&assessment, "funding_mean_bps_24h");
    assert_eq!(funding.missing.level, Level::Alarm, "{funding:?}");
    assert!(stance.extra_half_width_hundredths >= 500);
    assert_keeps_the_model(&missing, &stance);
}

#[test]
fn funding_that_freezes_falls_back_to_the_baseline() {
    let frozen = with_funding(|_| Some(0.000_123));

    let (assessment, stance) = judged(&frozen);

    let funding = feature(&assessment, "funding_mean_bps_24h");
    assert_eq!(funding.stillness.level, Level::Alarm, "{funding:?}");
    assert_falls_back(&frozen, &stance);
}

#[test]
fn prices_that_stay_away_are_not_known() {
    let silent = with_sol(|history| {
        let bars = history.bars();
        let kept = bars.closed_by(window().from);
        let mut slots = bars.slots().to_vec();
        slots[kept..].fill(None);
        AssetHistory::new(
            HourlyGrid::new(bars.first(), slots),
            history.funding().to_vec(),
        )
        .with_extras(history.extras().clone())
    });

    let (_, stance) = judged(&silent);

    assert_eq!(stance.extra_half_width_hundredths, 10_000);
    let error = MODEL
        .score_guarded(&silent, "SOL", window().until, &stance)
        .unwrap_err();
    assert!(error.to_string().contains("no price"), "{error}");
}

#[test]
fn assessment_looks_at_nothing_after_its_window() {
    let seen = MODEL.assess(&MARKET, "SOL", window()).unwrap();

    for salt in 0..3 {
        let other = with_other_future(&MARKET, window().until, salt);
        assert_eq!(MODEL.assess(&other, "SOL", window()).unwrap(), seen);
    }
    let later = Window::new(window().from, window().until.plus_hours(24));
    assert_ne!(MODEL.assess(&MARKET, "SOL", later).unwrap(), seen);
}

#[test]
fn window_without_an_hour_and_an_unknown_asset_are_refused() {
    let empty = Window::new(window().from, window().from);

    let error = MODEL.assess(&MARKET, "SOL", empty).unwrap_err();
    let unknown = MODEL.assess(&MARKET, "DOGE", window()).unwrap_err();

    assert!(error.to_string().contains("no rows"), "{error}");
    assert!(unknown.to_string().contains("DOGE"), "{unknown}");
}

#[test]
fn references_are_stored_and_others_are_refused() {
    let json = MODEL.to_json().unwrap();
    let references = serde_json::to_string(MODEL.references()).unwrap();
    println!(
        "model file: {} bytes, of which references: {}",
        json.len(),
        references.len()
    );

    let read = Model::from_json(&json).unwrap();
    assert_eq!(read.references(), MODEL.references());
    assert_eq!(read.to_json().unwrap(), json);
    assert!(references.len() < 64_000);
    let start = "\"references\":[{\"feature\":\"";
    for (from, to, reason) in [
        (
            format!("{start}log_volatility_6h"),
            format!("{start}other"),
            "other features",
        ),
        (
            format!("{start}log_volatility_6h\",\"correlation_hours\":"),
            format!("{start}log_volatility_6h\",\"correlation_hours\":-"),
            "hours are positive",
        ),
    ] {
        let error = Model::from_json(&forged(&json, &from, &to)).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
    }
}
