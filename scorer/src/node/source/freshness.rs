//! How fresh each input is. What is late, frozen or missing is named and makes the report wider; it is never used again as if
//! it were new.

use serde::Serialize;

use super::Snapshot;
use crate::data::{AssetHistory, Bar, FiveMinuteGrid, HourlyGrid};
use crate::time::{MILLIS_PER_HOUR, Timestamp};

/// A settlement comes every 8 hours.
const FUNDING_MAX_AGE_SECONDS: i64 = 9 * 3_600;
/// The index comes every hour, and its hour must be over.
const IMPLIED_MAX_AGE_SECONDS: i64 = 2 * 3_600;

/// How an input stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InputState {
    /// As it should be.
    Fresh,
    /// Its last value is too old.
    Late,
    /// It repeats one value.
    Frozen,
    /// It is offered and has no value at all at this time.
    Missing,
    /// The source does not offer it.
    Absent,
}

impl InputState {
    /// In `snake_case`, as in the audit and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Late => "late",
            Self::Frozen => "frozen",
            Self::Missing => "missing",
            Self::Absent => "absent",
        }
    }

    /// Whether a report must be wider for it. What the source never offered is not: the model knows it as a missing feature.
    pub const fn widens(self) -> bool {
        matches!(self, Self::Late | Self::Frozen | Self::Missing)
    }
}

/// One input of one asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Asset and series, such as `SOL spot_5m`.
    pub name: String,
    /// Seconds of data time since its last value was known.
    pub age_seconds: Option<i64>,
    /// How it stands.
    pub state: InputState,
}

/// When an input is no longer fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputRules {
    /// Age of the last five-minute bar, seconds.
    pub bar_max_age_seconds: i64,
    /// Bars without movement in a row.
    pub frozen_bars: usize,
}

/// The five-minute bars that evidence sees: of the spot market, else of the perpetual future; and their name.
pub fn five_minutes(history: &AssetHistory) -> Option<(&'static str, &FiveMinuteGrid<Bar>)> {
    let extras = history.extras();
    let spot = extras.spot_5m.as_ref().map(|bars| ("spot_5m", bars));
    spot.or_else(|| extras.perpetual_5m.as_ref().map(|bars| ("perp_5m", bars)))
}

/// Every input of `asset`; its books only where `reads_books`.
pub fn judge(
    snapshot: &Snapshot,
    asset: &str,
    history: &AssetHistory,
    rules: &InputRules,
    reads_books: bool,
) -> Vec<Input> {
    let now = snapshot.data_time;
    let mut inputs = vec![Input {
        name: format!("{asset} spot_1h"),
        ..hourly(history.bars(), now, 3_600)
    }];
    let bars = five_minutes(history);
    let (name, input) = bars.map_or(("spot_5m", absent()), |(name, bars)| {
        (name, five_minute_input(bars, now, rules))
    });
    inputs.push(Input {
        name: format!("{asset} {name}"),
        ..input
    });
    let funding = history.funding();
    let settled = funding[..funding.partition_point(|rate| rate.time <= now)].last();
    inputs.push(Input {
        name: format!("{asset} funding_8h"),
        ..if funding.is_empty() {
            absent()
        } else {
            aged(
                settled.map(|rate| age(rate.time, now)),
                FUNDING_MAX_AGE_SECONDS,
            )
        }
    });
    let implied = snapshot.dataset.implied_volatility.as_ref();
    inputs.push(Input {
        name: "dvol_1h".to_owned(),
        ..implied.map_or_else(absent, |grid| hourly(grid, now, IMPLIED_MAX_AGE_SECONDS))
    });
    if reads_books {
        let last = history
            .extras()
            .depth
            .within(Timestamp::from_millis(0), now)
            .last();
        let seen = last.map(|(time, _)| age(*time, now));
        inputs.push(Input {
            name: format!("{asset} depth"),
            ..aged(seen, snapshot.book_max_age_seconds)
        });
    }
    inputs
}

fn absent() -> Input {
    Input {
        name: String::new(),
        age_seconds: None,
        state: InputState::Absent,
    }
}

fn aged(age_seconds: Option<i64>, most: i64) -> Input {
    let state = match age_seconds {
        None => InputState::Missing,
        Some(age) if age > most => InputState::Late,
        Some(_) => InputState::Fresh,
    };
    Input {
        name: String::new(),
        age_seconds,
        state,
    }
}

fn age(from: Timestamp, now: Timestamp) -> i64 {
    (now.millis() - from.millis()).div_euclid(1_000)
}

/// An hourly series: known from its hour's close on.
fn hourly<T>(grid: &HourlyGrid<T>, now: Timestamp, most: i64) -> Input {
    let closed = &grid.slots()[..grid.closed_by(now)];
    let last = closed.iter().rposition(Option::is_some);
    let close = last.map(|place| {
        grid.first()
            .plus_hours(i64::try_from(place + 1).unwrap_or(0))
    });
    aged(close.map(|close| age(close, now)), most)
}

fn five_minute_input(bars: &FiveMinuteGrid<Bar>, now: Timestamp, rules: &InputRules) -> Input {
    let closed = &bars.slots()[..bars.closed_by(now)];
    let last = closed.iter().rposition(Option::is_some);
    let close = last.map(|place| {
        let steps = i64::try_from(place + 1).unwrap_or(0);
        Timestamp::from_millis(bars.first().millis() + steps * MILLIS_PER_HOUR / 12)
    });
    let mut input = aged(
        close.map(|close| age(close, now)),
        rules.bar_max_age_seconds,
    );
    let recent = closed.len().checked_sub(rules.frozen_bars.max(1));
    let is_still = recent.is_some_and(|from| stands_still(&closed[from..]));
    if input.state == InputState::Fresh && rules.frozen_bars > 0 && is_still {
        input.state = InputState::Frozen;
    }
    input
}

/// Whether every bar is there and none left the price of the first.
#[expect(
    clippy::float_cmp,
    reason = "a frozen feed repeats its price to the bit"
)]
fn stands_still(bars: &[Option<Bar>]) -> bool {
    let Some(Some(first)) = bars.first() else {
        return false;
    };
    bars.iter()
        .all(|bar| bar.is_some_and(|bar| bar.high == first.close && bar.low == first.close))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::data::{Dataset, Extras, FundingRate, MarketSeries};

    const RULES: InputRules = InputRules {
        bar_max_age_seconds: 900,
        frozen_bars: 3,
    };

    fn bar(price: f64, range: f64) -> Bar {
        Bar {
            open: price,
            high: price + range,
            low: price,
            close: price,
            volume: 1.0,
        }
    }

    fn minutes(count: i64) -> Timestamp {
        Timestamp::from_millis(60_000 * count)
    }

    /// Two hours, `five` as the five-minute bars, looked at after `at` minutes.
    fn state_of(five: Option<Vec<Option<Bar>>>, at: i64, input: &str) -> InputState {
        let hours = vec![Some(bar(1.0, 0.1)), Some(bar(1.0, 0.1))];
        let funding = vec![FundingRate {
            time: minutes(0),
            rate: 0.0,
        }];
        let extras = Extras {
            spot_5m: five.map(|bars| FiveMinuteGrid::new(minutes(0), bars)),
            ..Extras::default()
        };
        let history =
            AssetHistory::new(HourlyGrid::new(minutes(0), hours), funding).with_extras(extras);
        let snapshot = Snapshot {
            dataset: Arc::new(Dataset {
                origin: String::new(),
                assets: BTreeMap::new(),
                implied_volatility: None,
                market: MarketSeries::default(),
                absent: Vec::new(),
            }),
            data_time: minutes(at),
            book_max_age_seconds: 60,
        };
        let inputs = judge(&snapshot, "SOL", &history, &RULES, true);
        let found = inputs.iter().find(|found| found.name == input);
        found
            .unwrap_or_else(|| panic!("{input} in {inputs:?}"))
            .state
    }

    #[test]
    fn hour_that_has_closed_is_fresh_for_an_hour() {
        assert_eq!(state_of(None, 30, "SOL spot_1h"), InputState::Missing);
        assert_eq!(state_of(None, 60, "SOL spot_1h"), InputState::Fresh);
        assert_eq!(state_of(None, 180, "SOL spot_1h"), InputState::Fresh);
        assert_eq!(state_of(None, 181, "SOL spot_1h"), InputState::Late);
    }

    #[test]
    fn five_minute_bars_that_stop_are_late_and_that_stand_still_are_frozen() {
        let moving = || vec![Some(bar(1.0, 0.1)); 6];
        let mut still = moving();
        still.extend([Some(bar(1.0, 0.0)); 3]);

        assert_eq!(state_of(None, 60, "SOL spot_5m"), InputState::Absent);
        assert_eq!(
            state_of(Some(moving()), 30, "SOL spot_5m"),
            InputState::Fresh
        );
        assert_eq!(
            state_of(Some(moving()), 46, "SOL spot_5m"),
            InputState::Late
        );
        assert_eq!(
            state_of(Some(still.clone()), 45, "SOL spot_5m"),
            InputState::Frozen
        );
        assert_eq!(state_of(Some(still), 40, "SOL spot_5m"), InputState::Fresh);
    }

    #[test]
    fn funding_that_was_not_settled_in_time_is_late_and_a_book_never_seen_is_missing() {
        assert_eq!(state_of(None, 9 * 60, "SOL funding_8h"), InputState::Fresh);
        assert_eq!(
            state_of(None, 9 * 60 + 1, "SOL funding_8h"),
            InputState::Late
        );
        assert_eq!(state_of(None, 60, "SOL depth"), InputState::Missing);
        assert_eq!(state_of(None, 60, "dvol_1h"), InputState::Absent);
        assert!(!InputState::Absent.widens() && InputState::Missing.widens());
    }
}
