//! Turns a [`Table`] of readings into its values, by the same rules as `check`; and shares and scores
//! keep to their scales. Readings may come at any time, so that they have no gaps.

use super::bar::{Depth, PoolReading};
use super::check;
use super::readings::Readings;
use super::rule::{self, not_negative, on_scale, positive};
use super::table::Table;
use crate::data::DataError;
use crate::time::Span;

const SHARE_SCALE: f64 = 1.0;
const STRESS_SCALE: f64 = 100.0;

/// Open interest of [`super::table::OPEN_INTEREST`], in coins.
pub(super) fn open_interest(table: &Table, span: Span) -> Result<Readings<f64>, DataError> {
    readings(table, span, |row| not_negative(table, row, 0))
}

/// Readings of [`super::table::DEPTH`].
pub(super) fn depth(table: &Table, span: Span) -> Result<Readings<Depth>, DataError> {
    readings(table, span, |row| {
        Ok(Depth {
            within_50bps_usd: not_negative(table, row, 0)?,
            mid: positive(table, row, 1)?,
        })
    })
}

/// Readings of [`super::table::POOL`].
pub(super) fn pool(table: &Table, span: Span) -> Result<Readings<PoolReading>, DataError> {
    readings(table, span, |row| {
        Ok(PoolReading {
            utilization: on_scale(table, row, 0, SHARE_SCALE)?,
            borrowed_usd: not_negative(table, row, 1)?,
            top_borrower_share: on_scale(table, row, 2, SHARE_SCALE)?,
            debt_to_collateral: not_negative(table, row, 3)?,
            oracle_age_seconds: not_negative(table, row, 4)?,
            stress: on_scale(table, row, 5, STRESS_SCALE)?,
            bad_debt_share: on_scale(table, row, 6, SHARE_SCALE)?,
        })
    })
}

fn readings<T>(
    table: &Table,
    span: Span,
    build: impl Fn(usize) -> Result<T, DataError>,
) -> Result<Readings<T>, DataError> {
    let mut entries = Vec::new();
    for (row, &time) in table.times.iter().enumerate() {
        rule::order(table, row)?;
        rule::finite(table, row)?;
        let value = build(row)?;
        if span.contains(time) {
            entries.push((time, value));
        }
    }
    if entries.is_empty() {
        return Err(check::empty(table, span));
    }
    Ok(Readings::new(entries))
}
