//! `scorer tune`: a bundle with its evidence, the same at any number of threads; what it refuses.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{scorer, succeed};

const SMALL: &str = "tune --synthetic 7 --candidates 4 --first-seeds 1 --quiet-months 1 --borrowers 10 \
                     --validate-from 2022-06-01 --validation-seeds";

#[test]
fn the_same_command_writes_the_same_bundle_at_one_and_three_threads() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();

    let table = succeed(folder, &format!("{SMALL} 2 --threads 1 --json one.json"));
    succeed(folder, &format!("{SMALL} 2 --threads 3 --json three.json"));

    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert!(read("one.json") == read("three.json"), "two bundles");
    let bundle: Value = serde_json::from_str(&read("one.json")).unwrap();
    let evidence = &bundle["evidence"];
    assert_eq!(evidence["data_digest"].as_str().unwrap().len(), 64);
    for side in ["training", "validation"] {
        let scenes = evidence[side]["scenes"].as_array().unwrap();
        assert!(!scenes.is_empty(), "{side}");
        for scene in scenes {
            assert_eq!(scene["model"].as_str().unwrap().len(), 64, "{scene}");
        }
    }
    // Two seeds are too few to recommend anything on.
    assert_eq!(bundle["recommended"], false);
    let is_changed = bundle["proposal"] != bundle["preset"];
    assert_eq!(
        is_changed,
        !bundle["changes"].as_array().unwrap().is_empty()
    );
    assert!(
        table.contains("ecommended") && table.contains("bad debt"),
        "{table}"
    );
}

#[test]
fn unknown_parameters_and_weights_are_refused_by_the_known_ones() {
    let folder = TempDir::new().unwrap();
    for (wrong, named) in [
        ("--parameters threshold", "calm_ltv"),
        ("--weight love=1", "lost_capacity"),
        ("--weight lost_capacity=-1", "not negative"),
        ("--cap DOGE=5", "USDC"),
    ] {
        let output = scorer(folder.path(), &format!("tune --synthetic 7 {wrong}"));

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_day_with_nothing_behind_it_says_so() {
    let folder = TempDir::new().unwrap();

    let output = scorer(
        folder.path(),
        "tune --synthetic 7 --validate-from 2030-01-01",
    );

    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains("--validate-from"), "{error}");
}
