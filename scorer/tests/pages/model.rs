//! The model card and the page on the score: from the model and the evaluation alone, the same every time.

use std::process::Command;
use std::sync::OnceLock;

use ballast_scorer::evaluate::{
    Depths, EvaluateRequest, Evaluation, Overlap, Source, TrainedSource, evaluate,
};
use ballast_scorer::model::{Model, score_map};
use ballast_scorer::time::Window;
use ballast_scorer::{card, page};
use tempfile::TempDir;

use crate::support::{SEED, market, small_config, time};

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::train(&market(SEED), &small_config()).unwrap())
}

fn evaluation() -> Evaluation {
    let request = EvaluateRequest {
        window: Window::new(time("2022-01-15"), time("2022-02-25")),
        source: Source::Trained(TrainedSource::of_model(model())),
        overlap: Overlap::Refuse,
        crashes: Vec::new(),
        depths: Depths::new(),
    };
    evaluate(&market(SEED), &request, &|| ()).unwrap()
}

#[test]
fn same_training_writes_the_same_card_and_it_states_the_models_hash() {
    let again = Model::train(&market(SEED), &small_config()).unwrap();

    let card = card::page(model());

    assert_eq!(card, card::page(&again), "seed {SEED}");
    for hash in [
        model().hash(),
        model().rows_hash(),
        &model().schema().hash(),
    ] {
        assert!(card.contains(hash), "{hash} is not in:\n{card}");
    }
    for name in model().schema().names() {
        assert!(
            card.contains(&format!("`{name}`")),
            "{name} is not in:\n{card}"
        );
    }
}

#[test]
fn page_shows_the_evaluations_own_figures() {
    let evaluation = evaluation();
    let json = serde_json::to_string(&evaluation).unwrap();

    let page = page::page(&page::read(&json).unwrap(), model());

    let section = evaluation.section(None, None).unwrap();
    for report in &section.forecasters {
        let auc = format!("{:.3}", report.quality.auc.unwrap());
        assert!(
            page.contains(&auc),
            "{}: {auc} is not in:\n{page}",
            report.forecaster
        );
    }
    let hours = evaluation
        .floors
        .iter()
        .map(|floor| floor.hours.to_string());
    for hours in hours.collect::<Vec<_>>() {
        assert!(
            page.contains(&format!("| {hours} |")),
            "{hours} is not in:\n{page}"
        );
    }
    assert_eq!(page, page::page(&evaluation, model()), "JSON loses nothing");
}

#[test]
fn evaluation_of_another_version_is_refused() {
    let mut json = serde_json::to_value(evaluation()).unwrap();
    json["schema_version"] = 7.into();

    let error = page::read(&json.to_string()).unwrap_err().to_string();

    assert!(error.contains("schema version 7"), "{error}");
}

#[test]
fn bands_are_of_the_forecast_and_floors_are_counted_apart() {
    let evaluation = evaluation();
    let section = evaluation.section(None, None).unwrap();

    let bands = &section.forecasters[0].bands;

    for band in bands.iter().filter(|band| band.rows > 0) {
        let at = |points: u16| score_map::probability(points * 100);
        let promised = band.promised.unwrap();
        // Half a hundredth of a point of rounding on either side.
        let is_inside =
            at(band.from_points) - 1e-3 <= promised && promised <= at(band.to_points) + 1e-3;
        assert!(is_inside, "{band:?}");
    }
    let hours: usize = evaluation.floors.iter().map(|floor| floor.hours).sum();
    assert!(hours >= section.rows, "every judged hour has a cause");
    let forecast = &evaluation.floors[0];
    assert_eq!(
        (forecast.cause.as_str(), forecast.raised_points),
        ("forecast", Some(0.0))
    );
    for floor in evaluation.floors.iter().filter(|floor| floor.hours > 0) {
        assert!(floor.below_high >= floor.below_price, "{floor:?}");
    }
}

fn scorer(line: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_scorer"))
        .args(line.split_whitespace())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn card_without_a_file_is_of_the_embedded_model() {
    let (code, card) = scorer("card");

    assert_eq!(code, Some(0), "{card}");
    assert_eq!(card, card::page(&Model::embedded().unwrap()));
}

#[test]
fn page_of_another_version_exits_with_1_and_says_what_to_do() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("old.json");
    std::fs::write(&file, "{\"schema_version\":1}").unwrap();

    let (code, message) = scorer(&format!("page --evaluation {}", file.display()));

    assert_eq!(code, Some(1), "{message}");
    assert!(
        message.contains("old.json") && message.contains("scorer evaluate --json"),
        "{message}"
    );
}

#[test]
fn named_booster_is_the_only_candidate() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("model.json");
    let train = format!(
        "train --synthetic 7 --assets BTC,ETH --from 2020-01-01 --until 2021-06-01 --json --out {}",
        out.display()
    );

    let both = scorer(&train).1;
    let one = scorer(&format!("{train} --booster smartcore")).1;

    let candidates = |json: &str| -> Vec<String> {
        let report: serde_json::Value = serde_json::from_str(json).unwrap();
        let list = report["candidates"].as_array().unwrap();
        list.iter()
            .map(|row| row["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(candidates(&both), ["forust-log-loss", "smartcore-xgboost"]);
    assert_eq!(candidates(&one), ["smartcore-xgboost"]);
}

#[test]
fn model_from_a_file_and_the_embedded_one_exclude_each_other() {
    let (code, message) = scorer("evaluate --data data --embedded --model model.json");
    assert_eq!(code, Some(2), "{message}");

    let (code, message) = scorer("evaluate --synthetic 7 --allow-overlap --no-html");
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("--embedded"), "{message}");
}
