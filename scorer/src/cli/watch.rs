//! `scorer watch`.

use std::process::ExitCode;

use ballast_scorer::watch::{Kind, Report, SAMPLE, WatchConfig, run as watch, table};
use clap::Args;

use super::keeper::KeeperArgs;

/// Compare publishers and watch a market: quorum, prices, breakers, utilisation
///
/// Reads the chain and nothing else, with no key. Posts what begins and ends to a webhook where one is set; that nothing can be
/// read, or that the chain's slot does not rise, is an alert too.
/// Runs until SIGTERM or Ctrl-C. docs/keepers.md lists the alerts.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes, by the worst alert of the last look: 0 none, 10 market (breaker, pause, utilisation), 11 publisher,\n\
    12 price, 13 quorum, 14 chain (it stands, or cannot be read); 1 it cannot start, or with --once the market could not be read\n\n\
    Example:\n  scorer watch --sample > watch.toml\n  scorer watch --config watch.toml --once\n  \
    scorer watch --config watch.toml --json | jq .alerts"
)]
pub(super) struct WatchArgs {
    #[command(flatten)]
    keeper: KeeperArgs,
}

pub(super) fn run(args: &WatchArgs) -> anyhow::Result<ExitCode> {
    if args.keeper.sample {
        print!("{SAMPLE}");
        return Ok(ExitCode::SUCCESS);
    }
    let config: WatchConfig = args.keeper.load()?;
    let is_json = args.keeper.json;
    let worst = args.keeper.until_stopped("ballast-watch", async |stop| {
        let tell = |report: &Report| {
            if is_json {
                // A value of plain fields is always JSON.
                println!("{}", serde_json::to_string(report).unwrap_or_default());
            } else {
                println!("{}", table(&report.view, &report.alerts));
            }
        };
        Ok(watch(config, args.keeper.once, stop, tell).await?)
    })?;
    Ok(worst.map_or(ExitCode::SUCCESS, |kind: Kind| {
        ExitCode::from(kind.exit_code())
    }))
}
