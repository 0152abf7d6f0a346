//! What `scorer crank`, `scorer liquidate` and `scorer watch` share.

use std::path::PathBuf;

use anyhow::Context as _;
use ballast_scorer::settings;
use clap::{Args, ValueEnum};
use serde::de::DeserializeOwned;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Where the settings are, and how it is logged.
#[derive(Debug, Args)]
pub(super) struct KeeperArgs {
    /// The settings; `BALLAST__SECTION__KEY` in the environment stands over them
    #[arg(long, value_name = "FILE", required_unless_present = "sample")]
    config: Option<PathBuf>,
    /// Print the settings file that explains every key, and end
    #[arg(long)]
    pub(super) sample: bool,
    /// Look once and end
    #[arg(long)]
    pub(super) once: bool,
    /// Print JSON, one object a look
    #[arg(long)]
    pub(super) json: bool,
    /// How logs are written, to standard error
    #[arg(long, value_enum, default_value = "text")]
    log: Log,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Log {
    /// A JSON object a line
    Json,
    /// For people
    Text,
}

impl KeeperArgs {
    pub(super) fn load<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        let file = self.config.as_deref().context("--config FILE is missing")?;
        Ok(settings::load(file, settings::environment())?)
    }

    /// Logs to standard error, as `RUST_LOG` says, else what matters.
    pub(super) fn start_logs(&self) -> anyhow::Result<()> {
        let filter = tracing_subscriber::EnvFilter::try_from_default_env();
        let quiet = if self.once { "warn" } else { "info" };
        let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(quiet));
        let logs = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        let started = match self.log {
            Log::Json => logs.json().try_init(),
            Log::Text => logs.try_init(),
        };
        started.map_err(|error| anyhow::anyhow!("logs cannot be written: {error}"))
    }
}

/// Runs `work` on a runtime of its own, with a token that SIGTERM and Ctrl-C cancel.
pub(super) fn until_stopped<T, F, W>(work: F) -> anyhow::Result<T>
where
    F: FnOnce(CancellationToken) -> W,
    W: Future<Output = anyhow::Result<T>>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no runtime can be started")?;
    runtime.block_on(async {
        let stop = CancellationToken::new();
        let mut terminate = signal(SignalKind::terminate())?;
        let on_signal = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("stopping");
            on_signal.cancel();
        });
        work(stop).await
    })
}
