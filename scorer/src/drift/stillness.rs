//! How long a feature has stood at one value, to the bit: a frozen feed repeats its last message.
//!
//! Judged against the longest that training saw, because some features stand still by nature (a
//! funding rate for eight hours, a drawdown of zero for days).

use serde::{Deserialize, Serialize};

use super::{Level, Observation, Reference};

/// A feature may always stand still so long, in hours: one repeated bar is no frozen feed.
const HOURS_ALLOWED: i64 = 3;

/// How long a feature has stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stillness {
    /// Hours from the first row with the latest value to the last row; 0 when it is missing.
    pub hours: i64,
    /// Above the longest of training, or 3 hours, and above twice that.
    pub level: Level,
}

impl Stillness {
    /// Judges the end of `rows`, one asset's, ascending.
    pub(super) fn of(reference: &Reference, rows: &[Observation<'_>], column: usize) -> Self {
        let hours = latest(rows, column);
        let allowed = reference.still_hours_longest.max(HOURS_ALLOWED);
        let level = if hours > allowed.saturating_mul(2) {
            Level::Alarm
        } else if hours > allowed {
            Level::Watch
        } else {
            Level::None
        };
        Self { hours, level }
    }
}

/// Hours for which the last row's value has been the same.
fn latest(rows: &[Observation<'_>], column: usize) -> i64 {
    let Some((last, value)) = rows
        .last()
        .and_then(|row| Some((row.time, row.value(column)?)))
    else {
        return 0;
    };
    let same = |row: &&Observation<'_>| {
        row.value(column)
            .is_some_and(|other| other.to_bits() == value.to_bits())
    };
    let first = rows.iter().rev().take_while(same).last();
    first.map_or(0, |first| last.hours_since_floor(first.time))
}

/// Longest such time anywhere in `rows`, one asset's, ascending. Where several rows show one value, it may have stood
/// until just before the row that shows another: rows may be hours apart, and those that are judged are not.
pub(super) fn longest(rows: &[Observation<'_>], column: usize) -> i64 {
    let mut longest = 0;
    let mut start: Option<(&Observation<'_>, u64)> = None;
    let mut has_stood = false;
    for row in rows {
        let bits = row.value(column).map(f64::to_bits);
        match (start, bits) {
            (Some((first, same)), Some(bits)) if same == bits => {
                longest = longest.max(row.time.hours_since_floor(first.time));
                has_stood = true;
            }
            (before, bits) => {
                if let (true, Some((first, _)), Some(_)) = (has_stood, before, bits) {
                    longest = longest.max(row.time.hours_since_floor(first.time) - 1);
                }
                has_stood = false;
                start = bits.map(|bits| (row, bits));
            }
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::super::testing::HOUR;
    use super::*;
    use crate::time::Timestamp;

    /// Rows six hours apart.
    fn longest_of(values: &[Option<f64>]) -> i64 {
        let rows: Vec<Observation<'_>> = values
            .iter()
            .zip(0..)
            .map(|(value, row)| Observation {
                time: Timestamp::from_millis(6 * row * HOUR),
                asset: 0,
                values: std::slice::from_ref(value),
            })
            .collect();
        longest(&rows, 0)
    }

    #[test]
    fn value_may_have_stood_until_just_before_the_next_row() {
        assert_eq!(longest_of(&[Some(1.0), Some(1.0), Some(2.0)]), 11);
        assert_eq!(longest_of(&[Some(1.0), Some(1.0)]), 6, "the record ends");
        assert_eq!(longest_of(&[Some(1.0), Some(1.0), None, Some(2.0)]), 6);
        assert_eq!(longest_of(&[Some(1.0), Some(2.0), Some(3.0)]), 0);
    }
}
