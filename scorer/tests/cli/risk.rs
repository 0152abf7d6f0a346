//! `scorer risk` as people call it.

use std::process::{Command, Output};

fn risk(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorer"))
        .arg("risk")
        .args(arguments)
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = risk(arguments);
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {notes}");
    String::from_utf8(output.stdout).unwrap()
}

const FEW: [&str; 6] = ["--synthetic", "300", "--scenarios", "400", "--seed", "3"];

#[test]
fn same_seed_prints_the_same_at_any_number_of_threads() {
    let with = |threads| printed(&[&FEW[..], &["--json", "--threads", threads]].concat());

    let alone = with("1");

    assert_eq!(alone, with("2"));
    assert_eq!(alone, with("7"));
    let report: serde_json::Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(report["assessment"]["scenarios"], 400);
    assert_eq!(report["assessment"]["assets"].as_array().unwrap().len(), 8);
    assert!(report["recommendation"].is_null());
}

#[test]
fn table_names_every_asset_and_a_limit_brings_advice() {
    let table = printed(
        &[
            &FEW[..],
            &[
                "--volatility",
                "SOL=4",
                "--steps",
                "1",
                "--step-seconds",
                "86400",
                "--limit",
                "0",
            ],
        ]
        .concat(),
    );

    for asset in ["market", "USDC", "BONK"] {
        assert!(table.contains(&format!("| {asset} |")), "{table}");
    }
    assert!(table.contains("99 % loss now"), "{table}");
    assert!(table.contains("liquidation threshold of "), "{table}");
}

#[test]
fn malformed_positions_are_refused_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.json");
    std::fs::write(
        &file,
        "{\"assets\": [\n  {\"symbol\": \"SOL\", \"price\": -1}\n], \"positions\": []}",
    )
    .unwrap();

    let output = risk(&["--positions", file.to_str().unwrap()]);

    let notes = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{notes}");
    assert!(
        notes.contains("positions.json: line 2: the price of SOL is -1"),
        "{notes}"
    );
}

#[test]
fn too_few_scenarios_and_unknown_assets_are_refused() {
    let few = risk(&["--synthetic", "10", "--scenarios", "50"]);
    let unknown = risk(&["--synthetic", "10", "--depth", "DOGE=1e6"]);

    let notes = |output: Output| String::from_utf8(output.stderr).unwrap();
    assert!(notes(few).contains("the 99 % tail needs 200 at least"));
    assert!(notes(unknown).contains("asset DOGE is not in the portfolio"));
}
