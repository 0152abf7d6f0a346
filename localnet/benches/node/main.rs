//! From a tick that enters a node to the changed terms in force on chain, and what a node costs.
//!
//! The terms that change are how much of the order book liquidations may take: a feed's depth follows every round at once, in
//! both directions, so that each change can be seen in force. A score that rises takes the same way; one that falls waits for
//! the throttle by design. Books with a new depth come every `--every-millis`; the node looks once a slot.

use anyhow::Context as _;
use ballast_localnet::fleet::{Cost, Process, Program, await_some};
use ballast_localnet::{Network, SurfpoolOptions, repository_root};
use clap::Parser;
use std::path::PathBuf;
use std::time::{Duration, Instant};

mod market;
mod measure;

use market::Market;
use measure::{Figures, Sightings};

/// How long a change to be seen may stay out before the measurement is over.
const SILENCE: Duration = Duration::from_secs(20);

/// Latency and cost of a publisher's node on a local network.
///
/// Example: make bench-node BENCH="--changes 1000", or on Agave's validator with `BALLAST_NETWORK=validator`
#[derive(Debug, Parser)]
struct Arguments {
    /// Changes that are measured
    #[arg(long, default_value_t = 1_000)]
    changes: usize,
    /// Milliseconds between two changes
    #[arg(long, default_value_t = 1_130)]
    every_millis: i64,
    /// Milliseconds of a slot; a node looks as often
    #[arg(long, default_value_t = 400)]
    slot_millis: u64,
    /// Nodes: 1 for a feed of one publisher, 5 for the published quorum of three
    #[arg(long, default_value_t = 1)]
    nodes: usize,
    /// Where settings and databases are written; `out/bench-node` of the repository where it is absent
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    // Cargo runs a benchmark in its crate's folder.
    let out = arguments.out.clone();
    let out = out.unwrap_or_else(|| repository_root().join("out/bench-node"));
    let out = std::path::absolute(out)?;
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir_all(&out)?;
    let network = Network::chosen(&SurfpoolOptions {
        port: 0,
        slot_millis: arguments.slot_millis,
    })?;
    let market = Market::set_up(&network, &out, arguments.nodes, arguments.every_millis)?;
    let program = Program::scorer()?;
    let variables = |number: usize| {
        let database = market.database(number).display().to_string();
        vec![
            ("NODE__TICK_MS", arguments.slot_millis.to_string()),
            ("TRIGGER__DEPTH_DEVIATION_BPS", "1".to_owned()),
            ("TRIGGER__MIN_INTERVAL_SECONDS", "0".to_owned()),
            ("CHAIN__SKEW_MOST_SECONDS", "86400".to_owned()),
            ("DRIFT__ENABLED", "false".to_owned()),
            ("AUDIT__DATABASE", database),
        ]
    };
    let nodes = (0..arguments.nodes)
        .map(|number| Process::publish(&program, &market.settings[number], &variables(number)));
    let mut nodes = nodes.collect::<Result<Vec<_>, _>>()?;
    for node in &mut nodes {
        node.wait_until_up()?;
    }
    let first = await_some(SILENCE * 3, || market.is_in_force().then_some(()));
    first.with_context(|| nodes[0].complain("no depth came into force").to_string())?;
    eprintln!("measuring {} changes", arguments.changes);
    let (start, before) = (Instant::now(), nodes[0].cost());
    let sightings = market.watch(arguments.changes, SILENCE);
    let (seconds, after) = (start.elapsed().as_secs_f64(), nodes[0].cost());
    let mut peak = after.unwrap_or_default().resident_kb;
    for node in nodes {
        peak = peak.max(node.cost().map_or(0, |cost| cost.resident_kb));
        node.stop()?;
    }
    let figures = figures(
        &arguments,
        &market,
        &sightings,
        (seconds, before, after, peak),
    )?;
    if arguments.json {
        println!("{}", serde_json::to_string(&figures)?);
    } else {
        figures.print();
    }
    network.stop()?;
    Ok(())
}

fn figures(
    arguments: &Arguments,
    market: &Market,
    sightings: &Sightings,
    (seconds, before, after, peak): (f64, Option<Cost>, Option<Cost>, u64),
) -> anyhow::Result<Figures> {
    let databases: Vec<PathBuf> = (0..arguments.nodes)
        .map(|number| market.database(number))
        .collect();
    let millis = sightings.latencies(&databases, &market.feed.to_string())?;
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    Figures::of(
        millis,
        arguments.slot_millis,
        arguments.nodes,
        (seconds, after.cpu_seconds - before.cpu_seconds),
        (before.resident_kb, after.resident_kb, peak),
    )
    .context("no change was seen in force")
}
