//! `scorer replay`: a market week through the real program.

use std::path::PathBuf;

use anyhow::Context;
use ballast_scorer::data::Dataset;
use ballast_scorer::model::{Model, TrainConfig, train_publishers};
use ballast_scorer::reference_shock::reference_shocks;
use ballast_scorer::replay::{self, ReplayConfig, Summary};
use ballast_scorer::synthetic;
use ballast_scorer::time::{Timestamp, Window};
use clap::Args;

use super::input::{self, Gaps, Source};
use super::progress;

/// Assets whose bars the replay needs.
const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Hours between the end of training and the first decision: a label looks this far ahead, twice over.
const PURGE_HOURS: i64 = 48;
/// Years of synthetic history before the crash, when there are no data.
const SYNTHETIC_YEARS: u32 = 4;

const EXAMPLE: &str = "\
Example, the FTX week from a folder of bars:
  scorer replay --data data --from 2022-11-06 --until 2022-11-13 --out out/ftx

Example, with no data:
  scorer replay --synthetic 7 --out out/synthetic";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct ReplayArgs {
    #[command(flatten)]
    source: Source,
    /// First hour that is reported on
    #[arg(long, default_value = "2022-11-06")]
    from: Timestamp,
    /// End of the window
    #[arg(long, default_value = "2022-11-13")]
    until: Timestamp,
    /// Folder for report.html, the plots and replay.json
    #[arg(long, value_name = "DIR", default_value = "out/replay")]
    out: PathBuf,
    /// The program's binary, as `make sbf` builds it
    #[arg(long, value_name = "FILE", default_value = "target/deploy/lending.so")]
    program: PathBuf,
    /// Independent publishers, each with a model of its own; the last one lies in the middle half of the window
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(3..=16))]
    publishers: u32,
    /// Borrowers
    #[arg(long, default_value_t = 300)]
    borrowers: usize,
    /// Lenders of USDC
    #[arg(long, default_value_t = 40)]
    lenders: usize,
    /// Liquidators
    #[arg(long, default_value_t = 5)]
    liquidators: usize,
    /// Draws people and models; the same seed gives the same run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ReplayArgs) -> anyhow::Result<()> {
    let config = ReplayConfig {
        window: Window::new(args.from, args.until),
        borrowers: args.borrowers,
        lenders: args.lenders,
        liquidators: args.liquidators,
        seed: args.seed,
        program: args.program.clone(),
    };
    let dataset = dataset(args, &config)?;
    eprintln!("data: {}", dataset.origin);
    let models = train(args, &config, &dataset)?;
    let hours = config.window.until.hours_since_floor(config.begins());
    let bar = progress::bar("replaying", u64::try_from(hours).unwrap_or(0));
    let record = replay::run(&config, &dataset, &models, &|| bar.inc(1))?;
    bar.finish_and_clear();
    let hashes = models.iter().map(|model| model.hash().to_owned()).collect();
    let summary = Summary::new(&config, &dataset.origin, hashes, &record);
    let page = replay::write_report(&args.out, &summary, &record)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&summary)?);
    } else {
        print!("{summary}");
    }
    eprintln!("report: {}", page.display());
    Ok(())
}

fn dataset(args: &ReplayArgs, config: &ReplayConfig) -> anyhow::Result<Dataset> {
    if let Some(seed) = args.source.synthetic {
        // The crash begins a third into the window, so that there is a calm to leave.
        let hours = config.window.until.hours_since_floor(config.window.from);
        let crash = config.window.from.plus_hours(hours / 3);
        return Ok(synthetic::with_crash(seed, SYNTHETIC_YEARS, crash)?.dataset);
    }
    let assets = ASSETS.map(str::to_owned);
    input::load(&args.source, &assets, Gaps::Mark, None, config.window.until)
}

/// One model per publisher, trained on what was known before the run begins.
fn train(
    args: &ReplayArgs,
    config: &ReplayConfig,
    dataset: &Dataset,
) -> anyhow::Result<Vec<Model>> {
    let known = dataset.window().context("the data hold no bars")?;
    let until = config.begins().plus_hours(-PURGE_HOURS);
    let window = Window::new(known.from, until);
    let mut settings = TrainConfig::new(&ASSETS, window);
    settings.shocks = reference_shocks(dataset, &ASSETS, window)?;
    settings.seed = args.seed;
    for (asset, shock) in &settings.shocks {
        eprintln!(
            "a shock for {asset}: a fall of {:.0} % within 24 hours",
            shock * 100.0
        );
    }
    let bar = progress::bar("training publishers' models", u64::from(args.publishers));
    let models = train_publishers(dataset, &settings, args.publishers, &|| bar.inc(1))?;
    bar.finish_and_clear();
    Ok(models)
}
