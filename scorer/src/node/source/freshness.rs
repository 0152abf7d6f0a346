//! How fresh each input is. What is late, frozen or missing is named and makes the report wider; it is never used again as if
//! it were new. Missing is what the source was told to listen to and has not heard; absent, what nobody asked of it.

use serde::Serialize;

use super::Snapshot;
use crate::data::{AssetHistory, Bar, FiveMinuteGrid, HourlyGrid};
use crate::time::{MILLIS_PER_HOUR, Timestamp};

/// A settlement comes every 8 hours.
const FUNDING_MAX_AGE_SECONDS: i64 = 9 * 3_600;
/// The index comes every hour, and its hour must be over.
const IMPLIED_MAX_AGE_SECONDS: i64 = 2 * 3_600;
/// The name of the spot market's five-minute bars.
const SPOT_5M: &str = "spot_5m";

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
    /// It should be there and has no value at all at this time.
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
    let spot = extras.spot_5m.as_ref().map(|bars| (SPOT_5M, bars));
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
    let (now, markets) = (snapshot.data_time, &snapshot.markets);
    let mut inputs = vec![hourly(history.bars(), now, 3_600).named(asset, "spot_1h")];
    let has_spot = markets.spot.contains_key(asset);
    let bars = five_minutes(history);
    // Where the future stands in for the spot market, that is still missed.
    if bars.is_none_or(|(name, _)| has_spot && name != SPOT_5M) {
        inputs.push(unknown(has_spot).named(asset, SPOT_5M));
    }
    inputs.extend(bars.map(|(name, bars)| five_minute_input(bars, now, rules).named(asset, name)));
    let has_perpetual = markets.perpetual.contains_key(asset);
    inputs.push(funding(history, now, has_perpetual).named(asset, "funding_8h"));
    let implied = snapshot.dataset.implied_volatility.as_ref();
    inputs.push(Input {
        name: "dvol_1h".to_owned(),
        ..implied.map_or_else(
            || unknown(markets.implied.is_some()),
            |grid| hourly(grid, now, IMPLIED_MAX_AGE_SECONDS),
        )
    });
    if reads_books {
        let looks = &history.extras().depth;
        let last = looks.within(Timestamp::from_millis(0), now).last();
        let seen = last.map(|(time, _)| age(*time, now));
        inputs.push(aged(seen, snapshot.book_max_age_seconds).named(asset, "depth"));
    }
    inputs
}

impl Input {
    fn named(self, asset: &str, series: &str) -> Self {
        Self {
            name: format!("{asset} {series}"),
            ..self
        }
    }
}

/// The last settlement; where none is known, `has_market` says whether one should be.
fn funding(history: &AssetHistory, now: Timestamp, has_market: bool) -> Input {
    let funding = history.funding();
    if funding.is_empty() {
        return unknown(has_market);
    }
    let settled = funding[..funding.partition_point(|rate| rate.time <= now)].last();
    aged(
        settled.map(|rate| age(rate.time, now)),
        FUNDING_MAX_AGE_SECONDS,
    )
}

/// An input that was never known: missing where the source was told to listen to it.
fn unknown(is_named: bool) -> Input {
    Input {
        name: String::new(),
        age_seconds: None,
        state: if is_named {
            InputState::Missing
        } else {
            InputState::Absent
        },
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
mod tests;
