use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::data::{Extras, FundingRate};
use crate::node::source::{Market, Markets};
use crate::venue::Venue;

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
    let snapshot = Snapshot::empty(minutes(at));
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

/// The states of SOL's inputs after 65 minutes, of which only hours of the spot market are known and `future` as the perpetual
/// future's five-minute bars.
fn states_of(markets: Markets, future: Option<Vec<Option<Bar>>>) -> Vec<(String, InputState)> {
    let hours = HourlyGrid::new(minutes(0), vec![Some(bar(1.0, 0.1))]);
    let extras = Extras {
        perpetual_5m: future.map(|bars| FiveMinuteGrid::new(minutes(0), bars)),
        ..Extras::default()
    };
    let snapshot = Snapshot {
        markets: Arc::new(markets),
        ..Snapshot::empty(minutes(65))
    };
    let history = AssetHistory::new(hours, Vec::new()).with_extras(extras);
    let inputs = judge(&snapshot, "SOL", &history, &RULES, false);
    let states = inputs.into_iter().map(|input| (input.name, input.state));
    states.collect()
}

/// A spot market, a perpetual future and an index of implied volatility, each by a name.
fn markets() -> Markets {
    let market = |instrument: &str| Market {
        venue: Venue::BinanceSpot,
        instrument: instrument.to_owned(),
    };
    Markets {
        spot: BTreeMap::from([("SOL".to_owned(), market("spot"))]),
        perpetual: BTreeMap::from([("SOL".to_owned(), market("future"))]),
        stablecoins: BTreeMap::new(),
        implied: Some(market("index")),
    }
}

#[test]
fn input_that_was_never_heard_is_missing_where_the_source_names_its_market_and_absent_elsewhere() {
    let of = |state| {
        let names = ["SOL spot_5m", "SOL funding_8h", "dvol_1h"];
        let first = ("SOL spot_1h".to_owned(), InputState::Fresh);
        let others = names.map(|name| (name.to_owned(), state));
        [vec![first], others.to_vec()].concat()
    };

    assert_eq!(states_of(markets(), None), of(InputState::Missing));
    assert_eq!(states_of(Markets::default(), None), of(InputState::Absent));
}

#[test]
fn spot_market_that_was_never_heard_is_missing_although_the_future_stands_in_for_it() {
    let bars = || Some(vec![Some(bar(1.0, 0.1)); 13]);
    let five_minutes = |markets| {
        let states = states_of(markets, bars());
        let states = states.into_iter();
        let of = states.filter(|(name, _)| name.ends_with("_5m"));
        of.collect::<Vec<_>>()
    };
    let future = ("SOL perp_5m".to_owned(), InputState::Fresh);
    let spot = ("SOL spot_5m".to_owned(), InputState::Missing);

    assert_eq!(five_minutes(markets()), [spot, future.clone()]);
    assert_eq!(five_minutes(Markets::default()), [future]);
}
