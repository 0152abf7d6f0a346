//! The binary reads the optional series that a model's features ask for.

use std::fs;
use std::path::Path;

use ballast_scorer::data::write;
use ballast_scorer::model::Model;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::scorer;
use crate::support::{SEED, full_market, small_config};

const NAMES: [&str; 4] = [
    "basis_mean_bps_24h",
    "log_depth_change_24h",
    "stablecoin_peg_distance_bps",
    "contagion_stress",
];

/// The missing features of the first score, and standard error.
fn score(folder: &Path) -> (Vec<String>, String) {
    let line = "score --model model.json --data data --asset SOL --from 2022-02-01 --to \
                2022-02-01T01:00:00Z --json";
    let output = scorer(folder, line);
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{notes}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let missing = report["scores"][0]["missing_features"].as_array().unwrap();
    let names = missing.iter().map(|name| name.as_str().unwrap().to_owned());
    (names.collect(), notes)
}

#[test]
fn model_that_reads_more_than_bars_gets_it_or_says_what_is_missing() {
    let folder = TempDir::new().unwrap();
    let (folder, data) = (folder.path(), folder.path().join("data"));
    let market = full_market(SEED);
    let mut config = small_config();
    config.features.extend(NAMES.map(str::to_owned));
    let model = Model::train(&market, &config).unwrap();
    model.save(&folder.join("model.json")).unwrap();
    write(&data, &market).unwrap();

    let (missing, notes) = score(folder);
    assert_eq!(
        (missing.len(), notes.contains("nothing to offer")),
        (0, false),
        "{notes}"
    );

    fs::remove_dir_all(data.join("perp_1h")).unwrap();
    fs::remove_dir_all(data.join("pool_1h")).unwrap();
    let (missing, notes) = score(folder);
    assert_eq!(missing, [NAMES[0], NAMES[3]]);
    assert!(
        notes.contains("perp_1h") && notes.contains("pool_1h"),
        "{notes}"
    );
}
