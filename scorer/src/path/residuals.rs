//! Joint standardised residuals: what is left of the returns once each hour's volatility is taken out.
//!
//! Kept in thousandths of a standard deviation, which loses nothing that a simulation could show and keeps the file small.

use serde::{Deserialize, Serialize};

use super::joint::JointHours;
use crate::number::count;
use crate::time::Timestamp;

/// Thousandths per standard deviation.
pub(super) const THOUSANDTHS: f64 = 1_000.0;

/// Largest residual that is kept, in thousandths: 100 standard deviations.
const THOUSANDTHS_MAX: f64 = 100_000.0;

/// Hours that follow each other without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Open of the first hour.
    pub first: Timestamp,
    /// Number of hours.
    pub hours: usize,
}

/// The residual vectors of the joint hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Residuals {
    /// The hours, in runs without a gap, ascending.
    pub runs: Vec<Run>,
    /// Thousandths of a standard deviation, hour by hour: the assets of an hour stand together.
    pub thousandths: Vec<i32>,
}

impl Residuals {
    /// Standardises `hours` by the variances of every asset (by asset then hour): mean zero, variance one.
    pub(super) fn of(hours: &JointHours, variances: &[Vec<f64>]) -> Self {
        let columns: Vec<Vec<f64>> = variances
            .iter()
            .enumerate()
            .map(|(asset, variances)| standardised(&hours.column(asset), variances))
            .collect();
        let mut thousandths = Vec::with_capacity(hours.len() * columns.len());
        for hour in 0..hours.len() {
            thousandths.extend(columns.iter().map(|column| rounded(column[hour])));
        }
        let mut runs: Vec<Run> = Vec::new();
        for (&open, missing) in hours.opens().iter().zip(hours.missing_before()) {
            match runs.last_mut() {
                Some(run) if missing == 0 => run.hours += 1,
                _ => runs.push(Run {
                    first: open,
                    hours: 1,
                }),
            }
        }
        Self { runs, thousandths }
    }

    /// Number of hours.
    pub fn hours(&self) -> usize {
        self.runs
            .iter()
            .fold(0, |sum: usize, run| sum.saturating_add(run.hours))
    }

    /// Opens of the hours, ascending.
    pub fn opens(&self) -> impl Iterator<Item = Timestamp> {
        self.runs.iter().flat_map(|run| {
            let hours = i64::try_from(run.hours).unwrap_or(i64::MAX);
            (0..hours).map(|hour| run.first.plus_hours(hour))
        })
    }

    /// One asset's residuals in standard deviations, of `assets`.
    pub(super) fn column(&self, asset: usize, assets: usize) -> Vec<f64> {
        self.thousandths
            .chunks_exact(assets)
            .map(|row| f64::from(row[asset]) / THOUSANDTHS)
            .collect()
    }
}

fn standardised(returns: &[f64], variances: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = returns
        .iter()
        .zip(variances)
        .map(|(value, variance)| value / variance.sqrt())
        .collect();
    let size = count(values.len());
    let mean = values.iter().sum::<f64>() / size;
    let variance = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>()
        / size;
    for value in &mut values {
        *value = (*value - mean) / variance.sqrt();
    }
    values
}

fn rounded(value: f64) -> i32 {
    let thousandths = (THOUSANDTHS * value)
        .round()
        .clamp(-THOUSANDTHS_MAX, THOUSANDTHS_MAX);
    #[expect(clippy::cast_possible_truncation, reason = "whole and clamped")]
    let thousandths = thousandths as i32;
    thousandths
}
