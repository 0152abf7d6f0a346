//! What every command that runs until it is stopped shares: its logs, its traces and its end.

use anyhow::Context as _;
use ballast_scorer::telemetry::{Endpoint, Settings, Telemetry};
use clap::{Args, ValueEnum};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::level_filters::LevelFilter;

use super::node::block_on;

/// What it says of itself, and where to.
#[derive(Debug, Args)]
pub(super) struct TelemetryArgs {
    /// How logs are written, to standard error
    #[arg(long, value_enum, default_value = "text")]
    log: LogFormat,
    /// Send traces to the OpenTelemetry collector there, `http://127.0.0.1:4318` (OTLP over HTTP); it stands over `OTEL_EXPORTER_OTLP_ENDPOINT`
    #[arg(long, value_name = "URL")]
    otlp: Option<String>,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// A JSON object a line
    Json,
    /// For people
    Text,
}

/// Who says something, and what is logged where `RUST_LOG` says nothing.
pub(super) struct Says<'a> {
    pub(super) service: &'static str,
    pub(super) instance: Option<&'a str>,
    pub(super) level: LevelFilter,
}

/// Runs `work` on a runtime of its own, with a token that SIGTERM and Ctrl-C cancel.
pub(super) fn until_stopped<T, F, W>(
    args: &TelemetryArgs,
    says: &Says<'_>,
    work: F,
) -> anyhow::Result<T>
where
    F: FnOnce(CancellationToken) -> W,
    W: Future<Output = anyhow::Result<T>>,
{
    let endpoint = Endpoint::resolve(args.otlp.as_deref(), |name| std::env::var(name).ok())?;
    let settings = Settings {
        service: says.service,
        instance: says.instance,
        is_json: matches!(args.log, LogFormat::Json),
        level: says.level,
        endpoint,
    };
    block_on(async {
        let telemetry = Telemetry::start(&settings)?;
        let stop = CancellationToken::new();
        cancel_on_signal(stop.clone()).context("signals cannot be heard")?;
        let done = work(stop).await;
        telemetry.finish().await;
        done
    })
}

fn cancel_on_signal(stop: CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}
