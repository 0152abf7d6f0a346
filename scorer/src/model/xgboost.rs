//! `smartcore`'s `XGRegressor`: gradient boosting of regression trees on squared error, after Chen
//! and Guestrin (2016), with exact greedy splits
//! between quantile bins.
//!
//! It panics on NaN, so callers impute first. It draws row samples from a generator that differs
//! between platforms, so we never let it sample: seeds act on the rows it is given.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::xgboost::{XGRegressor, XGRegressorParameters};

use super::ModelError;
use super::bins::Bins;
use super::booster::{Booster, BoosterKind, BoosterSettings};
use crate::number::count;

/// Library and version that fitted the trees; Cargo.toml pins the same.
pub(super) const LIBRARY: &str = "smartcore 0.7.0";

type Trees = XGRegressor<f64, f64, DenseMatrix<f64>, Vec<f64>>;

/// A fitted `XGRegressor`, on binned columns.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmartcoreBooster {
    bins: Bins,
    trees: Trees,
}

impl std::fmt::Debug for SmartcoreBooster {
    /// Without the trees, which run to thousands of lines.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.bins.columns();
        formatter
            .debug_struct("SmartcoreBooster")
            .field("columns", &columns)
            .finish_non_exhaustive()
    }
}

impl SmartcoreBooster {
    /// Fits `targets` on `rows`, starting from the targets' mean.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`] for no rows, ragged rows or a value that is not finite.
    pub fn fit(
        rows: &[Vec<f64>],
        targets: &[f64],
        settings: &BoosterSettings,
    ) -> Result<Self, ModelError> {
        if rows.is_empty() || rows.len() != targets.len() {
            let reason = format!("{} rows for {} targets", rows.len(), targets.len());
            return Err(ModelError::BoosterFailed { reason });
        }
        let mean = targets.iter().sum::<f64>() / count(targets.len());
        let parameters = XGRegressorParameters::default()
            .with_n_estimators(settings.trees)
            .with_max_depth(settings.depth)
            .with_learning_rate(settings.learning_rate)
            .with_min_child_weight(leaf_rows_min(settings, rows.len()))
            .with_lambda(settings.lambda_share * count(rows.len()))
            .with_base_score(mean)
            .with_subsample(1.0)
            .with_seed(0);
        check(rows)?;
        let bins = Bins::fit(rows);
        let trees = XGRegressor::fit(&matrix(&bins, rows)?, &targets.to_vec(), parameters)
            .map_err(|error| failed(&error))?;
        Ok(Self { bins, trees })
    }

    /// Reads what [`Booster::to_json`] wrote, for rows of `columns` columns.
    ///
    /// # Errors
    /// [`ModelError::BoosterFailed`], also when a tree splits on a column beyond those or has half
    /// a split: the library would panic on it only when asked.
    pub fn from_json(json: &RawValue, columns: usize) -> Result<Self, ModelError> {
        let shape: Shape = serde_json::from_str(json.get()).map_err(|error| failed(&error))?;
        let booster: Self = serde_json::from_str(json.get()).map_err(|error| failed(&error))?;
        let are_sound = shape
            .trees
            .regressors
            .iter()
            .all(|tree| tree.is_sound(columns));
        if !are_sound || booster.bins.columns() != columns {
            let reason = format!("the trees do not fit {columns} columns");
            return Err(ModelError::BoosterFailed { reason });
        }
        Ok(booster)
    }
}

impl Booster for SmartcoreBooster {
    fn kind(&self) -> BoosterKind {
        BoosterKind::SmartcoreXgboost
    }

    fn predict(&self, rows: &[Vec<f64>]) -> Result<Vec<f64>, ModelError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        check(rows)?;
        self.trees
            .predict(&matrix(&self.bins, rows)?)
            .map_err(|error| failed(&error))
    }

    fn to_json(&self) -> Result<Box<RawValue>, ModelError> {
        serde_json::value::to_raw_value(self).map_err(|error| failed(&error))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count lies between 0 and the count"
)]
fn leaf_rows_min(settings: &BoosterSettings, rows: usize) -> usize {
    (settings.leaf_share_min.clamp(0.0, 1.0) * count(rows)) as usize
}

/// The part of the library's JSON that decides whether a prediction can panic.
#[derive(Deserialize)]
struct Shape {
    trees: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    regressors: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
    split_feature_idx: usize,
}

impl Node {
    fn is_sound(&self, columns: usize) -> bool {
        match (&self.left, &self.right) {
            (None, None) => true,
            (Some(left), Some(right)) => {
                self.split_feature_idx < columns
                    && left.is_sound(columns)
                    && right.is_sound(columns)
            }
            _ => false,
        }
    }
}

/// The library panics on NaN and on ragged rows; say so instead.
fn check(rows: &[Vec<f64>]) -> Result<(), ModelError> {
    let width = rows.first().map_or(0, Vec::len);
    let is_sound = |row: &Vec<f64>| row.len() == width && row.iter().all(|value| value.is_finite());
    rows.iter()
        .position(|row| !is_sound(row))
        .map_or(Ok(()), |row| {
            let reason = format!("row {row} is ragged or holds a value that is not finite");
            Err(ModelError::BoosterFailed { reason })
        })
}

fn matrix(bins: &Bins, rows: &[Vec<f64>]) -> Result<DenseMatrix<f64>, ModelError> {
    let rows: Vec<Vec<f64>> = rows.iter().map(|row| bins.apply(row)).collect();
    let width = bins.columns();
    if rows.iter().any(|row| row.len() != width) {
        let reason = format!("rows do not have the {width} columns of the training rows");
        return Err(ModelError::BoosterFailed { reason });
    }
    let values = (0..width)
        .flat_map(|column| rows.iter().map(move |row| row[column]))
        .collect();
    DenseMatrix::new(rows.len(), width, values, true).map_err(|error| failed(&error))
}

fn failed(error: &impl ToString) -> ModelError {
    ModelError::BoosterFailed {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn fit_learns_a_step() {
        let (rows, targets) = steps();
        let settings = BoosterSettings {
            learning_rate: 0.3,
            ..BoosterSettings::default()
        };

        let booster = SmartcoreBooster::fit(&rows, &targets, &settings).unwrap();

        let predicted = booster
            .predict(&[vec![10.0, 3.0], vec![590.0, 3.0]])
            .unwrap();
        assert!(predicted[0] < 0.1 && predicted[1] > 0.9, "{predicted:?}");
    }

    #[test]
    fn json_round_trip_predicts_the_same_bits() {
        let (rows, targets) = steps();
        let booster = SmartcoreBooster::fit(&rows, &targets, &BoosterSettings::default()).unwrap();

        let read = SmartcoreBooster::from_json(&booster.to_json().unwrap(), 2).unwrap();

        let bits = |booster: &SmartcoreBooster| -> Vec<u64> {
            booster
                .predict(&rows)
                .unwrap()
                .into_iter()
                .map(f64::to_bits)
                .collect()
        };
        assert_eq!(bits(&read), bits(&booster));
    }

    #[test]
    fn trees_that_ask_for_another_column_are_refused() {
        let (rows, targets) = steps();
        let booster = SmartcoreBooster::fit(&rows, &targets, &BoosterSettings::default()).unwrap();

        let error = SmartcoreBooster::from_json(&booster.to_json().unwrap(), 0).unwrap_err();

        assert!(error.to_string().contains("0 columns"), "{error}");
    }

    #[test]
    fn missing_values_are_refused_instead_of_panicking() {
        let error = SmartcoreBooster::fit(
            &[vec![f64::NAN], vec![1.0]],
            &[0.0, 1.0],
            &BoosterSettings::default(),
        )
        .unwrap_err();

        assert!(error.to_string().contains("row 0"), "{error}");
    }

    #[test]
    fn library_version_is_the_one_that_cargo_pins() {
        let manifest = include_str!("../../Cargo.toml");
        let (library, version) = LIBRARY.split_once(' ').unwrap();

        assert!(manifest.contains(&format!("{library} = {{ version = \"={version}\"")));
    }
}
