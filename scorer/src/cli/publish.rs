//! `scorer publish`.

use ballast_scorer::node;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::node::{ConfigArgs, LogFormat, block_on, start_logs};

/// Watch the market and report its risk score to the chain
///
/// Runs until SIGTERM or Ctrl-C, and then finishes what is in flight. What goes wrong after the start is counted, logged and
/// shown by /ready; the node goes on. docs/node.md says what happens when.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer doctor --config node.toml\n  \
    scorer publish --config node.toml --dry-run --log text\n  scorer publish --config node.toml")]
pub(super) struct PublishArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Do everything but send: score, simulate, record
    #[arg(long)]
    dry_run: bool,
    /// How logs are written, to standard error
    #[arg(long, value_enum, default_value = "text")]
    log: LogFormat,
}

pub(super) fn run(args: &PublishArgs) -> anyhow::Result<()> {
    let mut config = args.config.load()?;
    config.node.dry_run |= args.dry_run;
    start_logs(args.log)?;
    block_on(async {
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
        Ok(node::run(config, stop).await?)
    })
}
