//! `scorer risk`: what a market's positions could lose.

mod futures;
mod market;
mod print;
mod setting;
mod source;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::bail;
use ballast_scorer::risk::{
    Assessment, Outcomes, Page, Recommendation, Runs, Simulation, Trial, assess, recommend,
};
use clap::Args;
use serde::Serialize;

use super::progress;
use futures::{FutureArgs, futures};
use market::MarketArgs;
use source::{ChainArgs, SourceArgs};

const EXAMPLE: &str = "\
A positions file is JSON, or JSON lines:
  {\"assets\": [{\"symbol\": \"SOL\", \"decimals\": 9, \"price\": 150, \"terms\": \"volatile\"},
              {\"symbol\": \"USDC\", \"decimals\": 6, \"price\": 1, \"terms\": \"stable\"}],
   \"positions\": [{\"owner\": \"alice\", \"deposits\": {\"SOL\": 100}, \"borrows\": {\"USDC\": 9000}}]}

Examples:
  scorer risk --synthetic 10000 --limit 250000 --html risk.html
  scorer risk --positions positions.json --paths paths.json --method copula --limit 250000
  scorer risk --positions positions.json --steps 24 --depth SOL=8e6 --volatility SOL=0.9 --json
  scorer risk --accounts accounts.json --symbols mints.txt --paths paths.json
  scorer risk --rpc https://node.example --market ADDRESS --symbols mints.txt";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct RiskArgs {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    chain: ChainArgs,
    /// Futures to play
    #[arg(long, default_value_t = 10_000)]
    scenarios: usize,
    /// Steps of a future; 1: prices jump once and nobody acts
    #[arg(long, default_value = "12")]
    steps: NonZeroUsize,
    /// Draws prices and synthetic positions; the same seed gives the same result
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; the result does not depend on them
    #[arg(long, default_value = "2")]
    threads: NonZeroUsize,
    /// Find the change that would bring the 99 % loss under so many dollars
    #[arg(long, value_name = "USD")]
    limit: Option<f64>,
    #[command(flatten)]
    futures: FutureArgs,
    #[command(flatten)]
    market: MarketArgs,
    /// Write a page with plots
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

/// Everything that is printed as JSON.
#[derive(Serialize)]
struct Report<'a> {
    origin: &'a str,
    steps: usize,
    step_seconds: u32,
    paths: &'a str,
    seed: u64,
    assessment: &'a Assessment,
    recommendation: Option<&'a Recommendation>,
}

pub(super) fn run(args: &RiskArgs) -> anyhow::Result<()> {
    if args
        .limit
        .is_some_and(|limit| limit.is_nan() || limit < 0.0)
    {
        bail!("--limit is no amount: give dollars from zero");
    }
    let snapshot = args
        .source
        .snapshot(args.seed, &args.chain)?
        .with_prices_shown();
    let futures = futures(args, &snapshot)?;
    let source = futures.source.as_ref();
    let mode = market::mode(args, &snapshot)?;
    let runs = Runs {
        scenarios: args.scenarios,
        threads: args.threads.get(),
    };
    let simulation = Simulation::new(&snapshot, mode.clone())?;
    let bar = progress::bar("playing scenarios", args.scenarios as u64);
    let done = |count: usize| bar.inc(count as u64);
    let (assessment, outcomes) = assess(&snapshot, &simulation, source, runs, &done)?;
    bar.finish_and_clear();
    let trial = Trial {
        snapshot: &snapshot,
        mode: &mode,
        source,
        runs,
    };
    let recommendation = args.limit.map(|limit| advice(trial, &outcomes, limit));
    let recommendation = recommendation.transpose()?;
    let played = format!(
        "{} steps of {} s, seed {}, prices: {}",
        args.steps,
        source.step_seconds(),
        args.seed,
        futures.origin
    );
    if let Some(file) = &args.html {
        let page = Page {
            origin: &snapshot.origin,
            futures: &played,
            assessment: &assessment,
            outcomes: &outcomes,
            recommendation: recommendation.as_ref(),
        };
        page.write(file)?;
        eprintln!("wrote {}", file.display());
    }
    if args.json {
        let report = Report {
            origin: &snapshot.origin,
            steps: args.steps.get(),
            step_seconds: source.step_seconds(),
            paths: &futures.origin,
            seed: args.seed,
            assessment: &assessment,
            recommendation: recommendation.as_ref(),
        };
        println!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(());
    }
    println!("{}\n{played}", snapshot.origin);
    print::assessment(&assessment);
    if let Some(found) = &recommendation {
        print::recommendation(found);
    }
    Ok(())
}

fn advice(trial: Trial<'_>, outcomes: &Outcomes, limit: f64) -> anyhow::Result<Recommendation> {
    let spinner = progress::spinner("trying what would bring the loss under the limit");
    let found = recommend(trial, outcomes, limit, &|_| ())?;
    spinner.finish_and_clear();
    Ok(found)
}
