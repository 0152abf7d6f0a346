//! The binary: generate, train, score, evaluate; exit codes and messages.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{scorer, succeed};

/// Runs a command that must fail; its exit code and standard error.
fn fail(folder: &Path, line: &str) -> (i32, String) {
    let output = scorer(folder, line);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

const SYNTHESIZE: &str = "synthesize --out data --seed 7 --from 2021-01-01 --to 2022-03-01";
const TRAIN: &str = "train --data data --until 2022-01-15 --trees 8 --out model.json";

#[test]
fn data_model_and_scores_follow_each_other() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();

    let files = succeed(folder, SYNTHESIZE);
    assert!(files.contains("BTC.parquet") && folder.join("data/dvol_1h/BTC.parquet").is_file());

    let table = succeed(folder, &format!("{TRAIN} --validate-until 2022-02-15"));
    for word in [
        "this model",
        "logit",
        "24 h volatility",
        "walk-forward",
        "validation",
    ] {
        assert!(table.contains(word), "{word} is not in:\n{table}");
    }
    let again = succeed(
        folder,
        &format!("{TRAIN} --validate-until 2022-02-15 --json"),
    );
    let again: Value = serde_json::from_str(&again).unwrap();
    assert!(
        table.contains(again["hash"].as_str().unwrap()),
        "two runs, two models"
    );

    let score =
        "score --model model.json --data data --asset SOL --from 2022-01-20 --to 2022-01-22";
    let rows = succeed(folder, score);
    assert_eq!(rows.lines().count(), 1 + 48);
    let json: Value = serde_json::from_str(&succeed(folder, &format!("{score} --json"))).unwrap();
    assert_eq!(json["model_hash"], again["hash"]);
    assert_eq!(json["scores"][0]["time"], "2022-01-20T00:00:00Z");
    assert!(json["scores"][0]["score_hundredths"].as_u64().unwrap() <= 10_000);
    succeed(folder, &format!("{score} --csv scores.csv"));
    let csv = fs::read_to_string(folder.join("scores.csv")).unwrap();
    assert!(csv.starts_with("time,price,probability,score,half_width,regime,missing_features\n"));
    assert_eq!(csv.lines().count(), 1 + 48);
}

#[test]
fn evaluation_prints_the_model_beside_baselines_and_reference() {
    let folder = TempDir::new().unwrap();
    let evaluate = "evaluate --synthetic 7 --assets BTC,ETH --train-from 2020-01-01 --years 2021";

    let table = succeed(folder.path(), evaluate);
    let json: Value =
        serde_json::from_str(&succeed(folder.path(), &format!("{evaluate} --json"))).unwrap();
    succeed(
        folder.path(),
        &format!("{evaluate} --json out.json --html page/report.html"),
    );
    let file: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out.json")).unwrap()).unwrap();

    for word in [
        "this model",
        "logit on 5 volatilities",
        "24 h volatility",
        "log-HAR",
        "EWMA",
        "QLIKE",
        "FZ0",
        "Lead time",
        "reference:",
    ] {
        assert!(table.contains(word), "{word} is not in:\n{table}");
    }
    assert_eq!(json["schema_version"], 2);
    assert_eq!(json["folds"][0]["trained"]["until"], "2020-12-30T01:00:00Z");
    assert_eq!(json["reference"][0]["volatility_24h"][0], 0.705);
    assert_eq!(file, json);
    for page in ["page/report.html", "out/evaluate/report.html"] {
        let page = fs::read_to_string(folder.path().join(page)).unwrap();
        assert!(page.contains("<svg") && page.ends_with("</html>\n"));
        assert!(
            !page.contains("href=") && !page.contains("src=\""),
            "it stands by itself"
        );
    }
}

#[test]
fn model_file_is_judged_on_what_it_has_not_seen() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(folder, SYNTHESIZE);
    succeed(folder, TRAIN);
    let evaluate = "evaluate --model model.json --data data --no-html";

    let json: Value =
        serde_json::from_str(&succeed(folder, &format!("{evaluate} --json"))).unwrap();
    assert_eq!(json["window"]["from"], "2022-01-15T00:00:00Z");
    assert!(!folder.join("out").exists());

    let (code, message) = fail(folder, &format!("{evaluate} --from 2022-01-01"));
    assert_eq!(code, 1, "{message}");
    assert!(message.contains("--allow-overlap"), "{message}");
    let table = succeed(
        folder,
        &format!("{evaluate} --from 2022-01-01 --allow-overlap"),
    );
    assert!(table.contains("HINDSIGHT"), "{table}");
}

#[test]
fn refused_data_exit_with_3_and_say_what_to_do() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (code, message) = fail(folder, TRAIN);
    assert_eq!(code, 3, "{message}");
    assert!(
        message.starts_with("error: data/spot_1h/BTC.parquet: no such file"),
        "{message}"
    );

    succeed(folder, SYNTHESIZE);
    let late = "score --model model.json --data data --asset SOL --from 2022-01-20 --to 2022-03-09";
    succeed(folder, TRAIN);
    let (code, message) = fail(folder, late);
    assert_eq!(code, 3, "{message}");
    assert!(
        message.contains("bars are missing for 192 h") && message.contains("--gaps mark"),
        "{message}"
    );
}

#[test]
fn refused_models_exit_with_4() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    succeed(folder, SYNTHESIZE);
    fs::write(folder.join("model.json"), "{\"format_version\":9}").unwrap();

    let score =
        "score --model model.json --data data --asset SOL --from 2022-01-20 --to 2022-01-22";
    let (code, message) = fail(folder, score);
    assert_eq!(code, 4, "{message}");
    assert!(
        message.contains("model format 9, this scorer reads 3"),
        "{message}"
    );

    let (code, message) = fail(
        folder,
        "train --data data --until 2021-02-10 --out model.json",
    );
    assert_eq!(code, 4, "{message}");
    assert!(message.contains("widen the window"), "{message}");
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = TempDir::new().unwrap();
    let cases = [
        "train --until 2022-01-01 --out model.json",
        "train --data data --synthetic 1 --until 2022-01-01 --out model.json",
        "train --data data --until yesterday --out model.json",
        "train --data data --until 2022-01-01 --shock SOL --out model.json",
        "score",
    ];

    for case in cases {
        let (code, message) = fail(folder.path(), case);
        assert_eq!(code, 2, "scorer {case}: {message}");
    }
}

#[test]
fn every_help_has_an_example() {
    let folder = TempDir::new().unwrap();

    for command in ["", "train", "score", "synthesize", "evaluate"] {
        let help = succeed(folder.path(), &format!("{command} --help"));
        assert!(
            help.contains("Example"),
            "scorer {command} --help has no example"
        );
    }
}

#[cfg(unix)]
#[test]
fn output_into_a_closed_pipe_ends_without_a_word() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);

    let output = Command::new(env!("CARGO_BIN_EXE_scorer"))
        .arg("policy")
        .stdout(writer)
        .output()
        .unwrap();

    assert!(output.stderr.is_empty(), "{:?}", output.stderr);
    assert!(!output.status.success());
}
