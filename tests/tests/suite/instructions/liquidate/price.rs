//! Which prices a liquidation depends on: a dead oracle neither liquidates nor shields anyone.

use super::{REPAID, liquidated, unhealthy};
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_tests::{ETH, SOL, Stage, USDC, refused_and_unchanged};

#[test]
fn an_old_price_of_debt_or_collateral_stops_liquidation_until_it_is_refreshed() {
    for (old, fresh, dollars) in [(USDC, SOL, 60), (SOL, USDC, 1)] {
        // Given an unhealthy position, one of whose prices has become too old
        let (mut stage, borrower, liquidator) = unhealthy();
        stage.machine.warp(121);
        stage.set_price(fresh, dollars);

        // When it is liquidated, then it is refused
        refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        });

        // And with the price it goes through
        stage.set_price(old, if old == SOL { 60 } else { 1 });
        stage
            .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
            .unwrap();
    }
}

#[test]
fn a_price_that_is_missing_stops_liquidation_of_what_it_would_trade() {
    for reserve in [USDC, SOL] {
        let (mut stage, borrower, liquidator) = unhealthy();
        forget_price(&mut stage, reserve);
        refused_and_unchanged(&mut stage, Rule::PriceMissing, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        });
    }
}

#[test]
fn dust_of_a_token_whose_oracle_died_or_never_spoke_shields_no_one() {
    for never_spoke in [false, true] {
        // Given an unhealthy position that then deposits a unit of ETH, of which no recent price is known
        let (mut stage, borrower, liquidator) = unhealthy();
        stage.machine.warp(121);
        stage.set_price(SOL, 60);
        stage.set_price(USDC, 1);
        if never_spoke {
            forget_price(&mut stage, ETH);
        }
        stage.deposit(&borrower, ETH, 1).unwrap();

        // When SOL is seized, then the dust does not stop it
        stage
            .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
            .unwrap();
    }
}

#[test]
fn a_dead_oracle_liquidates_no_one_who_was_healthy_at_its_last_price() {
    // Given a position that holds ETH worth 2 000 dollars besides, and an oracle of ETH that falls silent
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.deposit(&borrower, ETH, 100_000_000).unwrap();
    stage.machine.warp(100_000);
    stage.set_price(SOL, 60);
    stage.set_price(USDC, 1);

    // When SOL is to be seized, then the ETH counts at its last price
    refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });

    // And the ETH itself cannot be seized at a price that no one vouches for
    refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, ETH, REPAID)
    });
}

#[test]
fn a_debt_that_is_not_repaid_counts_half_for_a_day_and_then_at_its_last_price() {
    // Given a position that owes ETH worth 1 000 dollars besides, and an oracle of ETH that falls silent
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.lender(ETH, 100_000_000);
    stage.set_price(SOL, 100);
    stage.borrow(&borrower, ETH, 50_000_000).unwrap();
    stage.machine.warp(121);
    stage.set_price(USDC, 1);

    // When SOL falls so far that the debt of USDC and half the other are still covered, then it is safe for a day
    stage.set_price(SOL, 70);
    refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });
    stage.machine.warp(86_400);
    stage.set_price(USDC, 1);
    stage.set_price(SOL, 70);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
}

/// As if no price of the reserve had ever been loaded.
fn forget_price(stage: &mut Stage, reserve: usize) {
    let address = stage.accounts(reserve).reserve;
    stage.edit::<Reserve>(&address, |reserve| {
        reserve.price = bytemuck::Zeroable::zeroed();
    });
}

#[test]
fn the_exchange_is_at_mid_prices_whatever_the_confidence() {
    // Given an unhealthy position and prices that are two percent uncertain
    let (mut stage, borrower, liquidator) = unhealthy();
    let mut update = stage.price_update(SOL, 60);
    update.confidence = update.price.unsigned_abs() / 50;
    stage.load_price(SOL, &update).unwrap();

    // When it is liquidated, then bonus apart the uncertainty is not paid to the liquidator
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
    let event = liquidated(&sent);
    let expected = REPAID * (10_000 + u64::from(event.bonus_bps)) / 10_000 * 1_000 / 60;
    assert!(
        (expected - 100..=expected).contains(&event.seized),
        "{event:?}"
    );
}
