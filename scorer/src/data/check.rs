//! Turns a [`Table`] into bars and refuses what a market cannot have printed.
//!
//! Rules, in this order for each row: the time is later than the row before; every number is
//! finite; prices are above zero; low <= open, close <= high; volume is not negative. Then gaps.

use super::bar::{Bar, FundingRate, ImpliedVolatility, MarkBar};
use super::grid::{Grid, HourlyGrid, step_ceil, step_floor};
use super::rule::{self, CLOSE, HIGH, LOW, OPEN};
use super::table::Table;
use crate::data::DataError;
use crate::time::{MILLIS_PER_HOUR, Span, Timestamp};

/// What to do about hours that have no bar inside the span asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GapPolicy {
    /// Refuse the file with [`DataError::GapFound`].
    #[default]
    Reject,
    /// Keep the hours as visibly missing: features that need them are missing too, and no row
    /// whose label would need them is trained on or judged.
    Mark,
}

/// Settlements come every 8 hours; exchanges settle up to a few seconds late.
const FUNDING_INTERVAL_MILLIS: i64 = 8 * MILLIS_PER_HOUR;
const FUNDING_LATENESS_MILLIS: i64 = 60_000;
const MILLIS_PER_MINUTE: i64 = 60_000;

const VOLUME: usize = 4;
const RATE: usize = 0;

/// Bars of [`super::table::SPOT`] and of the layouts that share its columns.
pub(super) fn bars<const STEP_MILLIS: i64>(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
) -> Result<Grid<Bar, STEP_MILLIS>, DataError> {
    on_grid(table, span, gaps, |table, row| {
        rule::range(table, row)?;
        let volume = rule::not_negative(table, row, VOLUME)?;
        Ok(Bar {
            open: table.value(row, OPEN),
            high: table.value(row, HIGH),
            low: table.value(row, LOW),
            close: table.value(row, CLOSE),
            volume,
        })
    })
}

/// Hourly values of [`super::table::IMPLIED_VOLATILITY`].
pub(super) fn implied_volatility(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
) -> Result<HourlyGrid<ImpliedVolatility>, DataError> {
    on_grid(table, span, gaps, |table, row| {
        rule::range(table, row)?;
        Ok(ImpliedVolatility {
            open: table.value(row, OPEN),
            high: table.value(row, HIGH),
            low: table.value(row, LOW),
            close: table.value(row, CLOSE),
        })
    })
}

/// Hourly bars of [`super::table::MARK`].
pub(super) fn mark(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
) -> Result<HourlyGrid<MarkBar>, DataError> {
    on_grid(table, span, gaps, |table, row| {
        rule::range(table, row)?;
        Ok(MarkBar {
            open: table.value(row, OPEN),
            high: table.value(row, HIGH),
            low: table.value(row, LOW),
            close: table.value(row, CLOSE),
        })
    })
}

/// Settlements of [`super::table::FUNDING`].
pub(super) fn funding(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
) -> Result<Vec<FundingRate>, DataError> {
    let mut rates: Vec<FundingRate> = Vec::new();
    for row in 0..table.times.len() {
        rule::order(table, row)?;
        rule::finite(table, row)?;
        let time = table.times[row];
        if !span.contains(time) {
            continue;
        }
        if let Some(previous) = rates.last() {
            let waited = time.millis() - previous.time.millis();
            if gaps == GapPolicy::Reject
                && waited > FUNDING_INTERVAL_MILLIS + FUNDING_LATENESS_MILLIS
            {
                return Err(gap(table, row, previous.time.plus_hours(8), time));
            }
        }
        rates.push(FundingRate {
            time,
            rate: table.value(row, RATE),
        });
    }
    if rates.is_empty() {
        return Err(empty(table, span));
    }
    Ok(rates)
}

/// Lays the rows inside `span` on a grid from its start (or the first row) to the last row.
fn on_grid<T, const STEP_MILLIS: i64>(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
    build: impl Fn(&Table, usize) -> Result<T, DataError>,
) -> Result<Grid<T, STEP_MILLIS>, DataError> {
    let mut slots: Vec<Option<T>> = Vec::new();
    let mut first = span.from.map(step_ceil::<STEP_MILLIS>);
    let mut rows_inside = 0_usize;
    let end = |first: Timestamp, slots: &Vec<Option<T>>| {
        let steps = i64::try_from(slots.len()).unwrap_or(i64::MAX);
        Timestamp::from_millis(first.millis() + STEP_MILLIS.saturating_mul(steps))
    };
    for row in 0..table.times.len() {
        rule::order(table, row)?;
        rule::finite(table, row)?;
        let time = table.times[row];
        if step_floor::<STEP_MILLIS>(time) != time {
            return Err(off_grid(table, row, STEP_MILLIS));
        }
        let value = build(table, row)?;
        if !span.contains(time) {
            continue;
        }
        let start = *first.get_or_insert(time);
        let expected = end(start, &slots);
        if time > expected && gaps == GapPolicy::Reject {
            return Err(gap(table, row, expected, time));
        }
        let missing = (time.millis() - expected.millis()).div_euclid(STEP_MILLIS);
        let missing = usize::try_from(missing).unwrap_or(0);
        slots.extend(std::iter::repeat_with(|| None).take(missing));
        slots.push(Some(value));
        rows_inside += 1;
    }
    let (Some(first), true) = (first, rows_inside > 0) else {
        return Err(empty(table, span));
    };
    let last = end(first, &slots);
    let until = span.until.map_or(last, step_ceil::<STEP_MILLIS>);
    if last < until && gaps == GapPolicy::Reject {
        let after = table.times.partition_point(|&time| time < last);
        return Err(gap(table, after, last, until));
    }
    Ok(Grid::new(first, slots))
}

fn off_grid(table: &Table, row: usize, step_millis: i64) -> DataError {
    let (file, time, row) = (table.file.clone(), table.times[row], row + 1);
    if step_millis == MILLIS_PER_HOUR {
        return DataError::TimeNotHourly { file, row, time };
    }
    DataError::TimeOffGrid {
        file,
        row,
        time,
        minutes: step_millis / MILLIS_PER_MINUTE,
    }
}

fn gap(table: &Table, row: usize, start: Timestamp, end: Timestamp) -> DataError {
    // The row after the gap, or the last row when the file ends early.
    let row = (row + 1).min(table.times.len());
    let hours = end.hours_since_floor(start);
    DataError::GapFound {
        file: table.file.clone(),
        row,
        start,
        end,
        hours,
    }
}

pub(super) fn empty(table: &Table, span: Span) -> DataError {
    let file = table.file.clone();
    match (table.times.first(), table.times.last()) {
        (Some(&first), Some(&last)) => DataError::SpanEmpty {
            file,
            span,
            first,
            last,
        },
        _ => DataError::RowsEmpty { file },
    }
}
