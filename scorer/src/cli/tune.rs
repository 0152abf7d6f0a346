//! `scorer tune`: which policy parameters would have cost least, judged on what came later.

mod print;
mod scenes;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ballast_policy::unit::Usd;
use ballast_scorer::data::Dataset;
use ballast_scorer::study::{SHARE_OF_DEPTH, Scene, Scores, StudyConfig, StudyPlan};
use ballast_scorer::time::Timestamp;
use ballast_scorer::tune::{
    Bundle, Evidence, Ground, MarketShape, PARAMETERS, Parameter, ReserveShape, SearchConfig,
    Weights, bundle, compare, search,
};
use clap::{Args, ValueEnum};

use super::input::Source;
use super::progress;

const EXAMPLES: &str = "\
Examples:
  scorer tune --data data --json bundle.json
  scorer tune --data data --parameters calm_ltv,stress_ltv,fall_start --candidates 81 --seed 2
  scorer tune --data data --weight lost_capacity=0.005 --weight crashes_a_year=2
  scorer tune --data data --cap USDC=5000000 --cap SOL=40000 --market-size 8000000 --json bundle.json

It proposes and changes nothing: a proposal that is not shown to be better on the later scenes says so.";

/// Whose scores the candidates follow.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScoreChoice {
    /// The model trained on what came before each scene's year
    Model,
    /// Its volatility baseline
    Volatility,
}

/// Search policy parameters on past crashes and quiet months, and judge them on later ones
///
/// Candidates are drawn at random around the preset, each checked by policy, and halved successively on the training scenes,
/// all on the same seeds. The best and the preset then meet the scenes from --validate-from on, which the search never sees.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct TuneArgs {
    #[command(flatten)]
    source: Source,
    /// Scenes that end before this day are searched on; scenes from it on judge
    #[arg(long, default_value = "2023-01-01", value_name = "TIME")]
    validate_from: Timestamp,
    /// Quiet months on either side of that day, the latest ones
    #[arg(long, default_value_t = 4)]
    quiet_months: usize,
    /// Candidates to draw besides the preset
    #[arg(long, default_value_t = 27, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    candidates: u64,
    /// Seeds of the first round; each further round has three times as many for a third of the candidates
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    first_seeds: u64,
    /// Seeds with which the proposal is judged
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    validation_seeds: u64,
    /// Draws the candidates; the same seed gives the same bundle, to the byte
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What may move [default: all]
    #[arg(long, value_delimiter = ',', value_name = "NAMES", value_parser = parse_parameter)]
    parameters: Vec<Parameter>,
    /// What a part of the cost weighs, dollars of bad debt, or how often a year has what; may be repeated
    #[arg(long = "weight", value_name = "NAME=NUMBER", value_parser = parse_weight)]
    weights: Vec<(String, f64)>,
    /// Whose scores the candidates follow
    #[arg(long, value_enum, default_value = "model")]
    scores: ScoreChoice,
    /// Borrowers when a run begins
    #[arg(long, default_value_t = 200)]
    borrowers: usize,
    /// The local books' share of the venue's depth
    #[arg(long, default_value_t = SHARE_OF_DEPTH)]
    depth_share: f64,
    /// Threads [default: all]
    #[arg(long)]
    threads: Option<usize>,
    /// Calm borrow cap of a reserve of the market that the bundle is for, whole tokens; may be repeated
    #[arg(long = "cap", value_name = "ASSET=TOKENS", value_parser = parse_cap)]
    caps: Vec<(String, u64)>,
    /// What that market holds, dollars
    #[arg(long, default_value_t = 10_000_000, value_name = "DOLLARS")]
    market_size: u64,
    /// Write the change bundle as JSON; `-`: to standard output instead of the table
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn parse_parameter(text: &str) -> Result<Parameter, String> {
    Parameter::of_name(text).ok_or_else(|| {
        let names = PARAMETERS.map(Parameter::name).join(", ");
        format!("{text:?} is none of {names}")
    })
}

fn parse_weight(text: &str) -> Result<(String, f64), String> {
    let known = || {
        format!(
            "write NAME=NUMBER, not negative, with one of {}",
            Weights::NAMES.join(", ")
        )
    };
    let (name, value) = text.split_once('=').ok_or_else(known)?;
    let value = value.parse().map_err(|_| known())?;
    let is_known = Weights::default().set(name, value);
    is_known.then(|| (name.to_owned(), value)).ok_or_else(known)
}

fn parse_cap(text: &str) -> Result<(String, u64), String> {
    let wrong = "write ASSET=TOKENS, such as SOL=40000";
    let (asset, tokens) = text.split_once('=').ok_or(wrong)?;
    if !RESERVES.iter().any(|(known, ..)| *known == asset) {
        return Err(format!("{asset} is none of USDC, SOL, ETH, BTC"));
    }
    Ok((asset.to_owned(), tokens.parse().map_err(|_| wrong)?))
}

/// The reserves of a bundle: symbol, decimals, and the cap where none is given, whole tokens.
const RESERVES: [(&str, u32, u64); 4] = [
    ("USDC", 6, 10_000_000),
    ("SOL", 9, 40_000),
    ("ETH", 8, 2_000),
    ("BTC", 8, 80),
];

pub(super) fn run(args: &TuneArgs) -> anyhow::Result<()> {
    let dataset = scenes::dataset(args)?;
    let (earlier, later) = scenes::split(args, scenes::all(args, &dataset)?);
    eprintln!(
        "note: {}; {} scenes to search on, {} to judge on",
        dataset.origin,
        earlier.len(),
        later.len()
    );
    if earlier.is_empty() || later.is_empty() {
        bail!(
            "no scene on one side of --validate-from {}; choose another day",
            args.validate_from
        );
    }
    let config = config(args);
    let training = ground(args, &dataset, earlier)?;
    let found = {
        let scenes = training.study.stages().len();
        let bar = progress::bar("searching", config.runs(scenes));
        let found = search(&training, &config, &|| bar.inc(1));
        bar.finish_and_clear();
        found?
    };
    let validation = ground(args, &dataset, later)?;
    let proposal = found.candidate();
    let judged = {
        let runs = 3 * args.validation_seeds * validation.study.stages().len() as u64;
        let bar = progress::bar("judging", runs);
        let objective = (config.weights, config.borrowers);
        let (seeds, threads) = (args.validation_seeds, config.threads);
        let judged = compare(&validation, &proposal, objective, seeds, threads, &|| {
            bar.inc(1);
        });
        bar.finish_and_clear();
        judged?
    };
    let grounds = (&training, &validation);
    let evidence = Evidence::new(grounds, args.validate_from, &config, &found, judged);
    let bundle =
        bundle(&proposal, shape(args), evidence).context("policy refuses to class a change")?;
    report(args, &bundle)
}

fn ground<'a>(
    args: &TuneArgs,
    dataset: &'a Dataset,
    scenes: Vec<Scene>,
) -> anyhow::Result<Ground<'a>> {
    let study = StudyConfig {
        seeds: args.validation_seeds,
        borrowers: args.borrowers,
        share_of_depth: args.depth_share,
    };
    let bar = progress::bar("training and scoring", scenes.len() as u64);
    let staged = StudyPlan::new(dataset, study, scenes)?.stage(&|| bar.inc(1));
    bar.finish_and_clear();
    Ok(Ground {
        study: staged?,
        scores: match args.scores {
            ScoreChoice::Model => Scores::Model,
            ScoreChoice::Volatility => Scores::Baseline,
        },
    })
}

fn config(args: &TuneArgs) -> SearchConfig {
    let mut weights = Weights::default();
    for (name, value) in &args.weights {
        weights.set(name, *value);
    }
    let parameters = if args.parameters.is_empty() {
        PARAMETERS.to_vec()
    } else {
        args.parameters.clone()
    };
    let threads = args
        .threads
        .or_else(|| std::thread::available_parallelism().ok().map(Into::into));
    SearchConfig {
        seed: args.seed,
        candidates: usize::try_from(args.candidates).unwrap_or(usize::MAX),
        first_seeds: args.first_seeds,
        parameters,
        threads: threads.unwrap_or(1),
        borrowers: args.borrowers,
        weights,
    }
}

fn shape(args: &TuneArgs) -> MarketShape {
    let reserve = |(symbol, decimals, usual): (&str, u32, u64)| {
        let given = args.caps.iter().rev().find(|(asset, _)| asset == symbol);
        let tokens = given.map_or(usual, |(_, tokens)| *tokens);
        ReserveShape {
            symbol: symbol.to_owned(),
            cap: tokens.saturating_mul(10u64.pow(decimals)),
            is_lent: symbol == "USDC",
        }
    };
    MarketShape {
        reserves: RESERVES.into_iter().map(reserve).collect(),
        dollars: args.market_size.min(u64::MAX >> Usd::FRACTION_BITS),
    }
}

fn report(args: &TuneArgs, bundle: &Bundle) -> anyhow::Result<()> {
    match &args.json {
        Some(file) if file == Path::new("-") => println!("{}", serde_json::to_string(bundle)?),
        Some(file) => {
            std::fs::write(file, serde_json::to_string_pretty(bundle)? + "\n")
                .with_context(|| format!("{}: cannot be written", file.display()))?;
            print::bundle(bundle);
        }
        None => print::bundle(bundle),
    }
    Ok(())
}
