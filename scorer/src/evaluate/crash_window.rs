//! Crashes by the calendar, and crashes found by their falls.

use crate::data::Dataset;
use crate::feature::Shocks;
use crate::time::{Timestamp, Window};

/// A crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrashWindow {
    /// What it is called.
    pub name: String,
    /// When it happened.
    pub window: Window,
}

/// The crashes of the data README, by name, first day and day after the last. The day after a one-day crash belongs to it,
/// because the lows came in the hours after midnight. Prices fell from 9 March 2023 on, the day before the stablecoin did, and
/// from 4 August 2024 on.
pub const CRASH_WINDOWS: [(&str, &str, &str); 7] = [
    ("COVID 2020-03-12", "2020-03-12", "2020-03-14"),
    ("2021-05-19", "2021-05-19", "2021-05-21"),
    ("LUNA 2022-05-09", "2022-05-09", "2022-05-14"),
    ("3AC 2022-06-11", "2022-06-11", "2022-06-19"),
    ("FTX 2022-11-07", "2022-11-07", "2022-11-11"),
    ("USDC 2023-03-10", "2023-03-09", "2023-03-12"),
    ("2024-08-05", "2024-08-04", "2024-08-07"),
];

impl CrashWindow {
    /// [`CRASH_WINDOWS`] as values.
    pub fn listed() -> Vec<Self> {
        let window = |(name, from, until): (&str, &str, &str)| {
            Some(Self {
                name: name.to_owned(),
                window: Window::new(from.parse().ok()?, until.parse().ok()?),
            })
        };
        CRASH_WINDOWS.into_iter().filter_map(window).collect()
    }
}

/// Fall under the high of the 24 hours before that makes a crash where none is listed.
const CRASH_FALL: f64 = 0.15;
const HIGH_HOURS: i64 = 24;
/// Falls less than two days apart are one crash.
const MERGED_WITHIN_HOURS: i64 = 48;
/// The deepest of them that are reported.
const CRASHES_MAX: usize = 12;

/// The up to 12 deepest crashes inside `window`: hours whose low lies 15 % or more under the high of the 24 hours before, of
/// any asset of `shocks`, merged where they are less than two days apart. Ascending; each is named by its first day and
/// begins 24 hours before its first such hour, where the high was.
pub fn detect_crashes(dataset: &Dataset, shocks: &Shocks, window: Window) -> Vec<CrashWindow> {
    let mut falls: Vec<(Timestamp, f64)> = Vec::new();
    for asset in shocks.keys() {
        let Ok(history) = dataset.asset(asset) else {
            continue;
        };
        let bars = history.bars();
        falls.extend(window.hours().filter_map(|time| {
            let high = (1..=HIGH_HOURS)
                .filter_map(|ago| bars.get(time.plus_hours(-ago)))
                .map(|bar| bar.high)
                .fold(f64::NEG_INFINITY, f64::max);
            let fall = 1.0 - bars.get(time)?.low / high;
            (fall >= CRASH_FALL && high > 0.0).then_some((time, fall))
        }));
    }
    falls.sort_by_key(|(time, _)| *time);
    let mut crashes: Vec<(Window, f64)> = Vec::new();
    for (time, fall) in falls {
        let end = time.plus_hours(1);
        match crashes.last_mut() {
            Some((last, depth)) if time < last.until.plus_hours(MERGED_WITHIN_HOURS) => {
                last.until = last.until.max(end);
                *depth = depth.max(fall);
            }
            _ => crashes.push((Window::new(time, end), fall)),
        }
    }
    crashes.sort_by(|a, b| b.1.total_cmp(&a.1));
    crashes.truncate(CRASHES_MAX);
    crashes.sort_by_key(|(window, _)| window.from);
    let named = crashes.into_iter().map(|(crash, _)| CrashWindow {
        name: crash.from.to_string().chars().take(10).collect(),
        window: Window::new(
            crash.from.plus_hours(-HIGH_HOURS).max(window.from),
            crash.until,
        ),
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::data::{AssetHistory, Bar, HourlyGrid};

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_hours(hour)
    }

    /// Flat at 100, with lows at some hours.
    fn dataset(lows: &[(usize, f64)]) -> Dataset {
        let mut slots = vec![
            Some(Bar {
                open: 100.0,
                high: 100.0,
                low: 100.0,
                close: 100.0,
                volume: 1.0
            });
            1_000
        ];
        for (hour, low) in lows {
            slots[*hour].as_mut().unwrap().low = *low;
        }
        let history = AssetHistory::new(HourlyGrid::new(at(0), slots), Vec::new());
        let mut dataset = crate::synthetic::generate(&crate::synthetic::SyntheticConfig {
            seed: 1,
            window: Window::new(at(0), at(48)),
            assets: vec!["BTC".to_owned()],
            crash: None,
        })
        .unwrap()
        .dataset;
        dataset.assets = BTreeMap::from([("BTC".to_owned(), history)]);
        dataset
    }

    #[test]
    fn every_listed_window_is_readable_and_they_ascend() {
        let listed = CrashWindow::listed();

        assert_eq!(listed.len(), CRASH_WINDOWS.len());
        assert!(
            listed
                .windows(2)
                .all(|pair| pair[0].window.until <= pair[1].window.from)
        );
    }

    #[test]
    fn falls_close_together_are_one_crash() {
        let dataset = dataset(&[(100, 84.0), (140, 80.0), (300, 85.0), (500, 85.5)]);
        let shocks = BTreeMap::from([("BTC".to_owned(), 0.08)]);

        let crashes = detect_crashes(&dataset, &shocks, Window::new(at(0), at(1_000)));

        let windows: Vec<Window> = crashes.iter().map(|crash| crash.window).collect();
        assert_eq!(
            windows,
            [Window::new(at(76), at(141)), Window::new(at(276), at(301))]
        );
        assert_eq!(crashes[0].name, "1970-01-05");
    }
}
