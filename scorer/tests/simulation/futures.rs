//! Futures as scenes of a study: another one for each seed, the same one for the same number.

use ballast_scorer::study::{
    FIGURES, Kind, StudyConfig, StudyPlan, Variant, future_scenes, window_scene,
};
use ballast_scorer::synthetic;
use ballast_scorer::time::Window;

#[test]
fn a_unit_is_its_number_whatever_was_computed_before_and_seeds_meet_other_futures() {
    let crash = "2022-06-08".parse().unwrap();
    let dataset = synthetic::with_crash(5, 2, crash).unwrap().dataset;
    let scenes = future_scenes(&dataset, None, 2, 4);
    let config = StudyConfig {
        seeds: 2,
        borrowers: 20,
        share_of_depth: 0.01,
    };
    let plan = StudyPlan::new(&dataset, config, scenes).unwrap();
    let prepare = || plan.clone().stage(&|| {}).unwrap();
    let bits = |row: Vec<f64>| row.into_iter().map(f64::to_bits).collect::<Vec<_>>();

    let (forward, backward) = (prepare(), prepare());
    let last = plan.units() - 1;
    let first: Vec<_> = [0, last]
        .map(|unit| bits(forward.run(unit).unwrap()))
        .to_vec();
    let second: Vec<_> = [last, 0]
        .map(|unit| bits(backward.run(unit).unwrap()))
        .to_vec();

    assert_eq!(plan.units(), 2 * 2 * Variant::ALL.len() as u64);
    assert_eq!(first[0], second[1]);
    assert_eq!(first[1], second[0]);
    assert_eq!(first[0].len(), FIGURES.len());
    // The same people, variant for variant; what differs between scenes of one seed is the future alone.
    let variants = Variant::ALL.len() as u64;
    let of_other_scene = bits(forward.run(2 * variants).unwrap());
    assert_ne!(first[0], of_other_scene);
    let one = future_scenes(&dataset, None, 1, 4);
    let other = StudyPlan::new(&dataset, config, one).unwrap();
    let fingerprint = plan.work("this code").fingerprint;
    assert_ne!(fingerprint, other.work("this code").fingerprint);
    assert_ne!(fingerprint, plan.work("other code").fingerprint);
}

#[test]
fn futures_begin_where_they_are_told_and_need_their_past() {
    let crash = "2022-06-08".parse().unwrap();
    let dataset = synthetic::with_crash(5, 1, crash).unwrap().dataset;
    let from = "2022-06-01".parse().unwrap();

    let scenes = future_scenes(&dataset, Some(from), 3, 10);
    let too_early = dataset.window().unwrap().from.plus_hours(48);

    assert_eq!(scenes.len(), 3);
    for scene in &scenes {
        assert_eq!(scene.kind, Kind::Future);
        assert_eq!(scene.window, Window::new(from, from.plus_hours(240)));
    }
    assert!(future_scenes(&dataset, Some(too_early), 3, 10).is_empty());
    let past = window_scene(&dataset, Window::new(from, from.plus_hours(240))).unwrap();
    assert_eq!(past.collateral, scenes[0].collateral);
}
