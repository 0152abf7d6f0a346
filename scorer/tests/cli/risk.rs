//! `scorer risk` as people call it.

use std::process::{Command, Output};

use crate::program::{scorer, succeed};

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

const PORTFOLIO: &str = r#"{
  "assets": [
    {"symbol": "USDC", "decimals": 6, "price": 1.0, "terms": "stable"},
    {"symbol": "SOL", "decimals": 9, "price": 150.0, "terms": "volatile"},
    {"symbol": "BTC", "decimals": 8, "price": 60000.0, "terms": "volatile"}],
  "positions": [
    {"owner": "alice", "deposits": {"SOL": 100}, "borrows": {"USDC": 11200}},
    {"owner": "bob", "deposits": {"BTC": 1}, "borrows": {"USDC": 30000}}]
}"#;

#[test]
fn futures_come_from_a_fitted_model_and_a_stablecoin_outside_it_stays() {
    // Given a model of another order, without the stablecoin
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("positions.json"), PORTFOLIO).unwrap();
    let fit = "fit --synthetic 7 --from 2021-01-01 --until 2021-06-01 --scenarios 50 --out p.json";
    succeed(folder, fit);
    let risk = "risk --positions positions.json --paths p.json --scenarios 400 --steps 24 --json";

    // When either method draws, on one thread and on more
    let read = |line: &str| -> serde_json::Value {
        serde_json::from_str(&succeed(folder, &format!("{risk} {line}"))).unwrap()
    };
    let bootstrap = read("--threads 1");
    let copula = read("--method copula --threads 1");

    // Then each is the same at any number of threads, and alice's SOL is what is liquidated
    assert_eq!(bootstrap, read("--threads 3"));
    assert_eq!(copula, read("--method copula --threads 3"));
    assert_ne!(bootstrap["assessment"], copula["assessment"]);
    for report in [&bootstrap, &copula] {
        let paths = report["paths"].as_str().unwrap();
        assert!(paths.ends_with("USDC kept at the price of now"), "{paths}");
        assert_eq!(report["step_seconds"], 3_600);
        let liquidated = |asset: usize| {
            let losses = &report["assessment"]["assets"][asset]["losses"];
            losses["liquidations_mean"]["value"].as_f64().unwrap()
        };
        assert!(liquidated(1) > 0.0, "{report}");
        assert!(liquidated(0) <= 0.0, "{report}");
    }
}

#[test]
fn volatile_asset_outside_the_model_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let positions = PORTFOLIO.replace("SOL", "BONK");
    std::fs::write(folder.join("positions.json"), positions).unwrap();
    let fit = "fit --synthetic 7 --from 2021-01-01 --until 2021-04-01 --scenarios 5 --out p.json";
    succeed(folder, fit);

    let output = scorer(folder, "risk --positions positions.json --paths p.json");
    let mixed = scorer(
        folder,
        "risk --positions positions.json --paths p.json --volatility BONK=2",
    );
    let alone = scorer(folder, "risk --positions positions.json --method copula");

    let notes = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{notes}");
    assert!(
        notes.contains("asset BONK is neither in the path model (BTC, ETH, SOL) nor a stablecoin"),
        "{notes}"
    );
    assert_eq!(mixed.status.code(), Some(2));
    assert_eq!(alone.status.code(), Some(2));
}

#[test]
fn page_shows_losses_accounts_and_advice() {
    let folder = tempfile::tempdir().unwrap();
    let line = "risk --synthetic 300 --scenarios 400 --seed 3 --steps 1 --step-seconds 86400 \
        --volatility SOL=4 --limit 0 --html out/risk.html";

    succeed(folder.path(), line);

    let page = std::fs::read_to_string(folder.path().join("out/risk.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 2);
    for words in [
        "99 %: ",
        "mean of the worst 1 %: ",
        "none in ",
        "<td>SOL<td>",
        "Who the worst percent's loss comes from",
        "liquidation threshold of ",
    ] {
        assert!(page.contains(words), "{words} is not in the page");
    }
}
