//! No feature sees past its decision time, and each sees what it says it sees.
#![allow(clippy::cast_precision_loss)]

use ballast_scorer::data::{AssetHistory, Dataset, HourlyGrid};
use ballast_scorer::feature::{FEATURES, Feature, FeatureSchema, MarketView, Shocks};
use ballast_scorer::time::Timestamp;

use crate::support::series::with_other_series;
use crate::support::{ASSETS, SEED, full_market, scaled, time, with_other_future};

fn shocks() -> Shocks {
    ASSETS
        .iter()
        .map(|asset| ((*asset).to_owned(), 0.08))
        .collect()
}

fn value(feature: &dyn Feature, dataset: &Dataset, asset: &str, at: Timestamp) -> Option<u64> {
    let shocks = shocks();
    let view = MarketView::new(dataset, &shocks, asset, at).unwrap();
    feature.value(&view).map(f64::to_bits)
}

/// Moves every price, volume, funding rate, DVOL value and optional series before `before` by its own
/// factor, and silences DVOL for its last three hours.
fn with_other_past(dataset: &Dataset, before: Timestamp) -> Dataset {
    let mut other = dataset.clone();
    for history in other.assets.values_mut() {
        let bars = history.bars();
        let known = bars.closed_by(before);
        let mut slots = bars.slots().to_vec();
        for (index, slot) in slots.iter_mut().enumerate().take(known) {
            *slot = slot.map(|bar| scaled(bar, 1.0 + (index % 11) as f64 / 10.0));
        }
        let mut funding = history.funding().to_vec();
        for rate in funding.iter_mut().filter(|rate| rate.time <= before) {
            rate.rate += 0.005;
        }
        *history = AssetHistory::new(HourlyGrid::new(bars.first(), slots), funding)
            .with_extras(history.extras().clone());
    }
    if let Some(grid) = &mut other.implied_volatility {
        let known = grid.closed_by(before);
        let mut slots = grid.slots().to_vec();
        for slot in slots.iter_mut().take(known) {
            *slot = slot.map(|mut value| {
                value.close *= 2.0;
                value
            });
        }
        for slot in slots.iter_mut().take(known).rev().take(3) {
            *slot = None;
        }
        *grid = HourlyGrid::new(grid.first(), slots);
    }
    with_other_series(&mut other, before, true);
    other
}

#[test]
fn changing_the_future_changes_no_feature() {
    let dataset = full_market(SEED);
    for (index, at) in [
        "2021-02-05T00:00:00Z",
        "2021-06-30T13:00:00Z",
        "2021-08-08T08:31:00Z",
        "2021-12-31T23:00:00Z",
    ]
    .map(time)
    .into_iter()
    .enumerate()
    {
        let other = with_other_future(&dataset, at, u32::try_from(index).unwrap());
        for feature in FEATURES {
            for asset in ASSETS {
                let (now, then) = (
                    value(feature, &dataset, asset, at),
                    value(feature, &other, asset, at),
                );
                assert!(now.is_some(), "{} of {asset} at {at}", feature.name());
                assert_eq!(
                    now,
                    then,
                    "{} of {asset} at {at}, seed {SEED}",
                    feature.name()
                );
            }
        }
    }
}

/// A feature of the calendar alone, which no data can change.
fn is_calendar(feature: &dyn Feature) -> bool {
    feature.look_back_hours() == 0
}

#[test]
fn changing_the_past_changes_every_feature() {
    let dataset = full_market(SEED);
    let at = time("2021-06-30T13:00:00Z");
    let other = with_other_past(&dataset, at);

    for feature in FEATURES {
        let (now, then) = (
            value(feature, &dataset, "ETH", at),
            value(feature, &other, "ETH", at),
        );
        if is_calendar(feature) {
            assert_eq!(now, then, "{}", feature.name());
            continue;
        }
        assert_ne!(
            now,
            then,
            "{} ignores the past, seed {SEED}",
            feature.name()
        );
    }
}

#[test]
fn nothing_beyond_the_stated_look_back_matters() {
    let dataset = full_market(SEED);
    let at = time("2021-06-30T13:00:00Z");

    for feature in FEATURES {
        let look_back = i64::try_from(feature.look_back_hours()).unwrap();
        let other = with_other_past(&dataset, at.plus_hours(-look_back));
        let (now, then) = (
            value(feature, &dataset, "ETH", at),
            value(feature, &other, "ETH", at),
        );
        assert_eq!(
            now,
            then,
            "{} looks back further than {look_back} h",
            feature.name()
        );
    }
}

#[test]
fn series_that_has_ended_is_overdue_and_gives_nothing_else() {
    let dataset = full_market(SEED);
    let end = dataset.window().unwrap().until;
    let shocks = shocks();

    let after = MarketView::new(&dataset, &shocks, "SOL", end.plus_hours(48)).unwrap();
    let schema = FeatureSchema::full();
    let row = schema.row(&after);

    let known = |(name, value): (&'static str, Option<f64>)| Some((name, value?));
    let known: Vec<_> = schema
        .names()
        .into_iter()
        .zip(row.values)
        .filter_map(known)
        .collect();
    let calendar: Vec<&str> = FEATURES
        .into_iter()
        .filter(|feature| is_calendar(*feature))
        .map(Feature::name)
        .collect();
    let of_data: Vec<_> = known
        .into_iter()
        .filter(|(name, _)| !calendar.contains(name))
        .collect();
    assert_eq!(of_data, [("data_overdue_hours", 48.0)]);
    assert_eq!(calendar, ["weekend_share_ahead_24h", "week_cosine_second"]);
    assert_eq!(after.price(), None);
}
