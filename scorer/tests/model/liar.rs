//! A single liar among the data moves no score far.

use std::sync::LazyLock;

use ballast_scorer::data::Dataset;
use ballast_scorer::feature::MarketView;
use ballast_scorer::model::{Model, TrainConfig};
use ballast_scorer::time::{Timestamp, Window};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::forge::{LIBRARIES, of_library, with_share};
use crate::support::{ASSETS, SEED, market, small_config, time};

/// Manipulations of each feature.
const MANIPULATIONS: usize = 200;

static MARKET: LazyLock<Dataset> = LazyLock::new(|| market(SEED));

/// A value that a liar might send in place of `honest`: anything from a small exaggeration to the absurd.
fn lie(generator: &mut ChaCha8Rng, honest: f64) -> Option<f64> {
    let uniform = f64::from(generator.next_u32()) / f64::from(u32::MAX);
    let sign = if generator.next_u32().is_multiple_of(2) {
        1.0
    } else {
        -1.0
    };
    match generator.next_u32() % 4 {
        0 => Some(honest + sign * uniform),
        1 => Some(honest * (1.0 + 10.0 * sign * uniform)),
        2 => Some(sign * 10_f64.powf(30.0 * uniform - 10.0)),
        _ => None,
    }
}

/// Lies about each feature in turn, in rows of the hours after `start`; prints the bounds, and returns the furthest way in
/// points that any lie moved a score.
fn furthest_lie(model: &Model, dataset: &Dataset, start: Timestamp, hours: u32) -> f64 {
    println!(
        "{:?}, share {}",
        model.config().booster.kind,
        model.correction_share()
    );
    let mut generator = ChaCha8Rng::seed_from_u64(SEED);
    let mut furthest_of_all = 0.0_f64;
    for (column, name) in model.schema().names().into_iter().enumerate() {
        let bound = model.influence_bound_points(name).unwrap();
        let mut furthest = 0.0_f64;
        for _ in 0..MANIPULATIONS {
            let at = start.plus_hours(i64::from(generator.next_u32() % hours));
            let asset = ASSETS[generator.next_u32() as usize % ASSETS.len()];
            let view = MarketView::new(dataset, &model.config().shocks, asset, at).unwrap();
            let mut row = model.schema().row(&view);
            let honest = model.forecast_points(&row).unwrap();
            let lie = lie(&mut generator, row.values[column].unwrap_or(0.0));
            row.values[column] = lie;

            let score = model.forecast_points(&row).unwrap();

            let way = (score - honest).abs();
            assert!(
                way <= bound + 1e-9,
                "{name} {lie:?} at {at}: {way} over {bound}, seed {SEED}"
            );
            furthest = furthest.max(way);
        }
        println!("  {name:<32} bound {bound:>6.2}, furthest {furthest:>6.2}");
        furthest_of_all = furthest_of_all.max(furthest);
    }
    furthest_of_all
}

#[test]
fn liar_who_owns_one_number_moves_the_score_no_further_than_the_bound() {
    for kind in LIBRARIES {
        let model = Model::train(&MARKET, &of_library(small_config(), kind)).unwrap();
        let model = with_share(&model, "0.5");

        let furthest = furthest_lie(&model, &MARKET, time("2021-02-04"), 9_000);

        assert!(furthest > 1.0, "no lie did anything: {furthest}");
        assert_eq!(model.influence_bound_points("no_such_feature"), None);
    }
}

#[test]
fn liar_on_real_data_stays_inside_the_default_models_bound() {
    let Some(dataset) = crate::support::real::dataset(&ASSETS) else {
        return;
    };
    let training = Window::new(time("2018-02-01"), time("2022-06-01"));
    let model = Model::train(&dataset, &TrainConfig::new(&ASSETS, training)).unwrap();

    let furthest = furthest_lie(&model, &dataset, training.until, 10_000);

    assert!(furthest > 1.0, "no lie did anything: {furthest}");
}
