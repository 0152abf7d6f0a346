//! `scorer publish`.

use ballast_scorer::node;
use clap::Args;
use tracing::level_filters::LevelFilter;

use super::node::ConfigArgs;
use super::telemetry::{Says, TelemetryArgs, until_stopped};

/// Watch the market and report its risk score to the chain
///
/// Runs until SIGTERM or Ctrl-C, and then finishes what is in flight. What goes wrong after the start is counted, logged and
/// shown by /ready; the node goes on. docs/node.md says what happens when.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer doctor --config node.toml\n  \
    scorer publish --config node.toml --dry-run --log text\n  scorer publish --config node.toml\n  \
    scorer publish --config node.toml --log json --otlp http://127.0.0.1:4318")]
pub(super) struct PublishArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Do everything but send: score, simulate, record
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    telemetry: TelemetryArgs,
}

pub(super) fn run(args: &PublishArgs) -> anyhow::Result<()> {
    let mut config = args.config.load()?;
    config.node.dry_run |= args.dry_run;
    let name = config.node.name.clone();
    let says = Says {
        service: "ballast-publisher",
        instance: Some(&name),
        level: LevelFilter::INFO,
    };
    until_stopped(&args.telemetry, &says, async |stop| {
        Ok(node::run(config, stop).await?)
    })
}
