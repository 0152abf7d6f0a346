//! Quiet months: how restless the regime is where nothing happened.
//!
//! A calendar month of an asset is quiet when no low in it lies 10 % or more under the high of the 24 hours before.

use serde::{Deserialize, Serialize};

use super::floor::high_before;
use super::forecaster::{FORECASTERS, ForecasterKind};
use super::row::Row;
use super::section::regime_runs;
use super::table::Table;
use super::years::{year_start, years_of};
use crate::data::{AssetHistory, Dataset};
use crate::metric::regime_stays;
use crate::model::ModelError;
use crate::time::{Timestamp, Window};

/// Fall under the high of the 24 hours before that makes a month not quiet.
const LOUD_FALL: f64 = 0.10;

/// The quiet months of one asset, or of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuietReport {
    /// Asset; None for all assets.
    pub asset: Option<String>,
    /// Quiet months, of each asset by itself.
    pub months: usize,
    /// Months looked at.
    pub of_months: usize,
    /// In the order of [`FORECASTERS`].
    pub forecasters: Vec<QuietRegimes>,
}

/// Regimes of one forecaster in quiet months.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuietRegimes {
    /// Who.
    pub forecaster: ForecasterKind,
    /// Changes of regime for each 168 hours of one asset; None without hours.
    pub flips_per_week: Option<f64>,
    /// Share of hours in transition or stress; None without hours.
    pub outside_calm: Option<f64>,
}

/// The quiet months of all assets pooled, then of each.
pub(super) fn quiet(
    dataset: &Dataset,
    table: &Table,
    window: Window,
) -> Result<Vec<QuietReport>, ModelError> {
    let months = months_of(window);
    let mut pooled: Vec<&Row> = Vec::new();
    let mut pooled_months = 0;
    let mut reports = Vec::new();
    for (asset, symbol) in table.shocks.keys().enumerate() {
        let history = dataset.asset(symbol)?;
        let quiet: Vec<&Window> = months
            .iter()
            .filter(|month| is_quiet(history, **month))
            .collect();
        let rows: Vec<&Row> = table
            .rows
            .iter()
            .filter(|row| row.asset == asset && quiet.iter().any(|month| month.contains(row.time)))
            .collect();
        reports.push(report(Some(symbol), quiet.len(), months.len(), &rows));
        pooled_months += quiet.len();
        pooled.extend(rows);
    }
    let of_months = months.len() * table.shocks.len();
    reports.insert(0, report(None, pooled_months, of_months, &pooled));
    Ok(reports)
}

fn report(asset: Option<&String>, months: usize, of_months: usize, rows: &[&Row]) -> QuietReport {
    let regimes = |(place, forecaster)| {
        let stays = regime_stays(&regime_runs(place, rows));
        QuietRegimes {
            forecaster,
            flips_per_week: stays.as_ref().map(|stays| stays.flips_per_week),
            outside_calm: stays.as_ref().map(|stays| 1.0 - stays.regimes[0].share),
        }
    };
    QuietReport {
        asset: asset.cloned(),
        months,
        of_months,
        forecasters: FORECASTERS.into_iter().enumerate().map(regimes).collect(),
    }
}

/// The calendar months inside the data in which every one of `assets` was quiet, ascending. An asset that is not there is
/// quiet in no month.
pub fn quiet_months(dataset: &Dataset, assets: &[&str]) -> Vec<Window> {
    let Some(window) = dataset.window() else {
        return Vec::new();
    };
    let is_quiet = |month: &Window| {
        assets.iter().all(|asset| {
            let history = dataset.asset(asset);
            history.is_ok_and(|history| is_quiet(history, *month))
        })
    };
    months_of(window).into_iter().filter(is_quiet).collect()
}

/// Whether no low of `month` lies [`LOUD_FALL`] under the high before it, and it has bars at all.
fn is_quiet(history: &AssetHistory, month: Window) -> bool {
    let bars = history.bars();
    let mut known = month
        .hours()
        .filter_map(|time| Some((bars.get(time)?.low, high_before(bars, time)?)))
        .peekable();
    known.peek().is_some() && known.all(|(low, high)| low > high * (1.0 - LOUD_FALL))
}

/// The calendar months, UTC, inside `window`, cut at its ends.
fn months_of(window: Window) -> Vec<Window> {
    let month_start = |year: i32, month: u32| -> Option<Timestamp> {
        if month > 12 {
            return year_start(year + 1);
        }
        format!("{year:04}-{month:02}-01").parse().ok()
    };
    let years = years_of(window).into_iter();
    let months = years.flat_map(|(year, _)| (1..=12).map(move |month| (year, month)));
    months
        .filter_map(|(year, month)| {
            let from = month_start(year, month)?.max(window.from);
            let until = month_start(year, month + 1)?.min(window.until);
            (from < until).then_some(Window::new(from, until))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Bar, HourlyGrid};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_the_calendars_and_cut_at_the_window() {
        let months = months_of(Window::new(at("2021-11-15"), at("2022-02-02")));

        let starts: Vec<String> = months.iter().map(|month| month.from.to_string()).collect();
        assert_eq!(starts[0], "2021-11-15T00:00:00Z");
        assert_eq!(
            starts[1..],
            [
                "2021-12-01T00:00:00Z",
                "2022-01-01T00:00:00Z",
                "2022-02-01T00:00:00Z"
            ]
        );
        assert_eq!(months[3].until, at("2022-02-02"));
    }

    #[test]
    fn fall_of_a_tenth_within_a_day_makes_its_month_loud() {
        let slots = (0..2_000).map(|hour| {
            Some(Bar {
                open: 100.0,
                high: 100.0,
                low: if hour == 1_000 { 90.0 } else { 100.0 },
                close: 100.0,
                volume: 1.0,
            })
        });
        let history = AssetHistory::new(
            HourlyGrid::new(at("2021-01-01"), slots.collect()),
            Vec::new(),
        );

        let months = months_of(Window::new(at("2021-01-01"), at("2021-04-01")));
        let quiet: Vec<bool> = months
            .iter()
            .map(|month| is_quiet(&history, *month))
            .collect();

        assert_eq!(quiet, [true, false, true], "hour 1,000 is in February");
        let later = Window::new(at("2022-01-01"), at("2022-02-01"));
        assert!(
            !is_quiet(&history, later),
            "a month without bars says nothing"
        );
    }
}
