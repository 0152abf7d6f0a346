//! What `scorer crank`, `scorer liquidate` and `scorer watch` share.

use std::path::PathBuf;

use anyhow::Context as _;
use ballast_scorer::settings;
use clap::Args;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;
use tracing::level_filters::LevelFilter;

use super::telemetry::{Says, TelemetryArgs, until_stopped};

/// Where the settings are, and what it says of itself.
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
    #[command(flatten)]
    telemetry: TelemetryArgs,
}

impl KeeperArgs {
    pub(super) fn load<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        let file = self.config.as_deref().context("--config FILE is missing")?;
        Ok(settings::load(file, settings::environment())?)
    }

    /// Runs `work` until SIGTERM or Ctrl-C, with the logs and traces of the program `service`.
    pub(super) fn until_stopped<T, F, W>(&self, service: &'static str, work: F) -> anyhow::Result<T>
    where
        F: FnOnce(CancellationToken) -> W,
        W: Future<Output = anyhow::Result<T>>,
    {
        let level = if self.once {
            LevelFilter::WARN
        } else {
            LevelFilter::INFO
        };
        let says = Says {
            service,
            instance: None,
            level,
        };
        until_stopped(&self.telemetry, &says, work)
    }
}
