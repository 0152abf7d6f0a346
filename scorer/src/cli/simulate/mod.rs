//! `scorer simulate`: people, prices and publishers around the published policy.

mod args;
mod network;
mod write;

use std::time::Instant;

use anyhow::{Context as _, bail};
use ballast_scorer::agent::{
    AttackKind, AttackPlan, Ballast, Constant, Found, Outcome, ScoreSource, ScoreTable,
    SimulationConfig, Static, Steward, Tape, search, simulate,
};
use ballast_scorer::data::Dataset;
use ballast_scorer::synthetic;
use ballast_scorer::time::Window;

pub(super) use self::args::SimulateArgs;
use self::args::{AttackChoice, ScoreChoice, StewardChoice};
use self::write::{Document, Neighbour, write};
use super::input::{self, Gaps};
use super::{on_program, progress};

/// Assets whose bars the simulation needs.
const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Years of synthetic history before the crash, when there are no data.
const SYNTHETIC_YEARS: u32 = 4;
/// Seconds of an hour.
const HOUR: u64 = 3_600;

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
    let (mut by_pool, mut first, mut events) = (Vec::new(), None, 0);
    let begun = Instant::now();
    for seed in args.seed..args.seed.saturating_add(args.seeds) {
        let seeded = SimulationConfig {
            seed,
            ..config.clone()
        };
        let stewards = args.network.stewards(steward(args.steward));
        let (tape, tick) = (tape_of(seed)?, || bar.inc(1));
        let run = simulate(&seeded, &tape, scores.as_ref(), stewards, &tick)?;
        events += run.events;
        let pools = run.pools.iter();
        by_pool.push(
            pools
                .map(|(simulated, _)| simulated.outcome.clone())
                .collect::<Vec<_>>(),
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
    let of_first = by_pool.iter().filter_map(|pools| pools.first().cloned());
    let outcomes: Vec<Outcome> = of_first.collect();
    let document = Document {
        data: &dataset.origin,
        window,
        steward: &simulated.steward,
        scores: &simulated.scores,
        config: &config,
        events,
        mean: Outcome::mean(&outcomes),
        seeds: outcomes,
        other_pools: Neighbour::all(&first, &by_pool),
        best_attack,
        program,
    };
    write(args, &document, &first, &symbols)?;
    match document.program.and_then(|program| program.difference) {
        Some(difference) => bail!("the program does not do what policy does: {difference}"),
        None => Ok(()),
    }
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
    config.contagion = args.network.contagion();
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
    let stewards = || args.network.stewards(steward(args.steward));
    let found = search(&plan, |plan| {
        let attacked = SimulationConfig {
            attack: Some(*plan),
            ..config.clone()
        };
        let run = simulate(&attacked, tape, scores, stewards(), &|| {})?;
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
