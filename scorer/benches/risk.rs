//! Time of the Monte Carlo engine: 10,000 scenarios x 10,000 positions x 8 assets, one step and twelve, and how it scales.
//!
//! Prices are drawn once and held, except in `*_with_drawing`. With `BALLAST_BENCH_OUT=folder` the matrices are written
//! there, with what one step found, so that `risk_numpy.py` does the same work on them.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/npy.rs"]
mod npy;

use std::fs;
use std::path::Path;

use crate::npy::write_npy;
use ballast_scorer::path::PathSource;
use ballast_scorer::portfolio::{Snapshot, synthetic};
use ballast_scorer::risk::{
    AssetMoves, Impact, ImpactForm, Liquidators, Mode, Outcomes, Runs, Simulation, StoredPaths,
    StudentPaths,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const SEED: u64 = 8;
const SCENARIOS: usize = 10_000;
const POSITIONS: usize = 10_000;
const THREADS: usize = 2;
const DAY_SECONDS: u32 = 86_400;
const HOUR_SECONDS: u32 = 3_600;
const STEPS: usize = 12;

fn portfolio(positions: usize) -> Snapshot {
    synthetic::generate(positions, SEED, &synthetic::Distributions::default()).unwrap()
}

fn source(steps: usize, step_seconds: u32) -> StudentPaths {
    wild_source(1.0, steps, step_seconds)
}

/// Paths at `times` the usual volatility.
fn wild_source(times: f64, steps: usize, step_seconds: u32) -> StudentPaths {
    let moves = synthetic::ASSETS.map(|asset| AssetMoves {
        symbol: asset.symbol.to_owned(),
        volatility: times * asset.volatility,
        correlation: asset.correlation,
    });
    StudentPaths::new(&moves, steps, step_seconds, SEED)
}

fn liquidators() -> Liquidators {
    Liquidators {
        capacity_usd: 5e7,
        latency_steps: 0,
        rounds_per_step: 4,
        oracle_lag_steps: 0,
        impact: Impact {
            form: ImpactForm::SquareRoot,
            depths_usd: synthetic::ASSETS.map(|asset| asset.depth_usd).to_vec(),
            recovery_seconds: 1_800.0,
        },
    }
}

fn play(
    simulation: &Simulation,
    source: &dyn PathSource,
    scenarios: usize,
    threads: usize,
) -> Outcomes {
    let runs = Runs { scenarios, threads };
    simulation.run(source, runs, &|_| {}).unwrap()
}

/// Limits, worths and debts by position and asset, prices by scenario and asset, and what one step found.
fn write(folder: &Path, simulation: &Simulation, paths: &StoredPaths) {
    fs::create_dir_all(folder).unwrap();
    let assets = synthetic::ASSETS.len();
    let members = &simulation.book().legs().members;
    let mut matrices = vec![vec![0.0; members.len() * assets]; 3];
    for (row, member) in members.iter().enumerate() {
        for held in &member.collateral {
            matrices[0][row * assets + held.asset] = held.limit;
            matrices[1][row * assets + held.asset] = held.value;
        }
        for owed in &member.debts {
            matrices[2][row * assets + owed.asset] = owed.value;
        }
    }
    for (name, matrix) in ["limits.npy", "worths.npy", "debts.npy"]
        .iter()
        .zip(&matrices)
    {
        write_npy(folder, name, assets, matrix);
    }
    write_npy(folder, "prices.npy", assets, paths.relatives());
    let outcomes = play(simulation, paths, SCENARIOS, THREADS);
    write_npy(folder, "bad_debt.npy", 1, &outcomes.bad_debt());
    write_npy(folder, "unhealthy.npy", 1, &outcomes.unhealthy());
}

fn whole(criterion: &mut Criterion) {
    let snapshot = portfolio(POSITIONS);
    let at_once = Simulation::new(&snapshot, Mode::OneStep).unwrap();
    let by_steps = Simulation::new(&snapshot, Mode::ManySteps(liquidators())).unwrap();
    let day = StoredPaths::drawn(&source(1, DAY_SECONDS), SCENARIOS);
    let hours = StoredPaths::drawn(&source(STEPS, HOUR_SECONDS), SCENARIOS);
    if let Some(folder) = std::env::var_os("BALLAST_BENCH_OUT") {
        write(Path::new(&folder), &at_once, &day);
    }
    let mut group = criterion.benchmark_group("risk");
    group.sample_size(10);
    group.bench_function("one_step", |bencher| {
        bencher.iter(|| play(&at_once, &day, SCENARIOS, THREADS));
    });
    group.bench_function("one_step_with_drawing", |bencher| {
        let source = source(1, DAY_SECONDS);
        bencher.iter(|| play(&at_once, &source, SCENARIOS, THREADS));
    });
    group.bench_function("twelve_steps", |bencher| {
        bencher.iter(|| play(&by_steps, &hours, SCENARIOS, THREADS));
    });
    group.bench_function("twelve_steps_at_triple_volatility", |bencher| {
        let wild = StoredPaths::drawn(&wild_source(3.0, STEPS, HOUR_SECONDS), SCENARIOS);
        bencher.iter(|| play(&by_steps, &wild, SCENARIOS, THREADS));
    });
    group.bench_function("twelve_steps_with_drawing", |bencher| {
        let source = source(STEPS, HOUR_SECONDS);
        bencher.iter(|| play(&by_steps, &source, SCENARIOS, THREADS));
    });
    group.bench_function("take_apart", |bencher| {
        bencher.iter(|| Simulation::new(&snapshot, Mode::OneStep).unwrap());
    });
    group.finish();
}

fn scaling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("risk_scaling");
    group.sample_size(10);
    let hours = StoredPaths::drawn(&source(STEPS, HOUR_SECONDS), SCENARIOS);
    let mode = || Mode::ManySteps(liquidators());
    for positions in [1_000, 10_000, 100_000] {
        let simulation = Simulation::new(&portfolio(positions), mode()).unwrap();
        let id = BenchmarkId::new("positions_at_1000_scenarios", positions);
        group.bench_function(id, |bencher| {
            bencher.iter(|| play(&simulation, &hours, 1_000, THREADS));
        });
    }
    let simulation = Simulation::new(&portfolio(POSITIONS), mode()).unwrap();
    for scenarios in [1_000, 3_000, 10_000] {
        let id = BenchmarkId::new("scenarios", scenarios);
        group.bench_function(id, |bencher| {
            bencher.iter(|| play(&simulation, &hours, scenarios, THREADS));
        });
    }
    for threads in [1, 2, 4] {
        let id = BenchmarkId::new("threads", threads);
        group.bench_function(id, |bencher| {
            bencher.iter(|| play(&simulation, &hours, SCENARIOS, threads));
        });
    }
    group.finish();
}

criterion_group!(benches, whole, scaling);
criterion_main!(benches);
