//! What a node needs before it can run, and what `scorer doctor` looks at.

use std::path::Path;
use std::sync::Arc;

use solana_address::Address;

use super::config::{Feed, ModelSection, NodeConfig, SourceKind};
use super::error::NodeError;
use super::source::{InputRules, LiveSource, ReplaySource, Source, series};
use super::tick::Scorer;
use crate::data::SeriesKind;
use crate::key::SigningKey;
use crate::model::Model;
use crate::time::Timestamp;

/// The model that the configuration names.
///
/// # Errors
/// [`NodeError::Model`]; [`NodeError::ModelOther`] where its hash is not the expected one.
pub fn model(section: &ModelSection) -> Result<Model, NodeError> {
    let model = if section.file.is_empty() {
        Model::embedded()?
    } else {
        Model::load(Path::new(&section.file))?
    };
    check_hash("model.hash", &section.hash, &model)?;
    Ok(model)
}

/// Scores with the model as the configuration says, once every feed's assets are known to it.
///
/// # Errors
/// [`NodeError`].
pub fn scorer(config: &NodeConfig) -> Result<Scorer, NodeError> {
    scorer_of(config, "model", model(&config.model)?)
}

/// Scores with the model on trial, by the same rules as with the one that reports; None where the configuration names none.
///
/// # Errors
/// [`NodeError::Shadow`]; [`NodeError::ModelOther`] where its hash is not the expected one; [`NodeError::ShadowSame`] where
/// it is `reporting` itself; [`NodeError::AssetUnknown`].
pub fn shadow(config: &NodeConfig, reporting: &Model) -> Result<Option<Scorer>, NodeError> {
    let section = &config.shadow;
    if section.file.is_empty() {
        return Ok(None);
    }
    let model = Model::load(Path::new(&section.file)).map_err(NodeError::Shadow)?;
    check_hash("shadow.hash", &section.hash, &model)?;
    if model.hash() == reporting.hash() {
        let hash = model.hash().to_owned();
        return Err(NodeError::ShadowSame { hash });
    }
    let unread = unread(&model, reporting);
    if !unread.is_empty() {
        tracing::warn!(
            ?unread,
            "the shadow lacks what is not read for the model that reports"
        );
    }
    scorer_of(config, "shadow", model).map(Some)
}

/// The series that `shadow` reads and `reporting` does not: a source reads what the latter needs, so that a model on trial
/// changes nothing of what it sees.
pub fn unread(shadow: &Model, reporting: &Model) -> Vec<SeriesKind> {
    let read = series(reporting);
    let mut wanted = series(shadow);
    wanted.retain(|kind| !read.contains(kind));
    wanted
}

fn check_hash(key: &'static str, expected: &str, model: &Model) -> Result<(), NodeError> {
    if expected.is_empty() || expected.eq_ignore_ascii_case(model.hash()) {
        return Ok(());
    }
    Err(NodeError::ModelOther {
        key,
        expected: expected.to_owned(),
        found: model.hash().to_owned(),
    })
}

fn scorer_of(config: &NodeConfig, name: &'static str, model: Model) -> Result<Scorer, NodeError> {
    let shocks = &model.config().shocks;
    for feed in &config.feeds {
        let unknown = feed
            .assets
            .iter()
            .find(|asset| !shocks.contains_key(*asset));
        if let Some(asset) = unknown {
            let known: Vec<&str> = shocks.keys().map(String::as_str).collect();
            return Err(NodeError::AssetUnknown {
                model: name,
                feed: feed.name.clone(),
                asset: asset.clone(),
                known: known.join(", "),
            });
        }
    }
    let rules = InputRules {
        bar_max_age_seconds: i64::try_from(config.source.bar_max_age_seconds).unwrap_or(i64::MAX),
        frozen_bars: usize::try_from(config.source.frozen_bars).unwrap_or(usize::MAX),
    };
    let widening = config.source.widening_hundredths;
    Ok(Scorer::new(Arc::new(model), rules, widening))
}

/// The keys: the signing one, and the successor where there is one.
///
/// # Errors
/// [`NodeError::Key`].
pub async fn keys(config: &NodeConfig) -> Result<Vec<SigningKey>, NodeError> {
    let mut keys = vec![SigningKey::load(&config.key).await?];
    if !config.successor.is_empty() {
        keys.push(SigningKey::load(&config.successor).await?);
    }
    Ok(keys)
}

/// The source that the configuration names. Reads files: not on the runtime.
///
/// # Errors
/// [`NodeError::Source`].
pub fn source(
    config: &NodeConfig,
    model: &Model,
    now: Timestamp,
) -> Result<Box<dyn Source>, NodeError> {
    Ok(match config.source.kind {
        SourceKind::Replay => {
            let section = &config.source.replay;
            Box::new(ReplaySource::open(section, &config.drift, model, now)?)
        }
        SourceKind::Live => {
            let section = &config.source.live;
            Box::new(LiveSource::open(section, &config.drift, model, now)?)
        }
    })
}

/// The feeds' accounts.
pub fn addresses(feeds: &[Feed]) -> Vec<Address> {
    feeds.iter().map(|feed| feed.address).collect()
}

#[cfg(test)]
mod tests;
