//! The numbers of a quote: each rule at its bound and one past it.

use super::{assert_near, per_unit};
use ballast_client::oracle::PriceUpdate;
use ballast_policy::Rule;
use ballast_tests::{SOL, START, Stage, refused_and_unchanged};

/// A change of a sound quote.
type Change = fn(&mut PriceUpdate);

/// Fails the test unless the changed quote is refused by its rule.
fn refused_by_name(stage: &mut Stage, cases: &[(Rule, Change)]) {
    for (number, (rule, change)) in cases.iter().enumerate() {
        println!("case {number}: {}", rule.name());
        let mut update = stage.price_update(SOL, 100);
        change(&mut update);
        let account = stage.market.reserves[SOL].price_account;
        stage.machine.publish_price(&account, &update).unwrap();
        let refresh = stage.refresh_instruction(SOL);
        refused_and_unchanged(stage, *rule, |stage| stage.send(&refresh, &[]));
    }
}

#[track_caller]
fn accepted(stage: &mut Stage, change: Change) {
    let mut update = stage.price_update(SOL, 100);
    change(&mut update);
    stage.load_price(SOL, &update).unwrap();
}

#[test]
fn a_price_of_zero_or_less_is_refused() {
    refused_by_name(
        &mut Stage::silent(),
        &[
            (Rule::PriceNotPositive, |update| update.price = 0),
            (Rule::PriceNotPositive, |update| update.price = -1),
            (Rule::PriceNotPositive, |update| update.price = i64::MIN),
        ],
    );
}

#[test]
fn a_price_older_than_its_bound_is_refused() {
    let mut stage = Stage::silent();
    refused_by_name(
        &mut stage,
        &[
            (Rule::PriceTooOld, |update| update.published_at -= 121),
            (Rule::PriceTooOld, |update| update.published_at = 0),
            (Rule::PriceTooOld, |update| update.published_at = -1),
            (Rule::PriceTooOld, |update| update.published_at = i64::MIN),
        ],
    );
    accepted(&mut stage, |update| update.published_at -= 120);
}

#[test]
fn a_price_from_the_future_is_refused() {
    let mut stage = Stage::silent();
    refused_by_name(
        &mut stage,
        &[
            (Rule::PriceFromFuture, |update| update.published_at += 11),
            (Rule::PriceFromFuture, |update| {
                update.published_at = i64::MAX;
            }),
        ],
    );
    accepted(&mut stage, |update| update.published_at += 10);
    assert_eq!(stage.reserve(SOL).price.published_at, START + 10);
}

#[test]
fn a_price_older_than_the_one_at_hand_is_refused() {
    // Given a price of now
    let mut stage = Stage::new();

    // When one of a second ago is loaded, which is recent enough in itself, then time may not run backwards
    refused_by_name(
        &mut stage,
        &[(Rule::PriceNotNewer, |update| update.published_at -= 1)],
    );
}

#[test]
fn a_confidence_interval_wider_than_its_bound_is_refused() {
    // Given a bound of two percent
    let mut stage = Stage::silent();
    refused_by_name(
        &mut stage,
        &[
            (Rule::ConfidenceTooWide, |update| {
                update.confidence = 200_000_001;
            }),
            (Rule::ConfidenceTooWide, |update| {
                update.confidence = u64::MAX;
            }),
        ],
    );

    // When it is exactly that wide, or nil, then it counts
    accepted(&mut stage, |update| update.confidence = 200_000_000);
    assert_near(stage.reserve(SOL).price.low, per_unit(98.0, 9));
    assert_near(stage.reserve(SOL).price.high, per_unit(102.0, 9));
    accepted(&mut stage, |update| update.confidence = 0);
    let price = stage.reserve(SOL).price;
    assert_eq!(price.low, price.mid);
    assert!(price.high - price.mid <= 1);
}

#[test]
fn an_exponent_out_of_range_is_refused() {
    let mut stage = Stage::silent();
    refused_by_name(
        &mut stage,
        &[
            (Rule::ExponentOutOfRange, |update| update.exponent = 1),
            (Rule::ExponentOutOfRange, |update| update.exponent = -19),
            (Rule::ExponentOutOfRange, |update| {
                update.exponent = i32::MIN;
            }),
            (Rule::ExponentOutOfRange, |update| {
                update.exponent = i32::MAX;
            }),
        ],
    );

    // When it stands at either end, then the price is what it says
    accepted(&mut stage, |update| {
        (update.price, update.confidence, update.exponent) = (100, 1, 0);
    });
    assert_near(stage.reserve(SOL).price.mid, per_unit(100.0, 9));
    accepted(&mut stage, |update| {
        (update.price, update.confidence, update.exponent) = (5_000_000_000_000_000_000, 0, -18);
    });
    assert_near(stage.reserve(SOL).price.mid, per_unit(5.0, 9));
}

#[test]
fn a_price_that_does_not_fit_a_base_unit_is_refused() {
    refused_by_name(
        &mut Stage::silent(),
        &[
            // A base unit of a dollar or more.
            (Rule::PriceOutOfRange, |update| update.price = i64::MAX),
            (Rule::PriceOutOfRange, |update| {
                (update.price, update.confidence, update.exponent) = (1_000_000_000, 0, 0);
            }),
            // Its high side alone.
            (Rule::PriceOutOfRange, |update| {
                (update.price, update.confidence, update.exponent) = (999_999_999, 1, 0);
            }),
            // Less than 2^-64 dollars.
            (Rule::PriceOutOfRange, |update| {
                (update.price, update.confidence, update.exponent) = (1, 0, -18);
            }),
        ],
    );
}
