//! What a single row of a data file must keep to.

use super::table::Table;
use crate::data::DataError;

/// Places of the prices among the columns of a bar.
pub(super) const OPEN: usize = 0;
pub(super) const HIGH: usize = 1;
pub(super) const LOW: usize = 2;
pub(super) const CLOSE: usize = 3;

/// Later than the row before.
pub(super) fn order(table: &Table, row: usize) -> Result<(), DataError> {
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

/// Every number is a number.
pub(super) fn finite(table: &Table, row: usize) -> Result<(), DataError> {
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

/// low <= open, close <= high, all above zero; the columns of a bar: open, high, low, close.
pub(super) fn range(table: &Table, row: usize) -> Result<(), DataError> {
    let file = || table.file.clone();
    for column in [OPEN, HIGH, LOW, CLOSE] {
        positive(table, row, column)?;
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

/// The value, unless it is zero or less.
pub(super) fn positive(table: &Table, row: usize, column: usize) -> Result<f64, DataError> {
    let value = table.value(row, column);
    if value > 0.0 {
        return Ok(value);
    }
    Err(DataError::ValueNotPositive {
        file: table.file.clone(),
        row: row + 1,
        column: table.column_name(column),
        value,
    })
}

/// The value, unless it is below zero.
pub(super) fn not_negative(table: &Table, row: usize, column: usize) -> Result<f64, DataError> {
    let value = table.value(row, column);
    if value >= 0.0 {
        return Ok(value);
    }
    Err(DataError::ValueNegative {
        file: table.file.clone(),
        row: row + 1,
        column: table.column_name(column),
        value,
    })
}

/// The value, unless it lies outside 0 to `high`.
pub(super) fn on_scale(
    table: &Table,
    row: usize,
    column: usize,
    high: f64,
) -> Result<f64, DataError> {
    let value = table.value(row, column);
    if (0.0..=high).contains(&value) {
        return Ok(value);
    }
    Err(DataError::ValueOffScale {
        file: table.file.clone(),
        row: row + 1,
        column: table.column_name(column),
        value,
        low: 0.0,
        high,
    })
}
