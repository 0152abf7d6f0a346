//! The binary: why a score is what it is, and whether the model still knows the market.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{scorer, succeed};

#[track_caller]
fn succeed_with_json(folder: &Path, line: &str) -> Value {
    serde_json::from_str(&succeed(folder, &format!("{line} --json"))).unwrap()
}

/// Fourteen months of a synthetic market and a model of the first twelve.
fn prepared() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    succeed(
        at,
        "synthesize --out data --seed 7 --from 2021-01-01 --to 2022-03-01",
    );
    succeed(
        at,
        "train --data data --until 2022-01-15 --trees 8 --out model.json",
    );
    folder
}

#[test]
fn score_is_explained_as_table_waterfall_and_json() {
    let folder = prepared();
    let folder = folder.path();
    let explain =
        "explain --model model.json --data data --asset SOL --at 2022-02-01T14:00:00Z --top 5";

    let table = succeed(folder, &format!("{explain} --svg waterfall.svg"));
    let json = succeed_with_json(folder, explain);

    let scores = succeed_with_json(
        folder,
        "score --model model.json --data data --asset SOL --from 2022-02-01T14:00:00Z --to 2022-02-01T15:00:00Z",
    );
    assert_eq!(
        json["scored"]["input_hash"],
        scores["scores"][0]["input_hash"]
    );
    assert_eq!(json["model_hash"], scores["model_hash"]);
    let hundredths = scores["scores"][0]["score_hundredths"].as_f64().unwrap();
    let explanation = &json["explanation"];
    let points = explanation["score_points"].as_f64().unwrap();
    assert!((points - hundredths / 100.0).abs() < 1e-9);
    let features = explanation["features"].as_array().unwrap();
    let added = features
        .iter()
        .map(|feature| feature["points"].as_f64().unwrap());
    let forecast = explanation["base_points"].as_f64().unwrap() + added.sum::<f64>();
    assert!((forecast - explanation["forecast_points"].as_f64().unwrap()).abs() < 1e-9);
    assert!(
        table.contains(&format!("{} others", features.len() - 5)),
        "{table}"
    );
    assert!(table.contains(&format!("score {points:.2} ±")), "{table}");
    let svg = fs::read_to_string(folder.join("waterfall.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains(&format!("score {points:.2}")));
}

#[test]
fn drift_is_judged_for_every_asset_and_an_alarm_is_no_error() {
    let folder = prepared();
    let folder = folder.path();
    let drift = "drift --model model.json --data data --from 2022-01-15 --to 2022-02-26";

    let table = succeed(folder, drift);
    let json = succeed_with_json(folder, &format!("{drift} --asset SOL"));
    // The folder's funding stops being there.
    fs::remove_dir_all(folder.join("data/funding_8h")).unwrap();
    let without = succeed(folder, &format!("{drift} --asset SOL"));

    for word in [
        "BTC: ",
        "ETH: ",
        "SOL: ",
        "PSI",
        "KS p",
        "promised",
        "stance: the model",
    ] {
        assert!(table.contains(word), "{word} is not in:\n{table}");
    }
    let assets = json["assets"].as_array().unwrap();
    assert!(assets.len() == 1 && assets[0]["asset"] == "SOL");
    assert_eq!(assets[0]["stance"]["chosen"], "model");
    assert!(
        assets[0]["assessment"]["features"]
            .as_array()
            .unwrap()
            .len()
            > 10
    );
    let funding = without
        .lines()
        .find(|line| line.starts_with("funding_mean_bps_24h"))
        .unwrap();
    assert!(
        funding.contains("100.0 %") && funding.ends_with("ALARM"),
        "{funding}"
    );
}

#[test]
fn question_about_an_unknown_asset_or_hour_says_what_is_wrong() {
    let folder = prepared();
    let folder = folder.path();
    let fail = |line: &str| {
        let output = scorer(folder, line);
        let error = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), error)
    };

    let (code, unknown) =
        fail("explain --model model.json --data data --asset DOGE --at 2022-02-01T14:00:00Z");
    assert!(code == 3 && unknown.contains("DOGE"), "{code} {unknown}");
    let (code, between) =
        fail("explain --model model.json --data data --asset SOL --at 2022-02-01T14:30:00Z");
    assert!(
        code == 4 && between.contains("full hour"),
        "{code} {between}"
    );
    let (code, empty) =
        fail("drift --model model.json --data data --from 2022-02-01 --to 2022-02-01");
    assert!(code != 0 && !empty.is_empty(), "{code} {empty}");
}
