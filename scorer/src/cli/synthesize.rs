//! `scorer synthesize`.

use std::path::PathBuf;

use ballast_scorer::data;
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;
use serde_json::json;

use super::progress;

/// Write a synthetic market as Parquet files
///
/// The same seed and window write the same files. Crashes are placed at random, besides --crash.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  scorer synthesize --out data --seed 7 --from 2018-01-01 \
    --to 2022-12-01 --crash 2022-11-07"
)]
pub(super) struct SynthesizeArgs {
    /// Folder to write to; files of the same names are replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Seed of the generator
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Assets to generate, out of BTC, ETH and SOL
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "BTC,ETH,SOL",
        value_name = "ASSETS"
    )]
    assets: Vec<String>,
    /// Open of the first bar
    #[arg(long, value_name = "TIME")]
    from: Timestamp,
    /// End of the bars
    #[arg(long, value_name = "TIME")]
    to: Timestamp,
    /// Start of a crash of the size of the FTX week of November 2022
    #[arg(long, value_name = "TIME")]
    crash: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &SynthesizeArgs) -> anyhow::Result<()> {
    let spinner = progress::spinner("generating");
    let generated = synthetic::generate(&SyntheticConfig {
        seed: args.seed,
        window: Window::new(args.from, args.to),
        assets: args.assets.clone(),
        crash: args.crash.map(Timestamp::hour_floor),
    })?;
    let files = data::write(&args.out, &generated.dataset)?;
    spinner.finish_and_clear();
    if args.json {
        let crashes: Vec<_> = generated
            .crashes
            .iter()
            .map(|crash| json!({"start": crash.start, "severity": crash.severity}))
            .collect();
        println!("{}", json!({"files": files, "crashes": crashes}));
        return Ok(());
    }
    for file in files {
        println!("{}", file.display());
    }
    for crash in generated.crashes {
        println!(
            "crash of {:.0} % of the FTX week from {}",
            100.0 * crash.severity,
            crash.start
        );
    }
    Ok(())
}
