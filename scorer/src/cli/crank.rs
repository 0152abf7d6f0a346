//! `scorer crank`.

use std::process::ExitCode;

use ballast_scorer::crank::{CrankConfig, Done, Outcome, Pass, SAMPLE, run as crank};
use clap::Args;

use super::keeper::KeeperArgs;

/// Keep a market moving: prices, rounds, interest, breakers, changes, marks, bad debt, fees
///
/// It does what anyone may do and policy says is due; the program decides. Any number of cranks may run: each waits a while of
/// its own and looks again before it sends. Runs until SIGTERM or Ctrl-C. docs/keepers.md says more.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 done, 1 it cannot start, or with --once the market could not be read or something failed\n\n\
    Example:\n  scorer crank --sample > crank.toml\n  scorer crank --config crank.toml --once --dry-run\n  \
    scorer crank --config crank.toml"
)]
pub(super) struct CrankArgs {
    #[command(flatten)]
    keeper: KeeperArgs,
    /// Simulate what is due and send nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &CrankArgs) -> anyhow::Result<ExitCode> {
    if args.keeper.sample {
        print!("{SAMPLE}");
        return Ok(ExitCode::SUCCESS);
    }
    let config: CrankConfig = args.keeper.load()?;
    let (once, is_json) = (args.keeper.once, args.keeper.json);
    let mut has_failed = false;
    args.keeper.until_stopped("ballast-crank", async |stop| {
        let tell = |pass: &Pass| {
            has_failed = pass.has_failed();
            print(pass, is_json, once);
        };
        Ok(crank(config, args.dry_run, once, stop, tell).await?)
    })?;
    let failed = once && has_failed;
    Ok(ExitCode::from(u8::from(failed)))
}

fn print(pass: &Pass, is_json: bool, once: bool) {
    if is_json {
        if once || !pass.done.is_empty() {
            // A value of plain fields is always JSON.
            println!("{}", serde_json::to_string(pass).unwrap_or_default());
        }
        return;
    }
    if once && pass.done.is_empty() {
        println!("slot {}: nothing is due", pass.slot);
    }
    for done in &pass.done {
        println!("{}", line(done));
    }
}

fn line(done: &Done) -> String {
    let Done {
        duty,
        target,
        why,
        outcome,
    } = done;
    let duty = duty.name();
    match outcome {
        Outcome::Landed { signature, slot } => {
            format!("{duty} {target}: done in slot {slot}, {signature} ({why})")
        }
        Outcome::Needless => format!("{duty} {target}: somebody was first ({why})"),
        Outcome::Planned { units } => format!("{duty} {target}: due, {units} units ({why})"),
        Outcome::Failed { reason } => format!("{duty} {target}: failed, {reason} ({why})"),
    }
}
