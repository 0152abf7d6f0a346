//! Points in time: milliseconds since 1970, UTC, as in every data file.
//!
//! A bar is named by its OPEN. The bar opened at 13:00 is known from 14:00 on, so a decision at
//! 14:00 sees it and nothing later.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};

/// Milliseconds in an hour.
pub const MILLIS_PER_HOUR: i64 = 3_600_000;

/// Hours in a week.
pub const HOURS_PER_WEEK: usize = 168;

/// The hour of the week, from Monday 00:00 UTC, from 0 to 167.
pub fn hour_of_week(time: Timestamp) -> usize {
    /// 1970-01-05, the first Monday.
    const MONDAY: Timestamp = Timestamp::from_millis(4 * 24 * MILLIS_PER_HOUR);
    let hours = time.hours_since_floor(MONDAY).rem_euclid(168);
    usize::try_from(hours).unwrap_or(0)
}

/// A point in time in UTC, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// The point `millis` milliseconds after 1970-01-01 00:00 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01 00:00 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 00:00 UTC, rounded down: the chain's unit.
    pub const fn seconds_floor(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This point moved by `hours`, which may be negative.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        Self(self.0.saturating_add(hours.saturating_mul(MILLIS_PER_HOUR)))
    }

    /// Whole hours from `earlier` to this point, rounded down; negative when `earlier` is later.
    pub const fn hours_since_floor(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(MILLIS_PER_HOUR)
    }

    /// The last full hour at or before this point.
    #[must_use]
    pub const fn hour_floor(self) -> Self {
        Self(
            self.0
                .div_euclid(MILLIS_PER_HOUR)
                .saturating_mul(MILLIS_PER_HOUR),
        )
    }

    /// The first full hour at or after this point.
    #[must_use]
    pub const fn hour_ceil(self) -> Self {
        Self(self.0.saturating_add(MILLIS_PER_HOUR - 1)).hour_floor()
    }

    /// Whether this point lies on a full hour.
    pub const fn is_full_hour(self) -> bool {
        self.0.rem_euclid(MILLIS_PER_HOUR) == 0
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339, in seconds when the milliseconds are zero: `2022-11-08T14:00:00Z`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_millis(self.0) {
            Some(time) => formatter.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            // Beyond chrono's calendar of 262,000 years: the bare number is still exact.
            None => write!(formatter, "{}", self.0),
        }
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampMalformed;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// A text that names no point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a time: write 2022-06-01, 2022-06-01T14:00:00Z or milliseconds since 1970"
)]
pub struct TimestampMalformed {
    /// The text as it was given.
    pub text: String,
}

impl FromStr for Timestamp {
    type Err = TimestampMalformed;

    /// Reads RFC 3339, a date (its midnight UTC) or integer milliseconds.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if let Ok(millis) = trimmed.parse::<i64>() {
            return Ok(Self(millis));
        }
        if let Ok(time) = DateTime::parse_from_rfc3339(trimmed) {
            return Ok(Self(time.timestamp_millis()));
        }
        trimmed
            .parse::<NaiveDate>()
            .ok()
            .and_then(|date| date.and_hms_opt(0, 0, 0))
            .map(|midnight| Self(midnight.and_utc().timestamp_millis()))
            .ok_or_else(|| TimestampMalformed {
                text: text.to_owned(),
            })
    }
}

/// A span of time: from `from` (inside) up to `until` (outside).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First point inside.
    pub from: Timestamp,
    /// First point outside.
    pub until: Timestamp,
}

impl Window {
    /// The span from `from` (inside) up to `until` (outside).
    pub const fn new(from: Timestamp, until: Timestamp) -> Self {
        Self { from, until }
    }

    /// Whether `time` lies inside.
    pub fn contains(&self, time: Timestamp) -> bool {
        self.from <= time && time < self.until
    }

    /// The full hours inside, ascending.
    pub fn hours(&self) -> impl Iterator<Item = Timestamp> + use<> {
        let until = self.until;
        std::iter::successors(Some(self.from.hour_ceil()), |time| Some(time.plus_hours(1)))
            .take_while(move |time| *time < until)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} to {}", self.from, self.until)
    }
}

/// A span of time that may be open at either end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First point inside; None for no beginning.
    pub from: Option<Timestamp>,
    /// First point outside; None for no end.
    pub until: Option<Timestamp>,
}

impl Span {
    /// Everything.
    pub const ALL: Self = Self {
        from: None,
        until: None,
    };

    /// Whether `time` lies inside.
    pub fn contains(&self, time: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= time) && self.until.is_none_or(|until| time < until)
    }
}

impl From<Window> for Span {
    fn from(window: Window) -> Self {
        Self {
            from: Some(window.from),
            until: Some(window.until),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end =
            |end: Option<Timestamp>| end.map_or_else(|| "any".to_owned(), |end| end.to_string());
        write!(formatter, "{} to {}", end(self.from), end(self.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_rfc3339_and_millis_name_the_same_point() {
        let expected = Timestamp::from_millis(1_654_041_600_000);

        for text in ["2022-06-01", "2022-06-01T02:00:00+02:00", "1654041600000"] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        assert_eq!(expected.to_string(), "2022-06-01T00:00:00Z");
    }

    #[test]
    fn nonsense_is_refused_with_its_text() {
        let error = "yesterday".parse::<Timestamp>().unwrap_err();

        assert!(error.to_string().contains("yesterday"));
    }

    #[test]
    fn week_begins_on_monday_midnight() {
        let hour = |text: &str| hour_of_week(text.parse().unwrap());

        assert_eq!(hour("2022-11-07"), 0, "a Monday");
        assert_eq!(hour("2022-11-06T23:00:00Z"), 167);
        assert_eq!(hour("1969-12-29T05:00:00Z"), 5, "a Monday before 1970");
    }

    #[test]
    fn hours_round_down_before_1970_too() {
        let time = Timestamp::from_millis(-1);

        assert_eq!(time.hour_floor(), Timestamp::from_millis(-MILLIS_PER_HOUR));
        assert_eq!(time.hour_ceil(), Timestamp::from_millis(0));
        assert_eq!(time.seconds_floor(), -1);
    }

    #[test]
    fn window_holds_its_start_but_not_its_end() {
        let from = Timestamp::from_millis(0);
        let window = Window::new(from, from.plus_hours(2));

        assert_eq!(
            window.hours().collect::<Vec<_>>(),
            vec![from, from.plus_hours(1)]
        );
        assert!(!window.contains(window.until));
    }
}
