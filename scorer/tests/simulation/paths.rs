//! Price futures: same number, same scenario; nothing after the window; files that were damaged; futures as market data.

use std::thread;

use crate::support::{ASSETS, SEED, dataset, history, market, time, with_other_future};
use ballast_scorer::data::Dataset;
use ballast_scorer::feature::{
    DEFAULT_FEATURES, FeatureSchema, MarketView, Shocks, longest_look_back_hours,
};
use ballast_scorer::path::{
    BootstrapPaths, CopulaPaths, Futures, HISTORY_HOURS, LOG_RELATIVE_MAX, PathError, PathModel,
    PathSource, Quality, continue_dataset,
};
use ballast_scorer::time::Window;

/// What a test does to a sound model.
type Damage = fn(&mut PathModel);

fn symbols() -> Vec<String> {
    ASSETS.map(str::to_owned).to_vec()
}

fn window() -> Window {
    Window::new(time("2021-01-01"), time("2022-01-15T09:00:00Z"))
}

fn fitted(dataset: &Dataset) -> PathModel {
    PathModel::fit(dataset, &symbols(), window()).unwrap()
}

fn filled(paths: &dyn PathSource, number: u64) -> Vec<u64> {
    let mut relatives = vec![f64::NAN; paths.steps() * paths.assets().len()];
    paths.fill(number, &mut relatives);
    relatives.into_iter().map(f64::to_bits).collect()
}

/// Both methods, the second in pairs and without.
fn sources(model: &PathModel, seed: u64, steps: usize) -> Vec<Box<dyn PathSource>> {
    vec![
        Box::new(BootstrapPaths::new(model, seed, steps).unwrap()),
        Box::new(CopulaPaths::new(model, seed, steps, true).unwrap()),
        Box::new(CopulaPaths::new(model, seed, steps, false).unwrap()),
    ]
}

#[test]
fn scenario_is_the_same_alone_and_in_any_batch_on_any_thread() {
    let model = fitted(&market(SEED));
    for (one, other) in sources(&model, 5, 30).iter().zip(sources(&model, 5, 30)) {
        let batch: Vec<Vec<u64>> = (0..64).map(|number| filled(one.as_ref(), number)).collect();

        thread::scope(|scope| {
            for number in [63_u64, 17, 0] {
                let (other, batch) = (&other, &batch);
                scope.spawn(move || {
                    let alone = filled(other.as_ref(), number);
                    assert_eq!(
                        alone,
                        batch[usize::try_from(number).unwrap()],
                        "scenario {number}"
                    );
                });
            }
        });

        assert_eq!(one.step_seconds(), 3_600);
        assert_eq!(one.assets(), symbols());
        assert_ne!(batch[0], batch[2], "scenarios differ");
    }
}

#[test]
fn longer_scenario_begins_like_a_shorter_one_and_another_seed_differs() {
    let model = fitted(&market(SEED));
    let long = sources(&model, 5, 40);
    for ((long, short), other) in long
        .iter()
        .zip(sources(&model, 5, 7))
        .zip(sources(&model, 6, 7))
    {
        let (long, short) = (filled(long.as_ref(), 9), filled(short.as_ref(), 9));

        assert_eq!(long[..short.len()], short);
        assert_ne!(short, filled(other.as_ref(), 9));
    }
}

#[test]
fn prices_stay_positive_and_finite_in_the_wildest_market() {
    let mut model = fitted(&market(SEED));
    for asset in &mut model.assets {
        asset.garch.variance_max = 100.0;
        asset.variance_now = 100.0;
        asset.garch.beta += 0.999 - asset.garch.persistence();
    }
    for paths in sources(&model, 1, 1_500) {
        for number in 0..20 {
            let relatives = filled(paths.as_ref(), number)
                .into_iter()
                .map(f64::from_bits);
            for relative in relatives {
                assert!(relative.is_finite() && relative > 0.0);
                assert!(libm::log(relative).abs() <= LOG_RELATIVE_MAX + 1e-9);
            }
        }
    }
}

#[test]
fn first_hour_has_todays_volatility_and_no_drift() {
    let model = fitted(&market(SEED));
    for paths in sources(&model, 3, 1) {
        const SCENARIOS: u64 = 20_000;
        let mut sums = vec![(0.0, 0.0); 3];
        for number in 0..SCENARIOS {
            for (sum, bits) in sums.iter_mut().zip(filled(paths.as_ref(), number)) {
                let log_return = libm::log(f64::from_bits(bits));
                *sum = (sum.0 + log_return, sum.1 + log_return * log_return);
            }
        }
        for ((sum, squares), asset) in sums.into_iter().zip(&model.assets) {
            let deviation = (squares / SCENARIOS as f64).sqrt();
            let expected = asset.variance_now.sqrt();
            assert!(
                (deviation / expected - 1.0).abs() < 0.1,
                "{}: {deviation} {expected}",
                asset.symbol
            );
            assert!(
                (sum / SCENARIOS as f64).abs() < 0.05 * expected,
                "{}",
                asset.symbol
            );
        }
    }
}

#[test]
fn pairs_and_even_numbers_make_means_more_certain() {
    let model = fitted(&market(SEED));
    let spread = |antithetic: bool| {
        let means: Vec<f64> = (0..24)
            .map(|seed| {
                let paths = CopulaPaths::new(&model, seed, 12, antithetic).unwrap();
                let last = |number| libm::log(f64::from_bits(filled(&paths, number)[33]));
                (0..400).map(last).sum::<f64>() / 400.0
            })
            .collect();
        means.iter().map(|mean| mean * mean).sum::<f64>().sqrt()
    };

    let (pairs, singles) = (spread(true), spread(false));

    println!("root mean square of the mean: in pairs {pairs:.5}, singly {singles:.5}");
    assert!(pairs < 0.6 * singles, "{pairs} {singles}");
}

#[test]
fn nothing_after_the_window_changes_the_fit_or_its_futures() {
    let dataset = market(SEED);
    let model = fitted(&dataset);
    for salt in [1, 3] {
        let other = with_other_future(&dataset, window().until, salt);

        let other_model = fitted(&other);

        assert_eq!(other_model, model, "salt {salt}");
        assert_eq!(
            continue_dataset(&other, &model, 4, 2, 36).unwrap(),
            continue_dataset(&dataset, &model, 4, 2, 36).unwrap()
        );
    }
    let earlier = Window::new(window().from, time("2021-12-01"));
    assert_ne!(
        PathModel::fit(&dataset, &symbols(), earlier).unwrap(),
        model
    );
}

#[test]
fn file_comes_back_to_the_bit() {
    let model = fitted(&market(SEED));
    let json = model.to_json().unwrap();

    let read = PathModel::from_json(&json).unwrap();

    assert_eq!(read, model);
    assert_eq!(read.to_json().unwrap(), json);
    assert_eq!(read.hash().unwrap(), model.hash().unwrap());
    assert!(
        json.contains(&model.hash().unwrap()) && json.len() < 500_000,
        "{}",
        json.len()
    );
}

#[test]
fn damaged_and_impossible_files_are_refused() {
    let model = fitted(&market(SEED));
    let json = model.to_json().unwrap();
    let middle = json.rfind("\"thousandths\":[").unwrap() + 40;
    let digit = middle
        + json[middle..]
            .find(|letter: char| letter.is_ascii_digit())
            .unwrap();
    let other = if &json[digit..=digit] == "7" {
        "3"
    } else {
        "7"
    };
    let edited = format!("{}{other}{}", &json[..digit], &json[digit + 1..]);
    let refused = |json: &str| PathModel::from_json(json).unwrap_err();

    assert!(matches!(
        refused(&edited),
        PathError::ContentHashMismatch { .. }
    ));
    assert!(matches!(
        refused(&json[..json.len() / 2]),
        PathError::FileMalformed { .. }
    ));
    assert!(matches!(
        refused(&json.replacen("\"format_version\":1", "\"format_version\":2", 1)),
        PathError::FormatVersionUnknown {
            found: 2,
            expected: 1
        }
    ));
    let damages: [(&str, Damage); 6] = [
        ("explosive", |model| model.assets[0].garch.beta = 1.5),
        ("no price", |model| model.assets[1].price_now = 0.0),
        ("no matrix", |model| model.copula.correlation[0][1] = 3.0),
        ("hours lost", |model| model.residuals.runs[0].hours -= 1),
        ("hours without end", |model| {
            model.residuals.runs[0].hours = usize::MAX;
        }),
        ("no assets", |model| model.assets.clear()),
    ];
    for (name, damage) in damages {
        let mut damaged = model.clone();
        damage(&mut damaged);
        let error = refused(&damaged.to_json().unwrap());
        assert!(
            matches!(error, PathError::FileMalformed { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn futures_close_where_the_sampler_says_after_the_real_history() {
    let dataset = market(SEED);
    let model = fitted(&dataset);
    let futures = Futures::new(&dataset, &model, 4, 72).unwrap();
    let paths = BootstrapPaths::new(&model, 4, 72).unwrap();
    let now = model.window.until;

    for number in [0, 11] {
        let future = futures.dataset(number);

        let relatives = filled(&paths, number);
        for (place, asset) in ASSETS.into_iter().enumerate() {
            let bars = future.assets[asset].bars();
            assert_eq!(
                bars.window(),
                Window::new(now.plus_hours(-HISTORY_HOURS), now.plus_hours(72))
            );
            for (open, bar) in bars.iter() {
                assert!(
                    bar.low > 0.0 && bar.low <= bar.open.min(bar.close),
                    "{open} {bar:?}"
                );
                assert!(
                    bar.high >= bar.open.max(bar.close) && bar.high.is_finite(),
                    "{open} {bar:?}"
                );
                assert!(bar.volume >= 0.0 && bar.volume.is_finite());
                let real = dataset.assets[asset].bars().get(open);
                assert!(open >= now || real == Some(bar));
            }
            for step in 0..72 {
                let close = bars.get(now.plus_hours(i64::from(step))).unwrap().close;
                let relative =
                    f64::from_bits(relatives[usize::try_from(step).unwrap() * 3 + place]);
                let expected = model.assets[place].price_now * relative;
                assert_eq!(close.to_bits(), expected.to_bits(), "{asset}, step {step}");
            }
        }
        assert_eq!(
            future,
            continue_dataset(&dataset, &model, 4, number, 72).unwrap()
        );
    }
}

#[test]
fn simulated_hours_have_the_features_of_real_ones() {
    let dataset = market(SEED);
    let model = fitted(&dataset);
    let future = continue_dataset(&dataset, &model, 4, 1, 72).unwrap();
    let shocks: Shocks = ASSETS
        .iter()
        .map(|asset| ((*asset).to_owned(), 0.08))
        .collect();
    let schema = FeatureSchema::of_names(&DEFAULT_FEATURES).unwrap();
    let at = model.window.until.plus_hours(60);

    assert!(usize::try_from(HISTORY_HOURS).unwrap() > longest_look_back_hours());
    for asset in ASSETS {
        let row = schema.row(&MarketView::new(&future, &shocks, asset, at).unwrap());
        let real =
            schema.row(&MarketView::new(&dataset, &shocks, asset, model.window.until).unwrap());
        for ((name, value), real) in schema.names().iter().zip(row.values).zip(real.values) {
            assert_eq!(value.is_some(), real.is_some(), "{asset} {name}");
            assert!(value.is_none_or(f64::is_finite), "{asset} {name}");
        }
    }
}

#[test]
fn future_of_another_data_set_is_refused() {
    let model = fitted(&market(SEED));

    let error = continue_dataset(&market(SEED + 1), &model, 4, 0, 24).unwrap_err();

    assert!(
        matches!(&error, PathError::DatasetDiffers { .. }),
        "{error}"
    );
}

#[test]
fn what_cannot_be_fitted_is_refused_by_name() {
    let market = market(SEED);
    let refused = |assets: &[&str], window: Window| {
        let assets: Vec<String> = assets.iter().map(|asset| (*asset).to_owned()).collect();
        PathModel::fit(&market, &assets, window).unwrap_err()
    };
    let week = Window::new(time("2021-02-01"), time("2021-02-08"));
    let still = dataset(vec![("A", history(&[5.0; 2_000], Vec::new()))]);
    let all = still.window().unwrap();

    assert!(matches!(
        refused(&["BTC"], week),
        PathError::HoursTooFew { hours: 167, .. }
    ));
    assert!(matches!(refused(&[], window()), PathError::AssetsEmpty));
    assert!(matches!(
        refused(&["BTC", "BTC"], window()),
        PathError::AssetRepeated { .. }
    ));
    assert!(matches!(refused(&["DOGE"], window()), PathError::Data(_)));
    assert!(matches!(
        PathModel::fit(&still, &["A".to_owned()], all),
        Err(PathError::PriceStill { asset }) if asset == "A"
    ));
    let model = PathModel::fit(&market, &["SOL".to_owned()], window()).unwrap();
    assert!(matches!(
        BootstrapPaths::new(&model, 0, 0),
        Err(PathError::StepsZero)
    ));
    assert!(filled(&CopulaPaths::new(&model, 0, 3, true).unwrap(), 1).len() == 3);
}

#[test]
fn futures_look_like_the_market_they_were_fitted_to() {
    let dataset = market(SEED);
    let model = fitted(&dataset);

    let quality = Quality::of(&dataset, &model, 1_000, 3).unwrap();

    for asset in &quality.assets {
        let of = asset.statistics;
        for simulated in [of.bootstrap, of.copula] {
            let ratio = simulated.annual_volatility / of.data.annual_volatility;
            assert!((ratio - 1.0).abs() < 0.15, "{}: {ratio}", asset.asset);
            let ratio = simulated.hour_quantile_1_percent / of.data.hour_quantile_1_percent;
            assert!((ratio - 1.0).abs() < 0.2, "{}: {ratio}", asset.asset);
        }
    }
    for pair in &quality.pairs {
        let of = pair.correlation;
        assert!(
            (of.bootstrap - of.data).abs() < 0.1 && (of.copula - of.data).abs() < 0.12,
            "{pair:?}"
        );
    }
}

#[test]
fn futures_of_real_markets_keep_volatility_tails_and_dependence() {
    let Some(dataset) = crate::support::real::dataset(&ASSETS) else {
        return;
    };
    let window = Window::new(time("2021-01-01"), time("2024-01-01"));
    let model = PathModel::fit(&dataset, &symbols(), window).unwrap();

    let quality = Quality::of(&dataset, &model, 2_000, 0).unwrap();

    assert!(model.residuals.runs.len() > 3, "the data have gaps");
    for asset in &quality.assets {
        let of = asset.statistics;
        for simulated in [of.bootstrap, of.copula] {
            let near =
                |found: f64, expected: f64, share: f64| (found / expected - 1.0).abs() < share;
            assert!(
                near(simulated.annual_volatility, of.data.annual_volatility, 0.1),
                "{asset:?}"
            );
            assert!(
                near(
                    simulated.hour_quantile_1_percent,
                    of.data.hour_quantile_1_percent,
                    0.15
                ),
                "{asset:?}"
            );
            assert!(
                near(
                    simulated.day_quantile_1_percent,
                    of.data.day_quantile_1_percent,
                    0.25
                ),
                "{asset:?}"
            );
            assert!(
                simulated.kurtosis > 8.0 && (2.0..4.5).contains(&simulated.tail_index),
                "{asset:?}"
            );
            assert!(simulated.sizes_autocorrelation[1] > 0.1, "{asset:?}");
        }
    }
    for pair in &quality.pairs {
        let of = pair.correlation;
        assert!(
            (of.bootstrap - of.data).abs() < 0.06 && (of.copula - of.data).abs() < 0.06,
            "{pair:?}"
        );
        let of = pair.tail_dependence;
        assert!(
            of.bootstrap > 0.7 * of.data && of.copula > 0.7 * of.data,
            "{pair:?}"
        );
    }
}
