//! What a booster learns from.

use super::failed;
use crate::model::ModelError;

/// Rows, what was seen, and what is already forecast.
#[derive(Clone, Copy, Debug)]
pub struct Training<'a> {
    /// Names of the columns.
    pub columns: &'a [&'a str],
    /// The columns' values, NaN where missing.
    pub rows: &'a [Vec<f64>],
    /// What was seen, one for each row; from 0 to 1 under [`super::Link::LogOdds`].
    pub targets: &'a [f64],
    /// What is already forecast, one for each row, in the unit of the booster's link.
    pub offsets: &'a [f64],
    /// What each row counts, above 0; None counts each 1.
    pub weights: Option<&'a [f64]>,
}

impl Training<'_> {
    /// Refuses rows that are ragged or infinite, or not as many as the rest.
    pub(super) fn check(&self) -> Result<(), ModelError> {
        let counts = [
            self.targets.len(),
            self.offsets.len(),
            self.weights.map_or(self.rows.len(), <[f64]>::len),
        ];
        if self.rows.is_empty() || counts != [self.rows.len(); 3] {
            let rows = self.rows.len();
            let [targets, offsets, weights] = counts;
            return Err(failed(&format!(
                "{rows} rows for {targets} targets, {offsets} offsets and {weights} weights"
            )));
        }
        if self.columns.is_empty() || self.columns.len() > usize::from(u16::MAX) {
            let columns = self.columns.len();
            return Err(failed(&format!(
                "{columns} columns: 1 to 65,535 are possible"
            )));
        }
        let is_sound = |row: &Vec<f64>| {
            row.len() == self.columns.len() && row.iter().all(|value| !value.is_infinite())
        };
        first_not(self.rows, is_sound, "is ragged or holds an infinite value")?;
        first_not(
            self.targets,
            |target| target.is_finite(),
            "has no finite target",
        )?;
        first_not(
            self.offsets,
            |offset| offset.is_finite(),
            "has no finite offset",
        )?;
        let is_weight = |weight: &f64| weight.is_finite() && *weight > 0.0;
        first_not(
            self.weights.unwrap_or(&[]),
            is_weight,
            "has no positive weight",
        )
    }
}

pub(super) fn first_not<T>(
    rows: &[T],
    is_sound: impl Fn(&T) -> bool,
    rule: &str,
) -> Result<(), ModelError> {
    rows.iter()
        .position(|row| !is_sound(row))
        .map_or(Ok(()), |row| Err(failed(&format!("row {row} {rule}"))))
}
