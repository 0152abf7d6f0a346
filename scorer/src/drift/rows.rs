//! Rows that drift looks at: their order, their span, and how many of them are independent.

use std::collections::BTreeMap;

use super::DriftError;
use crate::time::Timestamp;

/// The features of an asset at a decision time.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// Decision time.
    pub time: Timestamp,
    /// Place of the asset in the order of the model's assets.
    pub asset: usize,
    /// Values in the columns' order, None where missing.
    pub values: &'a [Option<f64>],
}

impl Observation<'_> {
    /// The value of a column; None where missing or not a number.
    pub(super) fn value(&self, column: usize) -> Option<f64> {
        let value = self.values.get(column).copied().flatten();
        value.filter(|value| value.is_finite())
    }
}

/// How many rows of a span are independent, when a share of them is known.
pub(super) fn independent_rows(hours: f64, known_share: f64, correlation_hours: f64) -> f64 {
    known_share * hours / correlation_hours.max(1.0)
}

/// Hours from the first to the last row, both included.
#[expect(
    clippy::cast_precision_loss,
    reason = "hours of a record stay far below 2^53"
)]
pub(super) fn hours_spanned(rows: &[Observation<'_>]) -> f64 {
    let times = || rows.iter().map(|row| row.time);
    match (times().min(), times().max()) {
        (Some(first), Some(last)) => last.hours_since_floor(first).saturating_add(1) as f64,
        _ => 0.0,
    }
}

pub(super) fn check_widths(expected: usize, rows: &[Observation<'_>]) -> Result<(), DriftError> {
    if rows.is_empty() {
        return Err(DriftError::RowsAbsent);
    }
    let other = rows.iter().find(|row| row.values.len() != expected);
    other.map_or(Ok(()), |row| {
        Err(DriftError::WidthsDiffer {
            time: row.time,
            found: row.values.len(),
            expected,
        })
    })
}

/// The rows of each asset.
pub(super) fn by_asset<'a>(
    rows: &[Observation<'a>],
) -> Result<Vec<Vec<Observation<'a>>>, DriftError> {
    let mut assets: BTreeMap<usize, Vec<Observation<'a>>> = BTreeMap::new();
    for row in rows {
        let own = assets.entry(row.asset).or_default();
        check_order(own.last(), row)?;
        own.push(*row);
    }
    Ok(assets.into_values().collect())
}

pub(super) fn check_order(
    previous: Option<&Observation<'_>>,
    row: &Observation<'_>,
) -> Result<(), DriftError> {
    match previous {
        Some(previous) if previous.time >= row.time => Err(DriftError::RowsUnsorted {
            time: row.time,
            previous: previous.time,
        }),
        _ => Ok(()),
    }
}
