//! Time of boosting: fitting 100,000 rows x 40 columns x 100 trees of depth 4, forecasting one row,
//! explaining one row.
//!
//! The matrix is drawn by a seed. With `BALLAST_BENCH_OUT=folder` it is written there, with our
//! forecasts for 20,000 rows that no fit sees, so that `peers.py` measures other libraries on it.
//! smartcore searches exactly, without histograms: it gets every tenth row only.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "support/npy.rs"]
mod npy;

use std::fs;
use std::hint::black_box;
use std::path::Path;

use crate::npy::write_npy;
use ballast_scorer::drift::influence_bound;
use ballast_scorer::explain::shapley_values;
use ballast_scorer::model::boosting::{BoosterKind, BoosterSettings, Training};
use ballast_scorer::model::tree::Ensemble;
use criterion::{Criterion, criterion_group, criterion_main};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const SEED: u64 = 40;
const ROWS: usize = 100_000;
const ROWS_UNSEEN: usize = 20_000;
const COLUMNS: usize = 40;
/// Every how many rows smartcore is given.
const SMARTCORE_STEP: usize = 10;

struct Matrix {
    rows: Vec<Vec<f64>>,
    targets: Vec<f64>,
    unseen: Vec<Vec<f64>>,
    unseen_targets: Vec<f64>,
}

/// Columns with a common factor; events depend on ten of them, by lines, waves and a product.
fn matrix() -> Matrix {
    let mut generator = ChaCha8Rng::seed_from_u64(SEED);
    let mut uniform = || f64::from(generator.next_u32()) / f64::from(u32::MAX);
    let (mut rows, mut targets) = (Vec::new(), Vec::new());
    for _ in 0..ROWS + ROWS_UNSEEN {
        let factor = uniform() - 0.5;
        let row: Vec<f64> = (0..COLUMNS)
            .map(|_| factor + 2.0 * (uniform() + uniform() - 1.0))
            .collect();
        let lines: f64 = row[..6].iter().sum();
        let log_odds = 0.4 * lines + libm::sin(3.0 * row[6]) + row[7] * row[8] - row[9].abs() - 2.0;
        let probability = 1.0 / (1.0 + libm::exp(-log_odds));
        targets.push(f64::from(u8::from(uniform() < probability)));
        rows.push(row);
    }
    Matrix {
        unseen: rows.split_off(ROWS),
        unseen_targets: targets.split_off(ROWS),
        rows,
        targets,
    }
}

fn settings(kind: BoosterKind) -> BoosterSettings {
    BoosterSettings {
        trees: 100,
        depth: 4,
        learning_rate: 0.1,
        leaf_share_min: 0.0,
        lambda_share: 1e-5,
        ..BoosterSettings::of(kind)
    }
}

fn fit(kind: BoosterKind, rows: &[Vec<f64>], targets: &[f64]) -> Ensemble {
    let base_rate = targets.iter().sum::<f64>() / f64::from(u32::try_from(targets.len()).unwrap());
    let offset = match kind {
        BoosterKind::SmartcoreXgboost => 0.0,
        BoosterKind::ForustLogLoss => libm::log(base_rate / (1.0 - base_rate)),
    };
    let names: Vec<String> = (0..COLUMNS).map(|column| format!("c{column}")).collect();
    let training = Training {
        columns: &names.iter().map(String::as_str).collect::<Vec<_>>(),
        rows,
        targets,
        offsets: &vec![offset; rows.len()],
        weights: None,
    };
    kind.fit(&training, &settings(kind)).unwrap()
}

fn every<T: Clone>(rows: &[T], step: usize) -> Vec<T> {
    rows.iter().step_by(step).cloned().collect()
}

fn write(folder: &Path, matrix: &Matrix, forust: &Ensemble, smartcore: &Ensemble) {
    fs::create_dir_all(folder).unwrap();
    write_npy(folder, "rows.npy", COLUMNS, &matrix.rows.concat());
    write_npy(folder, "targets.npy", 1, &matrix.targets);
    write_npy(folder, "unseen.npy", COLUMNS, &matrix.unseen.concat());
    write_npy(folder, "unseen_targets.npy", 1, &matrix.unseen_targets);
    for (name, ensemble) in [("forust.npy", forust), ("smartcore.npy", smartcore)] {
        let forecasts = matrix.unseen.iter().map(|row| ensemble.predict(row));
        write_npy(folder, name, 1, &forecasts.collect::<Vec<f64>>());
    }
}

fn boosting(criterion: &mut Criterion) {
    let matrix = matrix();
    let fewer = (
        every(&matrix.rows, SMARTCORE_STEP),
        every(&matrix.targets, SMARTCORE_STEP),
    );
    let forust = fit(BoosterKind::ForustLogLoss, &matrix.rows, &matrix.targets);
    if let Some(folder) = std::env::var_os("BALLAST_BENCH_OUT") {
        let smartcore = fit(BoosterKind::SmartcoreXgboost, &fewer.0, &fewer.1);
        write(Path::new(&folder), &matrix, &forust, &smartcore);
    }

    let mut group = criterion.benchmark_group("boosting");
    group.sample_size(10);
    group.bench_function("fit_forust_100k", |bencher| {
        bencher.iter(|| fit(BoosterKind::ForustLogLoss, &matrix.rows, &matrix.targets));
    });
    group.bench_function("fit_smartcore_10k", |bencher| {
        bencher.iter(|| fit(BoosterKind::SmartcoreXgboost, &fewer.0, &fewer.1));
    });
    group.sample_size(100);
    let mut rows = matrix.unseen.iter().cycle();
    group.bench_function("predict_row", |bencher| {
        bencher.iter(|| forust.predict(black_box(rows.next().unwrap())));
    });
    group.bench_function("explain_row", |bencher| {
        bencher.iter(|| shapley_values(&forust, black_box(rows.next().unwrap()), COLUMNS));
    });
    group.bench_function("influence_of_one_feature", |bencher| {
        bencher.iter(|| influence_bound(&forust, black_box(rows.next().unwrap()), 0));
    });
    group.finish();
}

criterion_group!(benches, boosting);
criterion_main!(benches);
