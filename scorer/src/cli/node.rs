//! What `scorer publish`, `scorer doctor` and `scorer audit` share.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Context as _;
use ballast_scorer::node::config::NodeConfig;
use ballast_scorer::settings;
use clap::{Args, ValueEnum};

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

/// How logs are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum LogFormat {
    /// A JSON object a line
    Json,
    /// For people
    Text,
}

/// Logs to standard error, as `RUST_LOG` says, else everything from `info` on.
pub(super) fn start_logs(format: LogFormat) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Json => logs.json().try_init(),
        LogFormat::Text => logs.try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logs cannot be written: {error}"))
}

/// Runs `work` on a runtime of its own.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime can be started")?
        .block_on(work)
}
