//! What `scorer simulate` answers.

use std::fs;

use anyhow::Context as _;
use ballast_scorer::agent::{
    Comparison, Found, Journal, Outcome, Run, Simulated, SimulationConfig, page,
};
use ballast_scorer::time::Window;
use serde::Serialize;

use super::args::SimulateArgs;

/// What the JSON holds: nothing that differs between two runs of the same input.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    pub(super) data: &'a str,
    pub(super) window: Window,
    pub(super) steward: &'a str,
    pub(super) scores: &'a str,
    pub(super) config: &'a SimulationConfig,
    pub(super) events: u64,
    pub(super) mean: Option<Outcome>,
    pub(super) seeds: Vec<Outcome>,
    pub(super) best_attack: Option<Found>,
    pub(super) program: Option<Comparison>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) other_pools: Vec<Neighbour>,
}

/// A pool beside the one that is reported.
#[derive(Serialize)]
pub(super) struct Neighbour {
    steward: String,
    mean: Option<Outcome>,
}

impl Neighbour {
    /// All but the first pool of `run`; `by_pool` are the outcomes of every seed.
    pub(super) fn all(run: &Run, by_pool: &[Vec<Outcome>]) -> Vec<Self> {
        let others = run.pools.iter().enumerate().skip(1);
        let neighbour = |(place, (simulated, _)): (usize, &(Simulated, Journal))| {
            let seeds = by_pool.iter().filter_map(|pools| pools.get(place).cloned());
            Self {
                steward: simulated.steward.clone(),
                mean: Outcome::mean(&seeds.collect::<Vec<_>>()),
            }
        };
        others.map(neighbour).collect()
    }
}

/// Writes what is asked for; the table, where nothing else goes to standard output.
pub(super) fn write(
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
    for (number, other) in (2..).zip(&document.other_pools) {
        println!();
        println!("{:<52} {}", format!("pool {number}: terms"), other.steward);
        for (name, figure) in other.mean.iter().flat_map(Outcome::rows) {
            println!("{:<52} {figure}", format!("pool {number}: {name}"));
        }
    }
    for (name, figure) in document.program.iter().flat_map(Comparison::rows) {
        println!("{:<52} {figure}", format!("program: {name}"));
    }
    Ok(())
}
