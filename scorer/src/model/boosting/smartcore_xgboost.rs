//! `smartcore`'s `XGRegressor`: gradient boosting of regression trees on squared error, after Chen
//! and Guestrin (2016), with exact greedy splits between quantile bins.
//!
//! It panics on NaN, so callers impute first. It draws row samples from a generator that differs
//! between platforms, so we never let it sample. It keeps its trees to itself, except in its JSON:
//! they are read from there.

use serde::Deserialize;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::xgboost::{XGRegressor, XGRegressorParameters};

use super::bins::Bins;
use super::training::first_not;
use super::{Booster, BoosterSettings, Link, Monotone, Training, failed};
use crate::model::ModelError;
use crate::model::tree::{Ensemble, Node, Tree, TreeUnsound};
use crate::number::count;

type Regressor = XGRegressor<f64, f64, DenseMatrix<f64>, Vec<f64>>;

/// Squared error by `smartcore`.
#[derive(Clone, Copy, Debug)]
pub struct SmartcoreXgboost;

impl Booster for SmartcoreXgboost {
    fn library(&self) -> &'static str {
        "smartcore 0.7.0"
    }

    fn link(&self) -> Link {
        Link::Identity
    }

    fn fit(
        &self,
        training: &Training<'_>,
        settings: &BoosterSettings,
    ) -> Result<Ensemble, ModelError> {
        let (bins, regressor, base) = fit(training, settings)?;
        flatten(
            &regressor,
            &bins,
            base,
            settings.learning_rate,
            training.rows,
        )
    }
}

/// The library's own result, on binned columns, and the base that it started from.
fn fit(
    training: &Training<'_>,
    settings: &BoosterSettings,
) -> Result<(Bins, Regressor, f64), ModelError> {
    training.check()?;
    let is_known = |row: &Vec<f64>| row.iter().all(|value| value.is_finite());
    first_not(
        training.rows,
        is_known,
        "has a missing value: smartcore needs them filled in",
    )?;
    if training.weights.is_some() {
        return Err(failed(&"smartcore knows no weights: use forust-log-loss"));
    }
    let mut directions = settings.monotone.iter();
    if let Some((name, _)) = directions.find(|(_, direction)| **direction != Monotone::Free) {
        let reason = "smartcore knows no monotone directions: use forust-log-loss";
        return Err(failed(&format!("{name}: {reason}")));
    }
    let targets: Vec<f64> = training
        .targets
        .iter()
        .zip(training.offsets)
        .map(|(target, offset)| target - offset)
        .collect();
    let rows = training.rows.len();
    let base = targets.iter().sum::<f64>() / count(rows);
    let parameters = XGRegressorParameters::default()
        .with_n_estimators(settings.trees)
        .with_max_depth(settings.depth)
        .with_learning_rate(settings.learning_rate)
        .with_min_child_weight(leaf_rows_min(settings, rows))
        .with_lambda(settings.lambda_share * count(rows))
        .with_base_score(base)
        .with_subsample(1.0)
        .with_seed(0);
    let bins = Bins::fit(training.rows);
    let regressor = XGRegressor::fit(&matrix(&bins, training.rows)?, &targets, parameters)
        .map_err(|error| failed(&error))?;
    Ok((bins, regressor, base))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count lies between 0 and the count"
)]
fn leaf_rows_min(settings: &BoosterSettings, rows: usize) -> usize {
    (settings.leaf_share_min.clamp(0.0, 1.0) * count(rows)) as usize
}

fn matrix(bins: &Bins, rows: &[Vec<f64>]) -> Result<DenseMatrix<f64>, ModelError> {
    let binned: Vec<Vec<f64>> = rows.iter().map(|row| bins.apply(row)).collect();
    let width = binned.first().map_or(0, Vec::len);
    let values = (0..width)
        .flat_map(|column| binned.iter().map(move |row| row[column]))
        .collect();
    DenseMatrix::new(rows.len(), width, values, true).map_err(|error| failed(&error))
}

/// The part of the library's JSON that holds the trees.
#[derive(Deserialize)]
struct Written {
    regressors: Vec<WrittenNode>,
}

#[derive(Deserialize)]
struct WrittenNode {
    left: Option<Box<WrittenNode>>,
    right: Option<Box<WrittenNode>>,
    value: f64,
    threshold: f64,
    split_feature_idx: usize,
}

fn flatten(
    regressor: &Regressor,
    bins: &Bins,
    base: f64,
    learning_rate: f64,
    rows: &[Vec<f64>],
) -> Result<Ensemble, ModelError> {
    let json = serde_json::to_string(regressor).map_err(|error| failed(&error))?;
    let written: Written = serde_json::from_str(&json).map_err(|error| failed(&error))?;
    let trees = written.regressors.iter().map(|root| {
        let mut nodes = Vec::new();
        push(&mut nodes, root, bins, learning_rate)?;
        Ok(Tree::counted(nodes, rows.iter().map(Vec::as_slice)))
    });
    let trees: Result<Vec<Tree>, ModelError> = trees.collect();
    Ensemble::new(base, trees?).map_err(|error| failed(&error))
}

/// Appends the subtree of `written` and returns its place. A split between bins becomes one between
/// the values that they hold; a missing value, which the library never meets, goes left.
fn push(
    nodes: &mut Vec<Node>,
    written: &WrittenNode,
    bins: &Bins,
    learning_rate: f64,
) -> Result<u32, ModelError> {
    let place = nodes.len();
    nodes.push(Node::Leaf {
        value: learning_rate * written.value,
        cover: 0,
    });
    if let (Some(left), Some(right)) = (&written.left, &written.right) {
        let column = written.split_feature_idx;
        let threshold = bins
            .edge_above(column, written.threshold)
            .ok_or_else(|| failed(&format!("a split on column {column} lies beyond its bins")))?;
        let feature =
            u16::try_from(column).map_err(|_| failed(&TreeUnsound::ColumnTooLarge { column }))?;
        let left = push(nodes, left, bins, learning_rate)?;
        let right = push(nodes, right, bins, learning_rate)?;
        nodes[place] = Node::Split {
            feature,
            threshold,
            left,
            right,
            missing_left: true,
            cover: 0,
        };
    }
    u32::try_from(place).map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BoosterKind;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{RngCore, SeedableRng};

    const COLUMNS: [&str; 2] = ["step", "noise"];

    fn steps() -> (Vec<Vec<f64>>, Vec<f64>) {
        let rows: Vec<Vec<f64>> = (0..600)
            .map(|i| vec![f64::from(i), f64::from(i % 7)])
            .collect();
        let targets = rows
            .iter()
            .map(|row| if row[0] < 300.0 { 0.0 } else { 1.0 })
            .collect();
        (rows, targets)
    }

    fn training<'a>(rows: &'a [Vec<f64>], targets: &'a [f64], offsets: &'a [f64]) -> Training<'a> {
        Training {
            columns: &COLUMNS,
            rows,
            targets,
            offsets,
            weights: None,
        }
    }

    #[test]
    fn fit_learns_a_step_and_what_the_offset_leaves_over() {
        let (rows, targets) = steps();
        let settings = BoosterSettings {
            learning_rate: 0.3,
            ..BoosterSettings::of(BoosterKind::SmartcoreXgboost)
        };
        let fit = |offsets: &[f64]| {
            let training = training(&rows, &targets, offsets);
            SmartcoreXgboost.fit(&training, &settings).unwrap()
        };

        let whole = fit(&vec![0.0; rows.len()]);
        let rest = fit(&targets);

        assert!(whole.predict(&[10.0, 3.0]) < 0.1 && whole.predict(&[590.0, 3.0]) > 0.9);
        assert!(rest.predict(&[590.0, 3.0]).abs() < 1e-12);
    }

    #[test]
    fn flat_trees_forecast_the_librarys_own_bits() {
        let mut generator = ChaCha8Rng::seed_from_u64(5);
        let mut uniform = || f64::from(generator.next_u32()) / f64::from(u32::MAX);
        let rows: Vec<Vec<f64>> = (0..2_000)
            .map(|_| vec![uniform(), (uniform() * 9.0).floor()])
            .collect();
        let targets: Vec<f64> = rows.iter().map(|row| row[0] * row[1] + uniform()).collect();
        let offsets = vec![0.25; rows.len()];
        let settings = BoosterSettings {
            depth: 4,
            ..BoosterSettings::of(BoosterKind::SmartcoreXgboost)
        };
        let training = training(&rows, &targets, &offsets);
        let (bins, regressor, base) = fit(&training, &settings).unwrap();

        let flat = SmartcoreXgboost.fit(&training, &settings).unwrap();

        assert_eq!(flat.trees().len(), settings.trees);
        assert_eq!(flat.base().to_bits(), base.to_bits());
        let asked: Vec<Vec<f64>> = (0..500)
            .map(|_| vec![1.4 * uniform() - 0.2, 12.0 * uniform() - 2.0])
            .chain(rows.iter().take(500).cloned())
            .collect();
        let expected = regressor.predict(&matrix(&bins, &asked).unwrap()).unwrap();
        for (row, expected) in asked.iter().zip(expected) {
            assert_eq!(flat.predict(row).to_bits(), expected.to_bits(), "{row:?}");
        }
    }

    #[test]
    fn what_the_library_cannot_take_is_refused_instead_of_panicking() {
        let (mut rows, targets) = steps();
        let offsets = vec![0.0; rows.len()];
        let refusal = |training: &Training<'_>, settings: &BoosterSettings| {
            let error = SmartcoreXgboost.fit(training, settings).unwrap_err();
            error.to_string()
        };
        let settings = BoosterSettings::of(BoosterKind::SmartcoreXgboost);
        let mut rising = settings.clone();
        rising.monotone.insert("step".to_owned(), Monotone::Rising);

        let directed = refusal(&training(&rows, &targets, &offsets), &rising);
        let weighted = Training {
            weights: Some(&targets),
            ..training(&rows, &offsets, &offsets)
        };
        let weighted = refusal(&weighted, &settings);
        let short = refusal(&training(&rows, &targets[1..], &offsets), &settings);
        rows[3][1] = f64::NAN;
        let missing = refusal(&training(&rows, &targets, &offsets), &settings);
        rows[3].pop();
        let ragged = refusal(&training(&rows, &targets, &offsets), &settings);

        assert!(
            directed.contains("step: smartcore knows no monotone"),
            "{directed}"
        );
        assert!(weighted.contains("weight"), "{weighted}");
        assert!(short.contains("600 rows for 599 targets"), "{short}");
        assert!(missing.contains("row 3 has a missing value"), "{missing}");
        assert!(ragged.contains("row 3 is ragged"), "{ragged}");
    }
}
