//! `scorer doctor`.

use anyhow::bail;
use ballast_scorer::node::doctor::{self, Verdict};
use clap::Args;

use super::node::{ConfigArgs, block_on};

/// Check what a publisher's node needs: configuration, model, data, database, RPC nodes, clock, key and permission
///
/// Sends nothing. Exit code 0 while nothing failed, warnings included; 1 otherwise.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scorer doctor --config node.toml")]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    config: ConfigArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DoctorArgs) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let findings = block_on(async { Ok(doctor::examine(&config).await) })?;
    if args.json {
        println!("{}", serde_json::to_string(&findings)?);
    } else {
        for finding in &findings {
            let (verdict, what, found) = (finding.verdict.name(), &finding.what, &finding.found);
            println!("{verdict:<5} {what:<12} {found}");
            if let Some(advice) = &finding.advice {
                println!("{:<18} -> {advice}", "");
            }
        }
    }
    let failed = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Fail);
    match failed.count() {
        0 => Ok(()),
        1 => bail!("1 check failed"),
        failed => bail!("{failed} checks failed"),
    }
}
