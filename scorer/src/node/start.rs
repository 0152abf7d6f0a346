//! What a node needs before it can run, and what `scorer doctor` looks at.

use std::path::Path;
use std::sync::Arc;

use solana_address::Address;

use super::config::{Feed, ModelSection, NodeConfig, SourceKind};
use super::error::NodeError;
use super::source::{InputRules, LiveSource, ReplaySource, Source};
use super::tick::Scorer;
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
    let expected = &section.hash;
    if !expected.is_empty() && !expected.eq_ignore_ascii_case(model.hash()) {
        return Err(NodeError::ModelOther {
            expected: expected.clone(),
            found: model.hash().to_owned(),
        });
    }
    Ok(model)
}

/// Scores with the model as the configuration says, once every feed's assets are known to it.
///
/// # Errors
/// [`NodeError`].
pub fn scorer(config: &NodeConfig) -> Result<Scorer, NodeError> {
    let model = model(&config.model)?;
    let shocks = &model.config().shocks;
    for feed in &config.feeds {
        let unknown = feed
            .assets
            .iter()
            .find(|asset| !shocks.contains_key(*asset));
        if let Some(asset) = unknown {
            let known: Vec<&str> = shocks.keys().map(String::as_str).collect();
            return Err(NodeError::AssetUnknown {
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
