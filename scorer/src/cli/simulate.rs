//! `scorer simulate`: people, prices and publishers around the published policy.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, bail};
use ballast_scorer::agent::{
    AttackKind, AttackPlan, Ballast, Comparison, Constant, Found, Outcome, Run, ScoreSource,
    ScoreTable, SimulationConfig, Static, Steward, Tape, page, search, simulate,
};
use ballast_scorer::data::Dataset;
use ballast_scorer::synthetic;
use ballast_scorer::time::{Timestamp, Window};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::input::{self, Gaps, Source};
use super::{on_program, progress};

/// Assets whose bars the simulation needs.
const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Years of synthetic history before the crash, when there are no data.
const SYNTHETIC_YEARS: u32 = 4;
/// Seconds of an hour.
const HOUR: u64 = 3_600;

const EXAMPLE: &str = "\
Example, the FTX week under terms that nothing moves, and under Ballast:
  scorer simulate --data data --from 2022-11-04 --until 2022-11-12 --steward static
  scorer simulate --data data --from 2022-11-04 --until 2022-11-12 --steward ballast --html ftx.html

Example, with no data, and an attacker who looks for its best plan:
  scorer simulate --synthetic 7 --attack oracle-push --optimize

Example, a tenth of the same people through the compiled program as well (`make sbf` builds it):
  scorer simulate --synthetic 7 --vm target/deploy/lending.so";

/// Who sets the terms.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum StewardChoice {
    /// The published policy, following its feeds
    Ballast,
    /// The calm terms of the published policy at all times, with neither breakers nor limits of flow
    Static,
}

/// Where scores come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ScoreChoice {
    /// The model inside this program
    Model,
    /// Its volatility baseline
    Baseline,
    /// Perfect foresight of the day to come
    Foresight,
    /// Ten points at all times
    Calm,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AttackChoice {
    /// Moves the thin book, and with it the oracle, and borrows against it
    OraclePush,
    /// Borrows until hardly anything is left
    UtilizationSqueeze,
    /// Has publishers lie
    PublisherCapture,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct SimulateArgs {
    #[command(flatten)]
    source: Source,
    /// First hour
    #[arg(long, default_value = "2022-11-04")]
    from: Timestamp,
    /// End of the window
    #[arg(long, default_value = "2022-11-12")]
    until: Timestamp,
    /// Draws everyone; the same seed gives the same result, to the byte
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Simulations, of as many seeds in a row, whose mean is reported
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// Borrowers when the simulation begins
    #[arg(long, default_value_t = 200)]
    borrowers: usize,
    /// How much of the venue's depth the local books have
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    depth_share: f64,
    /// Who sets the terms
    #[arg(long, value_enum, default_value = "ballast")]
    steward: StewardChoice,
    /// Where publishers' scores come from
    #[arg(long, value_enum, default_value = "model")]
    scores: ScoreChoice,
    /// Have someone attack in the middle of the window
    #[arg(long, value_enum, value_name = "NAME")]
    attack: Option<AttackChoice>,
    /// Publishers that a capture controls
    #[arg(long, default_value_t = 1)]
    captured: usize,
    /// Search the attacker's best plan by whole simulations
    #[arg(long, requires = "attack")]
    optimize: bool,
    /// Send every operation of a smaller simulation of the first seed through this compiled program as well, and fail unless
    /// it ends as policy does, bit for bit
    #[arg(long, value_name = "PROGRAM.so")]
    vm: Option<PathBuf>,
    /// The share of the borrowers that the smaller simulation has
    #[arg(long, default_value_t = 0.1, value_name = "SHARE", requires = "vm", value_parser = share)]
    vm_share: f64,
    /// Write the whole result as JSON; `-`: to standard output instead of the table
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a page with plots of the first seed
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// What the JSON holds: nothing that differs between two runs of the same input.
#[derive(Serialize)]
struct Document<'a> {
    data: &'a str,
    window: Window,
    steward: &'a str,
    scores: &'a str,
    config: &'a SimulationConfig,
    events: u64,
    mean: Option<Outcome>,
    seeds: Vec<Outcome>,
    best_attack: Option<Found>,
    program: Option<Comparison>,
}

pub(super) fn run(args: &SimulateArgs) -> anyhow::Result<()> {
    let window = Window::new(args.from, args.until);
    let dataset = dataset(args, window)?;
    eprintln!("data: {}", dataset.origin);
    let config = config(args, window, args.borrowers)?;
    let symbols: Vec<String> = config
        .assets
        .iter()
        .map(|asset| asset.symbol.clone())
        .collect();
    let tape_of = |seed| Tape::from_dataset(&dataset, &symbols, window, 300, seed);
    let scores = scores(args, &dataset, &config, &tape_of(args.seed)?, window)?;
    let (best_attack, config) = optimized(args, config, &tape_of(args.seed)?, scores.as_ref())?;
    let hours = u64::try_from(window.hours().count())? * args.seeds;
    let bar = progress::bar("simulating", hours);
    let (mut outcomes, mut first, mut events) = (Vec::new(), None, 0);
    let begun = Instant::now();
    for seed in args.seed..args.seed.saturating_add(args.seeds) {
        let seeded = SimulationConfig {
            seed,
            ..config.clone()
        };
        let stewards = vec![steward(args.steward)];
        let (tape, tick) = (tape_of(seed)?, || bar.inc(1));
        let run = simulate(&seeded, &tape, scores.as_ref(), stewards, &tick)?;
        events += run.events;
        outcomes.extend(
            run.pools
                .first()
                .map(|(simulated, _)| simulated.outcome.clone()),
        );
        first.get_or_insert(run);
    }
    bar.finish_and_clear();
    let seconds = begun.elapsed().as_secs_f64();
    eprintln!("{events} events in {seconds:.1} s");
    let first = first.context("no simulation was run")?;
    let program = match &args.vm {
        Some(program) => {
            let attack = config.attack;
            let fewer = on_program::part(args.borrowers, args.vm_share);
            let config = SimulationConfig {
                attack,
                ..self::config(args, window, fewer)?
            };
            let stewards = vec![steward(args.steward)];
            let tape = tape_of(args.seed)?;
            let setting = (&config, &tape, scores.as_ref());
            Some(on_program::check(program, setting, stewards)?)
        }
        None => None,
    };
    let (simulated, _) = first.pools.first().context("a simulation has a pool")?;
    let document = Document {
        data: &dataset.origin,
        window,
        steward: &simulated.steward,
        scores: &simulated.scores,
        config: &config,
        events,
        mean: Outcome::mean(&outcomes),
        seeds: outcomes,
        best_attack,
        program,
    };
    write(args, &document, &first, &symbols)?;
    match document.program.and_then(|program| program.difference) {
        Some(difference) => bail!("the program does not do what policy does: {difference}"),
        None => Ok(()),
    }
}

/// A share of people: more than none, at most all.
fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if share > 0.0 && share <= 1.0 {
        Ok(share)
    } else {
        Err(format!("{share} is not above 0 and at most 1"))
    }
}

fn write(
    args: &SimulateArgs,
    document: &Document<'_>,
    first: &Run,
    symbols: &[String],
) -> anyhow::Result<()> {
    if let (Some(file), Some((simulated, journal))) = (&args.html, first.pools.first()) {
        let title = format!(
            "{} · {} · seed {}",
            document.data, document.window, args.seed
        );
        let html = page(&title, symbols, simulated, journal)?;
        fs::write(file, html).with_context(|| format!("cannot write {}", file.display()))?;
        eprintln!("page: {}", file.display());
    }
    let json = || serde_json::to_string_pretty(document);
    match &args.json {
        Some(file) if file.as_os_str() == "-" => {
            println!("{}", json()?);
            return Ok(());
        }
        Some(file) => {
            let text = json()? + "\n";
            fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        None => {}
    }
    let (steward, scores) = (document.steward, document.scores);
    println!("{:<52} {steward}, scores: {scores}", "terms");
    for (name, figure) in document.mean.iter().flat_map(Outcome::rows) {
        println!("{name:<52} {figure}");
    }
    if let Some(Found {
        plan,
        profit,
        tries,
    }) = document.best_attack
    {
        println!(
            "{:<52} ${profit:.0} in {tries} tries, with ${:.0} of collateral and ${:.0} spent",
            "attacker's best profit", plan.own, plan.amount
        );
    }
    for (rule, count) in document.mean.iter().flat_map(|mean| &mean.refusals) {
        println!("{:<52} {count:.1}", format!("refused: {rule}"));
    }
    for (name, figure) in document.program.iter().flat_map(Comparison::rows) {
        println!("{:<52} {figure}", format!("program: {name}"));
    }
    Ok(())
}

fn dataset(args: &SimulateArgs, window: Window) -> anyhow::Result<Dataset> {
    let hours = window.until.hours_since_floor(window.from);
    if hours < 1 {
        bail!(
            "--until {} is not after --from {}",
            window.until,
            window.from
        );
    }
    if let Some(seed) = args.source.synthetic {
        // The crash begins a third into the window, so that there is a calm to leave.
        let crash = window.from.plus_hours(hours / 3);
        return Ok(synthetic::with_crash(seed, SYNTHETIC_YEARS, crash)?.dataset);
    }
    let assets = ASSETS.map(str::to_owned);
    input::load(
        &args.source,
        &assets,
        Gaps::Mark,
        Some(window.from.plus_hours(-1)),
        window.until,
    )
}

fn config(
    args: &SimulateArgs,
    window: Window,
    borrowers: usize,
) -> anyhow::Result<SimulationConfig> {
    let mut config = SimulationConfig::new(args.seed, borrowers);
    config.book.share_of_depth = args.depth_share;
    let hours = u64::try_from(window.until.hours_since_floor(window.from))?;
    let kind = args.attack.map(|attack| match attack {
        AttackChoice::OraclePush => AttackKind::OraclePush,
        AttackChoice::UtilizationSqueeze => AttackKind::UtilizationSqueeze,
        AttackChoice::PublisherCapture => AttackKind::PublisherCapture,
    });
    config.attack = kind.map(|kind| {
        let mut plan = AttackPlan::new(kind, hours * HOUR / 2);
        if kind == AttackKind::PublisherCapture {
            plan.controlled = args.captured;
        }
        plan
    });
    Ok(config)
}

fn steward(choice: StewardChoice) -> Box<dyn Steward> {
    match choice {
        StewardChoice::Ballast => Box::new(Ballast),
        StewardChoice::Static => Box::new(Static::CALM),
    }
}

fn scores(
    args: &SimulateArgs,
    dataset: &Dataset,
    config: &SimulationConfig,
    tape: &Tape,
    window: Window,
) -> anyhow::Result<Box<dyn ScoreSource>> {
    /// A fall that foresight calls a whole shock.
    const SHOCK: f64 = 0.08;
    Ok(match args.scores {
        ScoreChoice::Calm => Box::new(Constant::new(1_000)),
        ScoreChoice::Foresight => Box::new(ScoreTable::of_foresight(tape, SHOCK)),
        ScoreChoice::Model | ScoreChoice::Baseline => {
            let model = input::model(None)?;
            if model.config().window.until > window.from {
                eprintln!(
                    "WARNING: the model was trained up to {} and has seen part of this window; `scorer study` trains on what came before",
                    model.config().window.until
                );
            }
            let bar = progress::bar("scoring", u64::try_from(window.hours().count())?);
            let tick = || bar.inc(1);
            let feeds = &config.assets;
            let table = if args.scores == ScoreChoice::Model {
                ScoreTable::of_model(&model, dataset, feeds, window, &tick)?
            } else {
                ScoreTable::of_baseline(&model, dataset, feeds, window, &tick)?
            };
            bar.finish_and_clear();
            Box::new(table)
        }
    })
}

/// The configuration with the attacker's best plan, where one is asked for.
fn optimized(
    args: &SimulateArgs,
    config: SimulationConfig,
    tape: &Tape,
    scores: &dyn ScoreSource,
) -> anyhow::Result<(Option<Found>, SimulationConfig)> {
    let (true, Some(plan)) = (args.optimize, config.attack) else {
        return Ok((None, config));
    };
    let bar = progress::bar("attacking", 23);
    let found = search(&plan, |plan| {
        let attacked = SimulationConfig {
            attack: Some(*plan),
            ..config.clone()
        };
        let run = simulate(&attacked, tape, scores, vec![steward(args.steward)], &|| {})?;
        bar.inc(1);
        let attack = run
            .pools
            .first()
            .and_then(|(simulated, _)| simulated.outcome.attack);
        attack
            .map(|attack| attack.profit)
            .context("the window ends before the attack does: choose a longer one")
    })?;
    bar.finish_and_clear();
    let config = SimulationConfig {
        attack: Some(found.plan),
        ..config
    };
    Ok((Some(found), config))
}
