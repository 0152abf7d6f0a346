//! Which model on trial a node starts with.

use serde_json::json;

use super::*;
use crate::feature::FeatureSchema;
use crate::node::config::FeedSection;
use crate::node::fixture::{anxious_model, other_model};

/// A configuration whose shadow is in `folder`, as this file and with this hash.
fn with_shadow(folder: &Path, model: &str, hash: &str) -> NodeConfig {
    let file = folder.join("shadow.json");
    std::fs::write(&file, model).unwrap();
    let mut config = NodeConfig {
        feeds: vec![FeedSection::full()],
        ..NodeConfig::default()
    };
    config.shadow.file = file.display().to_string();
    config.shadow.hash = hash.to_owned();
    config
}

fn refused(config: &NodeConfig) -> String {
    let refused = shadow(config, &Model::embedded().unwrap());
    refused.unwrap_err().to_string()
}

#[test]
fn node_that_names_no_shadow_has_none() {
    let config = NodeConfig::default();

    let found = shadow(&config, &Model::embedded().unwrap()).unwrap();

    assert!(found.is_none());
}

#[test]
fn shadow_is_the_model_of_its_file_and_its_hash_counts_in_either_case() {
    let folder = tempfile::tempdir().unwrap();
    let hash = Model::from_json(&anxious_model())
        .unwrap()
        .hash()
        .to_owned();
    for named in [String::new(), hash.to_uppercase()] {
        let config = with_shadow(folder.path(), &anxious_model(), &named);

        let found = shadow(&config, &Model::embedded().unwrap()).unwrap();

        assert_eq!(found.unwrap().model().hash(), hash);
    }
}

#[test]
fn shadow_of_another_hash_a_damaged_one_and_one_that_is_not_there_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let agreed = "0".repeat(64);
    let other = with_shadow(folder.path(), &anxious_model(), &agreed);
    let other = refused(&other);
    let damaged = anxious_model().replacen("-1.0", "-1.1", 1);
    let damaged = refused(&with_shadow(folder.path(), &damaged, ""));
    let mut gone = with_shadow(folder.path(), "", "");
    gone.shadow.file = folder.path().join("gone.json").display().to_string();
    let gone = refused(&gone);

    assert!(
        other.starts_with(&format!("shadow.hash is {agreed}")),
        "{other}"
    );
    assert!(other.contains("was the file swapped?"), "{other}");
    for (refused, words) in [(damaged, "damaged or edited"), (gone, "gone.json")] {
        assert!(refused.contains("shadow.file"), "{refused}");
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn shadow_that_is_the_reporting_model_itself_is_refused_with_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let reporting = Model::embedded().unwrap();
    let same = with_shadow(folder.path(), &reporting.to_json().unwrap(), "");

    let refused = refused(&same);

    for words in ["shadow.file", reporting.hash(), "would compare nothing"] {
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn shadow_that_does_not_know_an_asset_of_a_feed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let partial = other_model(|content| {
        let shocks = content["config"]["shocks"].as_object_mut().unwrap();
        shocks.remove("SOL");
    });

    let refused = refused(&with_shadow(folder.path(), &partial, ""));

    assert!(
        refused.contains("the shadow does not know SOL; it knows BTC, ETH"),
        "{refused}"
    );
}

#[test]
fn series_that_only_the_shadow_reads_are_named() {
    // Given a model that reads stablecoins, which the one that reports does not
    let reporting = Model::embedded().unwrap();
    let wider = other_model(|content| {
        let text = content.to_string();
        let text = text.replace("week_cosine_second", "stablecoin_peg_distance_bps");
        *content = serde_json::from_str(&text).unwrap();
        let names: Vec<String> =
            serde_json::from_value(content["config"]["features"].clone()).unwrap();
        let schema = FeatureSchema::of_names(&names).unwrap();
        content["schema_hash"] = json!(schema.hash());
    });
    let wider = Model::from_json(&wider).unwrap();

    assert_eq!(unread(&wider, &reporting), [SeriesKind::Stablecoins]);
    assert!(unread(&reporting, &wider).is_empty());
}
