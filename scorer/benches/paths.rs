//! Time of price futures: 10,000 scenarios x 12 steps x 8 assets, by both methods, on one and two threads.
//!
//! The eight assets are synthetic, drawn by seeds; what a draw costs does not depend on the prices behind it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::thread;

use ballast_scorer::data::{AssetHistory, Dataset};
use ballast_scorer::path::{BootstrapPaths, CopulaPaths, PathModel, PathSource};
use ballast_scorer::synthetic::{self, SyntheticConfig};
use ballast_scorer::time::Window;
use criterion::{Criterion, criterion_group, criterion_main};

const SCENARIOS: u64 = 10_000;
const STEPS: usize = 12;
const ASSETS: usize = 8;

fn window() -> Window {
    Window::new("2020-01-01".parse().unwrap(), "2023-01-01".parse().unwrap())
}

/// Three years of eight assets: three to a seed, under names of their own.
fn market() -> Dataset {
    let mut assets: BTreeMap<String, AssetHistory> = BTreeMap::new();
    let mut last = None;
    for seed in 0..3 {
        let config = SyntheticConfig {
            seed,
            window: window(),
            assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
            crash: None,
        };
        let dataset = synthetic::generate(&config).unwrap().dataset;
        for (symbol, history) in &dataset.assets {
            assets.insert(format!("{symbol}{seed}"), history.clone());
        }
        last = Some(dataset);
    }
    while assets.len() > ASSETS {
        assets.pop_last();
    }
    Dataset {
        assets,
        ..last.unwrap()
    }
}

/// Fills every scenario on `threads` threads; the sum keeps the work from being dropped.
fn fill(paths: &dyn PathSource, threads: u64) -> f64 {
    let share = SCENARIOS.div_ceil(threads);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                scope.spawn(move || {
                    let mut relatives = vec![0.0; STEPS * ASSETS];
                    let mut sum = 0.0;
                    for number in worker * share..((worker + 1) * share).min(SCENARIOS) {
                        paths.fill(number, &mut relatives);
                        sum += relatives[STEPS * ASSETS - 1];
                    }
                    sum
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    })
}

fn paths(criterion: &mut Criterion) {
    let market = market();
    let symbols: Vec<String> = market.assets.keys().cloned().collect();
    let model = PathModel::fit(&market, &symbols, window()).unwrap();
    let bootstrap = BootstrapPaths::new(&model, 1, STEPS).unwrap();
    let copula = CopulaPaths::new(&model, 1, STEPS, true).unwrap();

    let mut group = criterion.benchmark_group("paths");
    group.sample_size(20);
    for threads in [1, 2] {
        group.bench_function(format!("bootstrap_10k_{threads}_threads"), |bencher| {
            bencher.iter(|| black_box(fill(&bootstrap, threads)));
        });
        group.bench_function(format!("copula_10k_{threads}_threads"), |bencher| {
            bencher.iter(|| black_box(fill(&copula, threads)));
        });
    }
    group.bench_function("bootstrap_new", |bencher| {
        bencher.iter(|| BootstrapPaths::new(black_box(&model), 1, STEPS).unwrap());
    });
    group.bench_function("copula_new", |bencher| {
        bencher.iter(|| CopulaPaths::new(black_box(&model), 1, STEPS, true).unwrap());
    });
    group.sample_size(10);
    group.bench_function("fit_8_assets_3_years", |bencher| {
        bencher.iter(|| PathModel::fit(black_box(&market), &symbols, window()).unwrap());
    });
    group.finish();
}

criterion_group!(benches, paths);
criterion_main!(benches);
