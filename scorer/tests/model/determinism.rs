//! Same input, same bytes; and nothing of the future in a model.

use ballast_scorer::model::{Model, train_publishers};
use ballast_scorer::time::Window;

use crate::support::{ASSETS, SEED, market, small_config, time, with_other_future};

#[test]
fn same_data_and_settings_train_the_same_bytes() {
    let first = Model::train(&market(SEED), &small_config())
        .unwrap()
        .to_json()
        .unwrap();
    let second = Model::train(&market(SEED), &small_config())
        .unwrap()
        .to_json()
        .unwrap();

    assert!(first == second, "seed {SEED}");
}

#[test]
fn another_seed_trains_another_model() {
    let mut config = small_config();
    let first = Model::train(&market(SEED), &config).unwrap();
    config.seed += 1;
    let second = Model::train(&market(SEED), &config).unwrap();

    assert_ne!(first.hash(), second.hash());
}

#[test]
fn stored_model_scores_to_the_bit_and_stores_the_same_bytes() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let json = model.to_json().unwrap();

    let read = Model::from_json(&json).unwrap();

    let window = Window::new(time("2022-01-15"), time("2022-02-15"));
    for asset in ASSETS {
        let before = model.score_window(&dataset, asset, window).unwrap();
        assert_eq!(
            before,
            read.score_window(&dataset, asset, window).unwrap(),
            "{asset}"
        );
        assert_eq!(before.len(), 31 * 24);
    }
    assert_eq!(read.hash(), model.hash());
    assert!(read.to_json().unwrap() == json);
}

#[test]
fn single_score_equals_the_batch() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let window = Window::new(time("2022-01-20"), time("2022-01-22"));

    let batch = model.score_window(&dataset, "SOL", window).unwrap();

    let single: Vec<_> = window
        .hours()
        .map(|at| model.score_at(&dataset, "SOL", at).unwrap())
        .collect();
    assert_eq!(batch, single);
}

#[test]
fn model_and_scores_are_blind_to_what_comes_after() {
    let dataset = market(SEED);
    let config = small_config();
    let until = config.window.until;
    let other = with_other_future(&dataset, until, 3);

    let model = Model::train(&dataset, &config).unwrap();
    let blind = Model::train(&other, &config).unwrap();

    assert_eq!(model.hash(), blind.hash(), "seed {SEED}");
    let (now, then) = (
        model.score_at(&dataset, "ETH", until).unwrap(),
        model.score_at(&other, "ETH", until).unwrap(),
    );
    assert_eq!(now, then);
    let earlier = with_other_future(&dataset, until.plus_hours(-60), 3);
    let changed = Model::train(&earlier, &config).unwrap();
    assert_ne!(
        model.hash(),
        changed.hash(),
        "the test must be able to fail"
    );
}

#[test]
fn publishers_differ_and_do_not_depend_on_threads() {
    let dataset = market(SEED);
    let config = small_config();

    let together = train_publishers(&dataset, &config, 3, &|| ()).unwrap();

    let hashes: Vec<&str> = together.iter().map(Model::hash).collect();
    for (index, hash) in (0..).zip(&hashes) {
        let alone = Model::train(&dataset, &config.publisher(index)).unwrap();
        assert_eq!(alone.hash(), *hash);
    }
    assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2]);
}
