//! The replay, on a small synthetic market and the real program (`make sbf` builds it).

use ballast_scorer::data::Dataset;
use ballast_scorer::model::{Model, train_publishers};
use ballast_scorer::replay::{self, Record, ReplayConfig, ReplayError, Summary};
use ballast_scorer::time::Window;
use ballast_vm::{VmError, program_path};
use std::path::PathBuf;
use std::sync::LazyLock;

use crate::support::{SEED, market, small_config, time};

const PUBLISHERS: u32 = 3;

static MARKET: LazyLock<Dataset> = LazyLock::new(|| market(SEED));
static MODELS: LazyLock<Vec<Model>> =
    LazyLock::new(|| train_publishers(&MARKET, &small_config(), PUBLISHERS, &|| ()).unwrap());

fn config() -> ReplayConfig {
    ReplayConfig {
        window: Window::new(time("2022-02-01"), time("2022-02-01T16:00:00Z")),
        borrowers: 12,
        lenders: 4,
        liquidators: 1,
        seed: SEED,
        program: program_path(),
    }
}

fn record(config: &ReplayConfig) -> Record {
    replay::run(config, &MARKET, &MODELS, &|| ()).unwrap()
}

#[test]
fn the_same_input_gives_the_same_bytes_and_another_seed_other_ones() {
    // Given one run
    let first = serde_json::to_string(&record(&config())).unwrap();

    // When it is run again, and with another seed
    let again = serde_json::to_string(&record(&config())).unwrap();
    let other = serde_json::to_string(&record(&ReplayConfig {
        seed: SEED + 1,
        ..config()
    }))
    .unwrap();

    // Then only the seed makes a difference
    assert!(first == again, "two runs differ");
    assert!(first != other, "the seed changes nothing");
}

#[test]
fn the_liar_is_outvoted_and_what_is_forbidden_is_refused_by_name() {
    // Given a run whose last publisher claims one point in the middle half of the window
    let config = config();
    let record = record(&config);

    // When the steps of the lie are looked at
    let lie = config.lie();
    let lying: Vec<_> = record
        .steps
        .iter()
        .filter(|step| step.time >= lie.from && step.time < lie.until)
        .collect();

    // Then its report stands, but the score in force never falls to it
    assert_eq!(lying.len(), 8 * 4);
    for step in lying {
        assert!(
            (step.sol_reports[2] - 1.0).abs() < 1e-9,
            "the lie is not on chain at {}",
            step.time
        );
        let honest = step.sol_reports[..2]
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min);
        assert!(
            step.sol_score >= honest,
            "the lie moved the score at {}",
            step.time
        );
    }
    let mut refused: Vec<_> = record.rejected_reports.keys().copied().collect();
    refused.sort_unstable();
    let expected = [
        "ReportFromFuture",
        "ReportTooOld",
        "ScoreOutOfRange",
        "SequenceNotIncreasing",
        "UnknownPublisher",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn the_result_holds_every_step_and_the_same_numbers_in_every_form() {
    // Given a run and its summary
    let config = config();
    let record = record(&config);
    let hashes = MODELS.iter().map(|model| model.hash().to_owned()).collect();
    let summary = Summary::new(&config, &MARKET.origin, hashes, &record);

    // When it is written
    let folder = tempfile::tempdir().unwrap();
    let page = replay::write_report(folder.path(), &summary, &record).unwrap();

    // Then the JSON has a step for each quarter of an hour, and page and table agree with it
    let json = std::fs::read_to_string(folder.path().join("replay.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["steps"].as_array().unwrap().len(), 16 * 4);
    let transactions = json["summary"]["transactions"].as_u64().unwrap();
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains(&format!("{transactions} signed transactions")));
    assert_eq!(html.matches("<svg").count(), 5);
    assert!(summary.to_string().contains("report_submit"));
}

#[test]
fn a_missing_program_is_named_with_what_to_do() {
    let config = ReplayConfig {
        program: PathBuf::from("nowhere/lending.so"),
        ..config()
    };
    let error = replay::run(&config, &MARKET, &MODELS, &|| ()).unwrap_err();
    assert!(
        matches!(error, ReplayError::Machine(VmError::ProgramMissing { .. })),
        "{error}"
    );
    assert!(error.to_string().contains("make sbf"), "{error}");
}

#[test]
fn a_window_beyond_the_data_names_the_missing_hour() {
    let window = Window::new(time("2022-02-28T20:00:00Z"), time("2022-03-01T03:00:00Z"));
    let config = ReplayConfig { window, ..config() };
    let error = replay::run(&config, &MARKET, &MODELS, &|| ()).unwrap_err();
    assert!(matches!(error, ReplayError::BarMissing { .. }), "{error}");
}
