//! `scorer study`: does adapting help?

mod pools;
mod print;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};
use ballast_scorer::data::Dataset;
use ballast_scorer::shard::{Share, Store, run, sha256};
use ballast_scorer::study::{
    SHARE_OF_DEPTH, Scene, StudyConfig, StudyPlan, Summary, crash_scenes, future_scenes, markdown,
    quiet_scenes, summarise, window_scene,
};
use ballast_scorer::synthetic;
use ballast_scorer::time::{Timestamp, Window};
use clap::{Args, ValueEnum};

use super::input::{self, Gaps, Source};
use super::progress;

/// What scenes are made of.
const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Years of synthetic history before the crash, when there are no data.
const SYNTHETIC_YEARS: u32 = 4;
const SYNTHETIC_CRASH: &str = "2022-11-08";

const EXAMPLES: &str = "\
Examples:
  scorer study --data data --html study.html --json study.json
  scorer study --data data --from 2022-11-01 --to 2022-11-13 --seeds 8
  scorer study --data data --futures 5 --seeds 40
  scorer study --data data --pools --seeds 8 --markdown pools.md

On four machines with the same data, then on one that sees the folder:
  scorer study --data data --shard 1/4 --out runs        (and 2/4, 3/4, 4/4)
  scorer study merge --data data --out runs --html study.html

A run that is interrupted goes on from the chunks that it left in --out.";

/// What to do besides the usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Compute nothing: put together what the shares of the study left in --out, and report
    Merge,
}

/// Compare ways to set terms: the same paths and people under fixed, slow and adaptive ones
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct StudyArgs {
    /// What to do besides the usual
    #[arg(value_enum, conflicts_with = "shard")]
    action: Option<Action>,
    #[command(flatten)]
    source: Source,
    /// Study this window instead of the crashes and the quiet months: its first hour
    #[arg(long, requires = "to", value_name = "TIME")]
    from: Option<Timestamp>,
    /// End of that window
    #[arg(long, requires = "from", value_name = "TIME")]
    to: Option<Timestamp>,
    /// Quiet months to look at, the latest ones
    #[arg(long, default_value_t = 6)]
    quiet_months: usize,
    /// Besides, futures that nobody has seen, drawn from all that came before them: so many for each seed
    #[arg(long, default_value_t = 0, value_name = "N")]
    futures: u64,
    /// When futures begin [default: where the data end]
    #[arg(long, requires = "futures", value_name = "TIME")]
    futures_from: Option<Timestamp>,
    /// Days of a future
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=90))]
    future_days: u32,
    /// Study contagion instead: the pool of Ballast by model beside one of fixed terms that fails on the scene's worst day,
    /// with and without each channel; quiet months are left out
    #[arg(long, conflicts_with = "html")]
    pools: bool,
    /// Seeds of every scene
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// Borrowers when a run begins
    #[arg(long, default_value_t = 200)]
    borrowers: usize,
    /// The local books' share of the venue's depth
    #[arg(long, default_value_t = SHARE_OF_DEPTH)]
    depth_share: f64,
    /// Threads [default: all]
    #[arg(long)]
    threads: Option<usize>,
    /// Compute this share of the chunks and report nothing, such as 2/4
    #[arg(long, value_name = "I/N")]
    shard: Option<Share>,
    /// Folder for the chunks of runs
    #[arg(long, value_name = "DIR", default_value = "out/study")]
    out: PathBuf,
    /// Write the result as JSON; `-`: to standard output instead of the tables
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the page of the docs, in Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write a page with tables and plots
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn study(args: &StudyArgs) -> anyhow::Result<()> {
    if args.pools {
        return pools::study(args);
    }
    let dataset = dataset(args)?;
    let scenes = scenes(args, &dataset)?;
    eprintln!("note: {}; {} scenes", dataset.origin, scenes.len());
    let config = StudyConfig {
        seeds: args.seeds,
        borrowers: args.borrowers,
        share_of_depth: args.depth_share,
    };
    let plan = StudyPlan::new(&dataset, config, scenes)?;
    let store = Store::open(&args.out, plan.work(&program()?))?;
    if args.action.is_none() {
        compute(args, &plan, &store)?;
    }
    if args.shard.is_some() {
        eprintln!(
            "note: merge with `scorer study merge` and the same arguments once all shares are there"
        );
        return Ok(());
    }
    let scenes: Vec<&Scene> = plan.scenes().iter().collect();
    let summary = summarise(&dataset.origin, config, &scenes, &store.merge()?);
    report(args, &summary)
}

fn dataset(args: &StudyArgs) -> anyhow::Result<Dataset> {
    if let Some(seed) = args.source.synthetic {
        let crash = SYNTHETIC_CRASH.parse()?;
        return Ok(synthetic::with_crash(seed, SYNTHETIC_YEARS, crash)?.dataset);
    }
    let assets = ASSETS.map(str::to_owned);
    input::load(&args.source, &assets, Gaps::Mark, None, None)
}

fn scenes(args: &StudyArgs, dataset: &Dataset) -> anyhow::Result<Vec<Scene>> {
    let mut scenes = past_scenes(args, dataset)?;
    if args.futures > 0 {
        let futures = future_scenes(dataset, args.futures_from, args.futures, args.future_days);
        if futures.is_empty() {
            bail!(
                "the data do not hold two of BTC, ETH and SOL over the 60 days before the futures begin"
            );
        }
        scenes.extend(futures);
    }
    Ok(scenes)
}

fn past_scenes(args: &StudyArgs, dataset: &Dataset) -> anyhow::Result<Vec<Scene>> {
    if let (Some(from), Some(to)) = (args.from, args.to) {
        let scene = window_scene(dataset, Window::new(from, to));
        return Ok(vec![scene.context(
            "the data do not hold two of BTC, ETH and SOL over that window and the 60 days before it",
        )?]);
    }
    if args.source.synthetic.is_some() {
        let crash: Timestamp = SYNTHETIC_CRASH.parse()?;
        let window = Window::new(crash.plus_hours(-24 * 7), crash.plus_hours(24 * 4));
        return Ok(window_scene(dataset, window).into_iter().collect());
    }
    let mut scenes = crash_scenes(dataset);
    scenes.extend(quiet_scenes(dataset, args.quiet_months));
    Ok(scenes)
}

/// SHA-256, in hex, of the program that runs: a chunk that another build left is not this one's.
fn program() -> anyhow::Result<String> {
    let file = std::env::current_exe().context("the running program cannot be found")?;
    let bytes = std::fs::read(&file).with_context(|| format!("{}", file.display()))?;
    Ok(sha256(&bytes))
}

fn compute(args: &StudyArgs, plan: &StudyPlan<'_>, store: &Store) -> anyhow::Result<()> {
    let share = args.shard.unwrap_or_default();
    let mut held = (0..store.work().chunks()).filter(|&chunk| share.holds(chunk));
    if held.all(|chunk| store.has(chunk)) {
        eprintln!("note: every chunk was found in {}", args.out.display());
        return Ok(());
    }
    let bar = progress::bar("training and scoring", plan.scenes().len() as u64);
    let staged = plan.clone().stage(&|| bar.inc(1));
    bar.finish_and_clear();
    let staged = staged?;
    let stop = stop_on_interrupt()?;
    let threads = args
        .threads
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into))
        .unwrap_or(1);
    let held = (0..store.work().chunks()).filter(|&chunk| share.holds(chunk));
    let units = held
        .map(|chunk| store.work().units_of(chunk))
        .map(|units| units.end - units.start);
    let bar = progress::bar("simulating", units.sum());
    let ended = run(store, share, threads, &stop, &|| bar.inc(1), |unit| {
        if args.pools {
            staged.run_linked(unit)
        } else {
            staged.run(unit)
        }
    });
    bar.finish_and_clear();
    let ended = ended?;
    eprintln!(
        "note: {} chunks computed, {} found in {}",
        ended.computed,
        ended.found,
        args.out.display()
    );
    if ended.left > 0 {
        bail!(
            "interrupted with {} chunks left; the same command goes on from here",
            ended.left
        );
    }
    Ok(())
}

/// A flag that the first interrupt raises; the second one ends the program as ever.
fn stop_on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_ok() {
                raised.store(true, Ordering::Relaxed);
                eprintln!("note: stopping; whole chunks are kept (again: stop at once)");
            }
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(130);
            }
        });
    });
    Ok(stop)
}

fn report(args: &StudyArgs, summary: &Summary) -> anyhow::Result<()> {
    if let Some(file) = &args.html {
        ballast_scorer::study::write_page(file, summary)
            .with_context(|| format!("{}: cannot be written", file.display()))?;
        eprintln!("note: the report is {}", file.display());
    }
    if let Some(file) = &args.markdown {
        std::fs::write(file, markdown(summary))
            .with_context(|| format!("{}: cannot be written", file.display()))?;
    }
    match &args.json {
        Some(file) if file == Path::new("-") => println!("{}", serde_json::to_string(summary)?),
        Some(file) => {
            std::fs::write(file, serde_json::to_string_pretty(summary)? + "\n")
                .with_context(|| format!("{}: cannot be written", file.display()))?;
            print::summary(summary);
        }
        None => print::summary(summary),
    }
    Ok(())
}
