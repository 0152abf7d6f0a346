//! What `scorer publish`, `scorer doctor`, `scorer audit` and `scorer rotate-key` share.

use std::path::PathBuf;

use anyhow::Context as _;
use ballast_scorer::node::config::NodeConfig;
use ballast_scorer::settings;
use clap::Args;

/// The node's configuration file.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// The node's configuration; scorer/config/node.toml explains every key. `BALLAST__SECTION__KEY` stands over it
    #[arg(long, value_name = "FILE")]
    pub(super) config: PathBuf,
}

impl ConfigArgs {
    pub(super) fn load(&self) -> anyhow::Result<NodeConfig> {
        Ok(NodeConfig::load(&self.config, settings::environment())?)
    }
}

/// Runs `work` on a runtime of its own.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime can be started")?
        .block_on(work)
}
