//! `scorer fit`: its table, its JSON, its file, and what it refuses.

use std::path::Path;

use ballast_scorer::path::PathModel;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{scorer, succeed};

#[track_caller]
fn refused(folder: &Path, line: &str, code: i32, says: &str) {
    let output = scorer(folder, line);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(error.contains(says), "{error}");
}

#[test]
fn fit_prints_data_beside_futures_and_writes_the_model() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(
        folder,
        "synthesize --out data --seed 7 --from 2021-01-01 --to 2021-10-01",
    );
    let fit =
        "fit --data data --from 2021-01-02 --until 2021-09-01 --scenarios 200 --out paths.json";

    let table = succeed(folder, fit);
    let model = PathModel::load(&folder.join("paths.json")).unwrap();
    let json: Value = serde_json::from_str(&succeed(folder, &format!("{fit} --json"))).unwrap();
    let again = PathModel::load(&folder.join("paths.json")).unwrap();

    for word in [
        "bootstrap",
        "copula",
        "tail index",
        "24 h fall of 20 %",
        "BTC SOL correlation",
    ] {
        assert!(table.contains(word), "{word} is not in:\n{table}");
    }
    assert_eq!(again, model, "two runs, one model");
    assert_eq!(json["hash"].as_str().unwrap(), model.hash().unwrap());
    assert!(table.contains(&model.hash().unwrap()));
    assert_eq!(json["window"]["until"], "2021-09-01T00:00:00Z");
    assert_eq!(json["window"]["from"], "2021-01-02T01:00:00Z");
    assert_eq!(json["joint_hours"], 242 * 24 - 1);
    let volatility = &json["quality"]["assets"][0]["statistics"]["data"]["annual_volatility"];
    assert!(volatility.as_f64().unwrap() > 0.1);
}

#[test]
fn fit_says_what_it_cannot_do() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let fit = |rest: &str| format!("fit --synthetic 7 --out paths.json {rest}");

    refused(
        folder,
        &fit("--from 2021-01-01 --until 2021-01-20"),
        3,
        "widen the window",
    );
    refused(
        folder,
        "fit --data nowhere --until 2021-01-20 --out paths.json",
        3,
        "no such file",
    );
    refused(folder, &fit("--from 2021-01-01"), 2, "--until");
    refused(
        folder,
        &fit("--until 2021-06-01 --scenarios 0"),
        2,
        "--scenarios",
    );
    let elsewhere =
        "fit --synthetic 7 --from 2021-01-01 --until 2021-06-01 --scenarios 5 --out no/where.json";
    refused(folder, elsewhere, 4, "cannot be written");
    assert!(!folder.join("paths.json").exists());
}
