//! Mango, October 2022: a trader bought its own collateral up to five times its price within half an hour, and borrowed
//! against it all that the market held.

use ballast_client::event::Event;
use ballast_client::oracle::PriceUpdate;
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_policy::health::Purpose;
use ballast_tests::{Actor, SOL, Stage, USDC, refused_and_unchanged};

/// A dollar of USDC.
const DOLLAR: u64 = 1_000_000;
/// What the oracle averages over is hours: the price is five times, the average a tenth above.
const PUMPED: (i64, i64) = (500, 110);

/// Shows the pumped price beside the oracle's own average.
fn pump(stage: &mut Stage) -> Vec<Event> {
    let (dollars, average) = PUMPED;
    let update = PriceUpdate {
        average: average * 100_000_000,
        ..stage.price_update(SOL, dollars)
    };
    stage.load_price(SOL, &update).unwrap().events
}

/// A trader with seasoned collateral of a million dollars, a market with 2.4 M USD to lend.
fn traded(mut stage: Stage) -> (Stage, Actor) {
    stage.lender(USDC, 2_400_000 * DOLLAR);
    let trader = stage.actor("trader");
    stage.deposit(&trader, SOL, 10_000_000_000_000).unwrap();
    stage.machine.warp(3 * 86_400);
    stage.calm_down();
    stage.refresh_prices([100, 1, 2_000]);
    (stage, trader)
}

#[test]
fn a_price_that_someone_has_just_made_backs_no_new_debt() {
    // Given a collateral whose price is bought up to five times
    let (mut stage, trader) = traded(Stage::guarded());
    stage.borrow(&trader, USDC, 100_000 * DOLLAR).unwrap();
    let events = pump(&mut stage);
    let [Event::PriceLoaded(_), Event::BreakerTripped(event)] = events[..] else {
        panic!("{events:?}")
    };
    let tripped = [Breaker::PriceJump, Breaker::PriceAgainstAverage];
    let bits = tripped.map(|breaker| 1u64 << breaker.number());
    assert_eq!(event.breakers, bits[0] | bits[1]);

    // When everything is to be borrowed against it, then not a dollar is
    for amount in [2_300_000, 100_000, 1] {
        refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
            stage.borrow(&trader, USDC, amount * DOLLAR)
        });
    }
    // And no collateral comes free
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.withdraw(&trader, SOL, 1_000_000_000)
    });

    // And the price is believed all the same where that protects: nobody is liquidated for a breaker
    let health = stage.health(&trader, Purpose::Liquidating).unwrap();
    assert!(health.liquidation_limit.0 > 30 * health.debt.0);
    stage.repay(&trader, USDC, u64::MAX).unwrap();
    stage.withdraw(&trader, SOL, u64::MAX).unwrap();
    stage.assert_books_hold();
}

#[test]
fn when_the_price_is_back_it_backs_debt_again() {
    let (mut stage, trader) = traded(Stage::guarded());
    pump(&mut stage);
    stage.machine.warp(900);
    stage.score_all(2_000);
    stage.refresh_prices([100, 1, 2_000]);
    stage.release(SOL, Breaker::PriceJump).unwrap();
    stage.release(SOL, Breaker::PriceAgainstAverage).unwrap();
    stage.borrow(&trader, USDC, 600_000 * DOLLAR).unwrap();
}

#[test]
fn the_same_market_without_breakers_lends_all_it_has() {
    let (mut stage, trader) = traded(Stage::new());
    pump(&mut stage);
    stage.borrow(&trader, USDC, 2_400_000 * DOLLAR).unwrap();
    stage.set_price(SOL, 100);
    let health = stage.health(&trader, Purpose::Liquidating).unwrap();
    assert!(health.debt.0 > 2 * health.collateral.0, "{health:?}");
}
