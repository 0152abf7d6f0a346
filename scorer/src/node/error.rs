//! Why a node does not start, or a command about it fails.

use super::audit::AuditError;
use super::health::ListenError;
use super::source::SourceError;
use crate::key::KeyError;
use crate::model::ModelError;
use crate::rpc::RpcError;
use crate::settings::SettingsError;

/// Why a node does not start, or a command about it fails. Once it runs, nothing but a stop ends it.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The configuration.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The model.
    #[error("the model: {0}")]
    Model(#[from] ModelError),
    /// Another model than the one that was asked for.
    #[error("{key} is {expected}, the model's is {found}: was the file swapped?")]
    ModelOther {
        /// Where it was asked for.
        key: &'static str,
        /// What the configuration says.
        expected: String,
        /// What was found.
        found: String,
    },
    /// The model on trial.
    #[error("the shadow (shadow.file): {0}")]
    Shadow(ModelError),
    /// A model on trial against itself.
    #[error(
        "shadow.file holds the very model that reports, {hash}: it would compare nothing; name another file, or empty [shadow]"
    )]
    ShadowSame {
        /// Of both.
        hash: String,
    },
    /// An asset that the model does not know.
    #[error("feed {feed}: the {model} does not know {asset}; it knows {known}")]
    AssetUnknown {
        /// `model` or `shadow`.
        model: &'static str,
        /// The feed.
        feed: String,
        /// The asset.
        asset: String,
        /// The model's assets.
        known: String,
    },
    /// The market data.
    #[error("the source: {0}")]
    Source(#[from] SourceError),
    /// The key.
    #[error("the key: {0}")]
    Key(#[from] KeyError),
    /// The RPC nodes.
    #[error("the chain: {0}")]
    Rpc(#[from] RpcError),
    /// The audit.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The health server.
    #[error(transparent)]
    Serve(#[from] ListenError),
    /// A task that ended by itself.
    #[error("{what} ended unexpectedly")]
    Ended {
        /// Which.
        what: &'static str,
    },
}
