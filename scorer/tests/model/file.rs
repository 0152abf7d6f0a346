//! Model files that are not what they claim, and questions that a model cannot answer.

use std::path::Path;

use ballast_scorer::data::{AssetHistory, Dataset, HourlyGrid};
use ballast_scorer::model::{Model, ModelError};
use sha2::{Digest, Sha256};

use crate::support::{SEED, market, small_config, time};

fn json() -> String {
    Model::train(&market(SEED), &small_config())
        .unwrap()
        .to_json()
        .unwrap()
}

/// The file with `from` replaced by `to` in its content, and the hash made good again.
fn forged(json: &str, from: &str, to: &str) -> String {
    let start = json.find("\"content\":").unwrap() + "\"content\":".len();
    let content = json[start..].trim_end().strip_suffix('}').unwrap();
    assert!(content.contains(from), "{from}");
    let content = content.replacen(from, to, 1);
    let hash = Sha256::digest(content.as_bytes());
    let hash = format!("{hash:x}");
    format!("{{\"format_version\":3,\"content_sha256\":\"{hash}\",\"content\":{content}}}")
}

#[test]
fn edited_content_is_refused() {
    let edited = json().replacen("\"seed\":0", "\"seed\":1", 1);

    let error = Model::from_json(&edited).unwrap_err();

    assert!(
        matches!(error, ModelError::ContentHashMismatch { .. }),
        "{error}"
    );
}

#[test]
fn truncated_or_foreign_file_is_refused() {
    let json = json();

    for text in [&json[..json.len() / 2], "", "{}", "[3]"] {
        let error = Model::from_json(text).unwrap_err();
        assert!(
            matches!(error, ModelError::ArtifactMalformed { .. }),
            "{error}"
        );
    }
}

#[test]
fn other_format_version_is_refused() {
    let newer = json().replacen("\"format_version\":3", "\"format_version\":4", 1);

    let error = Model::from_json(&newer).unwrap_err();

    assert!(
        matches!(
            error,
            ModelError::FormatVersionUnknown {
                found: 4,
                expected: 3
            }
        ),
        "{error}"
    );
}

#[test]
fn other_feature_revision_is_refused() {
    let json = json();
    let hash = Model::from_json(&json).unwrap().schema().hash();

    let error = Model::from_json(&forged(&json, &hash, &"0".repeat(64))).unwrap_err();

    assert!(
        matches!(error, ModelError::SchemaHashMismatch { .. }),
        "{error}"
    );
}

#[test]
fn unknown_feature_is_refused_by_name() {
    let error = Model::from_json(&forged(&json(), "skewness_168h", "astrology")).unwrap_err();

    assert!(
        error.to_string().contains("no feature is called astrology"),
        "{error}"
    );
}

#[test]
fn trees_that_ask_for_an_unknown_column_are_refused_instead_of_panicking() {
    let json = json();
    let split = json.find("{\"split\":{\"feature\":").unwrap();
    let split = &json[split..split + json[split..].find(',').unwrap()];

    let error = Model::from_json(&forged(&json, split, "{\"split\":{\"feature\":99")).unwrap_err();

    assert!(
        error.to_string().contains("split on more than 22 columns"),
        "{error}"
    );
}

#[test]
fn tree_with_a_loop_is_refused_instead_of_walked_forever() {
    let json = json();
    let child = json.find("\"right\":").unwrap();
    let child = &json[child..child + json[child..].find(',').unwrap()];

    let error = Model::from_json(&forged(&json, child, "\"right\":0")).unwrap_err();

    assert!(error.to_string().contains("stands before it"), "{error}");
}

#[test]
fn unreadable_file_is_named() {
    let error = Model::load(Path::new("no/such/model.json")).unwrap_err();

    assert!(
        error
            .to_string()
            .starts_with("no/such/model.json: cannot be read"),
        "{error}"
    );
}

#[test]
fn asset_that_the_model_does_not_know_is_refused() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();

    let error = model
        .score_at(&dataset, "DOGE", time("2022-01-20"))
        .unwrap_err();

    assert_eq!(
        error.to_string(),
        "no data for asset DOGE: the data set holds BTC, ETH, SOL"
    );
}

#[test]
fn hour_without_a_price_and_time_off_the_hour_are_refused() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();

    let late = model
        .score_at(&dataset, "BTC", time("2023-01-01"))
        .unwrap_err();
    let off = model
        .score_at(&dataset, "BTC", time("2022-01-20T00:30:00Z"))
        .unwrap_err();

    assert!(matches!(late, ModelError::PriceMissing { .. }), "{late}");
    assert!(matches!(off, ModelError::TimeNotHourly { .. }), "{off}");
}

/// Hours without a bar, from the one opened at `from` on.
fn without_bars(dataset: &Dataset, asset: &str, from: &str, hours: i64) -> Dataset {
    let mut other = dataset.clone();
    let history = &dataset.assets[asset];
    let bars = history.bars();
    let mut slots = bars.slots().to_vec();
    let start = bars.closed_by(time(from));
    for slot in slots
        .iter_mut()
        .skip(start)
        .take(usize::try_from(hours).unwrap())
    {
        *slot = None;
    }
    let grid = HourlyGrid::new(bars.first(), slots);
    other.assets.insert(
        asset.to_owned(),
        AssetHistory::new(grid, history.funding().to_vec()),
    );
    other
}

#[test]
fn missing_inputs_are_named_and_widen_the_half_width() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let at = time("2022-01-20");
    let mut without_options = dataset.clone();
    without_options.implied_volatility = None;

    let sound = model.score_at(&dataset, "ETH", at).unwrap();
    let blind = model.score_at(&without_options, "ETH", at).unwrap();
    let holed = model
        .score_at(
            &without_bars(&dataset, "ETH", "2022-01-19T20:00:00Z", 2),
            "ETH",
            at,
        )
        .unwrap();

    assert_eq!(sound.missing_features, Vec::<&str>::new());
    let options = [
        "implied_volatility_change_24h",
        "implied_volatility_premium_24h",
    ];
    assert_eq!(blind.missing_features, options);
    assert_eq!(
        holed.missing_features,
        ["log_volatility_6h", "log_volume_6h_to_168h"]
    );
    assert!(blind.half_width_hundredths > sound.half_width_hundredths);
    assert!(holed.half_width_hundredths >= 1_000);
    assert_ne!(blind.input_hash, sound.input_hash);
}

#[test]
fn hours_without_a_price_are_left_out_of_a_window() {
    let dataset = market(SEED);
    let model = Model::train(&dataset, &small_config()).unwrap();
    let holed = without_bars(&dataset, "ETH", "2022-01-20T05:00:00Z", 3);
    let window = ballast_scorer::time::Window::new(time("2022-01-20"), time("2022-01-21"));

    assert_eq!(
        model.score_window(&dataset, "ETH", window).unwrap().len(),
        24
    );
    assert_eq!(model.score_window(&holed, "ETH", window).unwrap().len(), 21);
}
