//! Calendar years, UTC.

use chrono::{DateTime, Datelike as _};

use crate::time::{Timestamp, Window};

/// Midnight UTC at the start of a calendar year; None beyond the calendar.
pub fn year_start(year: i32) -> Option<Timestamp> {
    format!("{year:04}-01-01").parse().ok()
}

/// The calendar years that `window` touches, each with the part of the window inside it, ascending.
pub fn years_of(window: Window) -> Vec<(i32, Window)> {
    let year_of =
        |time: Timestamp| DateTime::from_timestamp_millis(time.millis()).map(|time| time.year());
    let last = Timestamp::from_millis(window.until.millis().saturating_sub(1));
    let (Some(first), Some(last)) = (year_of(window.from), year_of(last)) else {
        return Vec::new();
    };
    (first..=last)
        .filter_map(|year| {
            let from = year_start(year)?.max(window.from);
            let until = year_start(year + 1)?.min(window.until);
            (from < until).then_some((year, Window::new(from, until)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_cut_at_the_window() {
        let window = Window::new("2021-11-01".parse().unwrap(), "2023-01-01".parse().unwrap());

        let years: Vec<(i32, String)> = years_of(window)
            .into_iter()
            .map(|(year, part)| (year, part.to_string()))
            .collect();

        assert_eq!(years.len(), 2, "the window's end is outside: {years:?}");
        assert_eq!(years[0].1, "2021-11-01T00:00:00Z to 2022-01-01T00:00:00Z");
        assert_eq!(years[1].1, "2022-01-01T00:00:00Z to 2023-01-01T00:00:00Z");
    }
}
