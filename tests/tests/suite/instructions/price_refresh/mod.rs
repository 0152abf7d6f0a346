//! `price_refresh`: an oracle's price becomes what collateral and debt are valued at.

mod account;
mod quote;
mod rate;
mod second;

use ballast_client::event::{Event, PriceLoaded};
use ballast_client::oracle::{PYTH_RECEIVER, PYTH_RECEIVER_2026};
use ballast_tests::{
    Kind, LendingError, SOL, Stage, every_account_is_checked, refused_and_unchanged,
};

/// What `dollars` per whole token of `decimals` are per base unit, in 2^-64 dollars.
fn per_unit(dollars: f64, decimals: i32) -> f64 {
    dollars / 10f64.powi(decimals) * 2f64.powi(64)
}

#[expect(clippy::cast_precision_loss, reason = "compared within a millionth")]
fn assert_near(found: u64, expected: f64) {
    assert!(
        (found as f64 / expected - 1.0).abs() < 1e-6,
        "{found} {expected}"
    );
}

#[test]
fn a_price_is_stored_per_base_unit_low_mid_and_high_by_anyone() {
    // Given a quote of 100 dollars, give or take ten cents
    let mut stage = Stage::silent();
    let update = stage.price_update(SOL, 100);

    // When anyone loads it
    let sent = stage.load_price(SOL, &update).unwrap();

    // Then collateral counts at 99.90, debt at 100.10 dollars
    let price = stage.reserve(SOL).price;
    assert_near(price.low, per_unit(99.9, 9));
    assert_near(price.mid, per_unit(100.0, 9));
    assert_near(price.high, per_unit(100.1, 9));
    assert_eq!(price.published_at, stage.machine.now());
    let event = PriceLoaded {
        reserve: stage.accounts(SOL).reserve,
        low: price.low,
        mid: price.mid,
        high: price.high,
        published_at: price.published_at,
    };
    assert_eq!(sent.events, [Event::PriceLoaded(event)]);
}

#[test]
fn a_newer_price_replaces_the_last_and_the_same_may_be_loaded_again() {
    let mut stage = Stage::new();
    stage.machine.warp(10);
    stage.set_price(SOL, 90);
    let price = stage.reserve(SOL).price;
    assert_near(price.mid, per_unit(90.0, 9));
    stage.set_price(SOL, 90);
    assert_eq!(stage.reserve(SOL).price, price);
}

#[test]
fn both_allowed_owners_are_accepted() {
    let mut stage = Stage::silent();
    let account = stage.market.reserves[SOL].price_account;
    for (owner, dollars) in [(PYTH_RECEIVER, 101), (PYTH_RECEIVER_2026, 102)] {
        let update = stage.price_update(SOL, dollars);
        stage
            .machine
            .write(&account, &owner, update.encode())
            .unwrap();
        let refresh = stage.refresh_instruction(SOL);
        stage.send(&refresh, &[]).unwrap();
    }
    assert_near(stage.reserve(SOL).price.mid, per_unit(102.0, 9));
}

#[test]
fn nothing_but_the_price_changes() {
    let mut stage = Stage::new();
    let before = stage.reserve(SOL);
    stage.machine.warp(60);
    stage.set_price(SOL, 50);
    let after = stage.reserve(SOL);
    let with_old_price = ballast_client::layout::Reserve {
        price: before.price,
        ..after
    };
    assert_eq!(with_old_price, before);
}

#[test]
fn a_clock_before_1970_is_refused() {
    let mut stage = Stage::silent();
    let update = stage.price_update(SOL, 100);
    let account = stage.market.reserves[SOL].price_account;
    stage.machine.publish_price(&account, &update).unwrap();
    stage.machine.set_chain_time(-1);
    let refresh = stage.refresh_instruction(SOL);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.send(&refresh, &[])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let refresh = stage.refresh_instruction(SOL);
    every_account_is_checked(&mut stage, &refresh, &[], &[Kind::RESERVE, Kind::Other]);
}
