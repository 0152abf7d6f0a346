//! Turns a [`Table`] into bars and refuses what a market cannot have printed.
//!
//! Rules, in this order for each row: the time is later than the row before; every number is
//! finite; prices are above zero; low <= open, close <= high; volume is not negative. Then gaps.

use super::bar::{Bar, FundingRate, HourlyGrid, ImpliedVolatility};
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

const OPEN: usize = 0;
const HIGH: usize = 1;
const LOW: usize = 2;
const CLOSE: usize = 3;
const VOLUME: usize = 4;
const RATE: usize = 0;

/// Hourly bars of [`super::table::SPOT`].
pub(super) fn bars(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
) -> Result<HourlyGrid<Bar>, DataError> {
    hourly(table, span, gaps, |table, row| {
        check_range(table, row)?;
        let volume = table.value(row, VOLUME);
        if volume < 0.0 {
            return Err(DataError::ValueNegative {
                file: table.file.clone(),
                row: row + 1,
                column: table.column_name(VOLUME),
                value: volume,
            });
        }
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
    hourly(table, span, gaps, |table, row| {
        check_range(table, row)?;
        Ok(ImpliedVolatility {
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
        check_order(table, row)?;
        check_finite(table, row)?;
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
fn hourly<T>(
    table: &Table,
    span: Span,
    gaps: GapPolicy,
    build: impl Fn(&Table, usize) -> Result<T, DataError>,
) -> Result<HourlyGrid<T>, DataError> {
    let mut slots: Vec<Option<T>> = Vec::new();
    let mut first = span.from.map(Timestamp::hour_ceil);
    let mut rows_inside = 0_usize;
    let end = |first: Timestamp, slots: &Vec<Option<T>>| {
        first.plus_hours(i64::try_from(slots.len()).unwrap_or(i64::MAX))
    };
    for row in 0..table.times.len() {
        check_order(table, row)?;
        check_finite(table, row)?;
        let time = table.times[row];
        if !time.is_full_hour() {
            return Err(DataError::TimeNotHourly {
                file: table.file.clone(),
                row: row + 1,
                time,
            });
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
        let missing = usize::try_from(time.hours_since_floor(expected)).unwrap_or(0);
        slots.extend(std::iter::repeat_with(|| None).take(missing));
        slots.push(Some(value));
        rows_inside += 1;
    }
    let (Some(first), true) = (first, rows_inside > 0) else {
        return Err(empty(table, span));
    };
    let last = end(first, &slots);
    let until = span.until.map_or(last, Timestamp::hour_ceil);
    if last < until && gaps == GapPolicy::Reject {
        let after = table.times.partition_point(|&time| time < last);
        return Err(gap(table, after, last, until));
    }
    Ok(HourlyGrid::new(first, slots))
}

fn check_order(table: &Table, row: usize) -> Result<(), DataError> {
    let Some(previous) = row.checked_sub(1).map(|row| table.times[row]) else {
        return Ok(());
    };
    let (file, time, row) = (table.file.clone(), table.times[row], row + 1);
    match time.cmp(&previous) {
        std::cmp::Ordering::Greater => Ok(()),
        std::cmp::Ordering::Equal => Err(DataError::TimeDuplicated { file, row, time }),
        std::cmp::Ordering::Less => Err(DataError::TimeUnsorted {
            file,
            row,
            time,
            previous,
        }),
    }
}

fn check_finite(table: &Table, row: usize) -> Result<(), DataError> {
    match (0..table.columns.len()).find(|&column| !table.value(row, column).is_finite()) {
        None => Ok(()),
        Some(column) => Err(DataError::ValueNotFinite {
            file: table.file.clone(),
            row: row + 1,
            column: table.column_name(column),
            value: table.value(row, column),
        }),
    }
}

fn check_range(table: &Table, row: usize) -> Result<(), DataError> {
    let file = || table.file.clone();
    for column in [OPEN, HIGH, LOW, CLOSE] {
        let value = table.value(row, column);
        if value <= 0.0 {
            let column = table.column_name(column);
            return Err(DataError::ValueNotPositive {
                file: file(),
                row: row + 1,
                column,
                value,
            });
        }
    }
    let (high, low) = (table.value(row, HIGH), table.value(row, LOW));
    if high < low {
        return Err(DataError::HighBelowLow {
            file: file(),
            row: row + 1,
            high,
            low,
        });
    }
    for column in [OPEN, CLOSE] {
        let value = table.value(row, column);
        if value < low || value > high {
            let column = table.column_name(column);
            let row = row + 1;
            return Err(DataError::ValueOutsideRange {
                file: file(),
                row,
                column,
                value,
                low,
                high,
            });
        }
    }
    Ok(())
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

fn empty(table: &Table, span: Span) -> DataError {
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
