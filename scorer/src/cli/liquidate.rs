//! `scorer liquidate`.

use std::process::ExitCode;

use ballast_scorer::liquidator::{
    LiquidatorConfig, Look, SAMPLE, Taken, TakenOutcome, run as liquidate,
};
use clap::Args;

use super::keeper::KeeperArgs;

/// Liquidate unhealthy positions where it pays, with an inventory of its own
///
/// Health and sizes follow from the published policy's own formulas at the newest prices, which travel in the same
/// transaction. It never repays more than the purse and the budget hold, and never sends what does not pay after fees.
/// Runs until SIGTERM or Ctrl-C. docs/keepers.md says more.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 done, 1 it cannot start, or with --once the market could not be read or a liquidation failed\n\n\
    Example:\n  scorer liquidate --sample > liquidator.toml\n  \
    scorer liquidate --config liquidator.toml --once --dry-run --json\n  scorer liquidate --config liquidator.toml"
)]
pub(super) struct LiquidateArgs {
    #[command(flatten)]
    keeper: KeeperArgs,
    /// Simulate what pays and send nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &LiquidateArgs) -> anyhow::Result<ExitCode> {
    if args.keeper.sample {
        print!("{SAMPLE}");
        return Ok(ExitCode::SUCCESS);
    }
    let config: LiquidatorConfig = args.keeper.load()?;
    let (once, is_json) = (args.keeper.once, args.keeper.json);
    let mut has_failed = false;
    args.keeper
        .until_stopped("ballast-liquidator", async |stop| {
            let tell = |look: &Look| {
                has_failed = look.taken.iter().any(has_ended_badly);
                print(look, is_json, once);
            };
            Ok(liquidate(config, args.dry_run, once, stop, tell).await?)
        })?;
    let failed = once && has_failed;
    Ok(ExitCode::from(u8::from(failed)))
}

fn has_ended_badly(taken: &Taken) -> bool {
    matches!(
        taken.outcome,
        TakenOutcome::Failed { .. } | TakenOutcome::Expired { .. } | TakenOutcome::Unknown { .. }
    )
}

fn print(look: &Look, is_json: bool, once: bool) {
    if is_json {
        if once || !look.taken.is_empty() {
            // A value of plain fields is always JSON.
            println!("{}", serde_json::to_string(look).unwrap_or_default());
        }
        return;
    }
    if once {
        println!(
            "slot {}: {} positions owe, {} are unhealthy, {} of them do not pay",
            look.slot,
            look.positions,
            look.unhealthy,
            look.unprofitable.len()
        );
        for (position, why) in &look.stuck {
            println!("{position}: nothing can be done ({why:?})");
        }
    }
    for taken in &look.taken {
        println!("{}", line(taken));
    }
}

fn line(taken: &Taken) -> String {
    let offer = &taken.offer;
    let what = format!(
        "{}: repay {} of reserve {}, take {} of reserve {}, bonus {} bp, gain ${:.2}",
        offer.position,
        offer.repaid,
        offer.debt.0,
        offer.paid,
        offer.collateral.0,
        offer.bonus_bps,
        offer.gain_dollars
    );
    match &taken.outcome {
        TakenOutcome::Landed {
            signature, slot, ..
        } => format!("{what}: done in slot {slot}, {signature}"),
        TakenOutcome::Planned { units } => format!("{what}: would be sent, {units} units"),
        TakenOutcome::Unprofitable { profit_dollars } => {
            format!("{what}: left alone, ${profit_dollars:.2} after the fee")
        }
        TakenOutcome::Late { reason } => format!("{what}: too late, {reason}"),
        TakenOutcome::Failed { reason } => format!("{what}: failed, {reason}"),
        TakenOutcome::Expired { reason } => format!("{what}: {reason}"),
        TakenOutcome::Unknown { reason } => format!("{what}: not known, {reason}"),
    }
}
