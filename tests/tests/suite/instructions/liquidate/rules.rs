//! Which prices, collateral and debt a liquidation may trade, how much of it, and what it needs to bring along.

use super::super::terms_view::view;
use super::{REPAID, liquidated, unhealthy};
use ballast_client::event::Event;
use ballast_client::instruction::with_prices;
use ballast_client::layout::{Limit, Reserve};
use ballast_policy::Rule;
use ballast_tests::{
    Actor, ETH, LendingError, Loan, MARKET_FEED, SOL, Stage, USDC, refused_and_unchanged,
};

/// Changes a reserve's settings where it stands.
fn set(stage: &mut Stage, reserve: usize, change: impl FnOnce(&mut Reserve)) {
    let address = stage.accounts(reserve).reserve;
    stage.edit(&address, change);
}

#[test]
fn a_price_far_from_its_own_average_liquidates_no_one_until_they_agree() {
    // Given a price of 40 dollars beside an average of 100
    let (mut stage, borrower, liquidator) = unhealthy();
    let mut update = stage.price_update(SOL, 40);
    update.average = 10_000_000_000;
    stage.load_price(SOL, &update).unwrap();
    refused_and_unchanged(&mut stage, Rule::LiquidationPriceUnsure, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });

    // When the average has come half the way, then it goes through
    update.average = 8_000_000_000;
    stage.load_price(SOL, &update).unwrap();
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
}

/// A position with SOL and ETH behind 5 000 dollars of USDC, past its threshold at 50 and 200 dollars.
fn two_collaterals() -> (Stage, Actor, Actor) {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.deposit(&borrower, ETH, 100_000_000).unwrap();
    stage.refresh_prices([50, 1, 200]);
    (stage, borrower, liquidator)
}

#[test]
fn the_collateral_with_the_lowest_threshold_goes_first() {
    let (mut stage, borrower, liquidator) = two_collaterals();
    set(&mut stage, ETH, |reserve| {
        reserve.config.liquidation_threshold_bps = 7_500;
    });
    refused_and_unchanged(&mut stage, Rule::NotWeakestCollateral, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });
    stage
        .liquidate(&liquidator, &borrower, USDC, ETH, u64::MAX)
        .unwrap();
    // All of it is gone, and the other is next.
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
}

#[test]
fn the_debt_that_weighs_most_goes_first() {
    // Given debts of USDC and ETH against SOL
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.lender(ETH, 1_000_000_000);
    stage.borrow(&borrower, ETH, 50_000_000).unwrap();
    stage.set_price(SOL, 70);
    set(&mut stage, ETH, |reserve| {
        reserve.config.borrow_weight_bps = 12_000;
    });
    refused_and_unchanged(&mut stage, Rule::NotHeaviestDebt, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });
    stage
        .liquidate(&liquidator, &borrower, ETH, SOL, 1_000_000)
        .unwrap();
}

#[test]
fn no_more_is_liquidated_in_a_window_than_the_book_takes() {
    // Given a book that takes 20 SOL in an hour
    let (mut stage, borrower, liquidator) = unhealthy();
    set(&mut stage, SOL, |reserve| {
        reserve.limits.liquidated = Limit {
            capacities: [20_000_000_000; 3],
            window_seconds: 3_600,
            padding: 0,
        };
    });

    // When as much as is allowed is repaid, then 20 SOL go, and the next has to wait for what drains
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    let event = liquidated(&sent);
    assert_eq!(event.seized, 20_000_000_000);
    refused_and_unchanged(&mut stage, Rule::LiquidationDepthExhausted, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
    });
    stage.machine.warp(1_800);
    stage.refresh_prices([60, 1, 2_000]);
    let later = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    let seized = liquidated(&later).seized;
    assert!(
        (9_999_000_000..=10_001_000_000).contains(&seized),
        "{seized}"
    );
}

#[test]
fn the_publishers_lower_median_of_depth_bounds_what_is_liquidated() {
    // Given a book that takes 20 SOL in an hour, of which the publishers see from nothing to all
    let (mut stage, borrower, liquidator) = unhealthy();
    set(&mut stage, SOL, |reserve| {
        reserve.limits.liquidated = Limit {
            capacities: [20_000_000_000; 3],
            window_seconds: 3_600,
            padding: 0,
        };
    });
    stage.machine.warp(60);
    for (publisher, depth) in [0, 4_000, 5_000, 9_000, 10_000].into_iter().enumerate() {
        let mut report = stage.next_report(2_000);
        report.depth_bps = depth;
        stage.submit(MARKET_FEED, publisher, &report).unwrap();
    }
    let sent = stage.advance(MARKET_FEED).unwrap();
    let Event::ConsensusReached(round) = sent.events[0] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!(round.depth_bps, 5_000);
    assert_eq!(view(&mut stage, SOL).liquidation_room, 10_000_000_000);

    // When as much as is allowed is repaid, then half of it goes
    stage.refresh_prices([60, 1, 2_000]);
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        .unwrap();
    assert_eq!(liquidated(&sent).seized, 10_000_000_000);
    refused_and_unchanged(&mut stage, Rule::LiquidationDepthExhausted, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
    });
}

#[test]
fn a_book_that_takes_nothing_more_stops_liquidation_by_name() {
    let (mut stage, borrower, liquidator) = unhealthy();
    set(&mut stage, SOL, |reserve| {
        reserve.limits.liquidated = Limit {
            capacities: [3_600; 3],
            window_seconds: 3_600,
            padding: 0,
        };
        reserve.flows.liquidated.level = 3_600;
        reserve.flows.liquidated.updated_at = u64::MAX;
    });
    refused_and_unchanged(&mut stage, Rule::LiquidationDepthExhausted, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });
}

#[test]
fn a_liquidator_brings_the_prices_along_and_sends_no_other_instruction() {
    // Given a loan whose prices are too old, and updates that nobody has loaded
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.deposit(&borrower, ETH, 1_000_000).unwrap();
    stage.machine.warp(600);
    let updates: Vec<_> = [(SOL, 60), (USDC, 1), (ETH, 2_000)]
        .map(|(reserve, dollars)| {
            let update = stage.price_update(reserve, dollars);
            stage.publish(reserve, &update)
        })
        .to_vec();
    let bare = stage.liquidate_instruction(&liquidator, &borrower, USDC, SOL, REPAID);
    refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| {
        stage.send(&bare, &[&liquidator.key])
    });

    // When they come along, then the prices are loaded, those of the third reserve included
    let refreshed = [SOL, USDC, ETH].map(|reserve| stage.accounts(reserve).reserve);
    let whole = with_prices(bare.clone(), &updates, &refreshed);
    let sent = stage.send(&whole, &[&liquidator.key]).unwrap();
    assert_eq!(liquidated(&sent).repaid, REPAID);
    for reserve in [SOL, USDC, ETH] {
        let price = stage.reserve(reserve).price;
        assert_eq!(price.published_at, stage.machine.now());
    }

    // And an update that is older than what stands, or for no reserve of the instruction, changes nothing
    stage.machine.warp(5);
    stage.refresh_prices([58, 1, 2_000]);
    let before = stage.reserve(SOL).price;
    let mut old = stage.price_update(SOL, 10);
    old.published_at -= 5;
    let account = stage.publish(SOL, &old);
    let whole = with_prices(bare.clone(), &[account], &[]);
    stage.send(&whole, &[&liquidator.key]).unwrap();
    assert_eq!(stage.reserve(SOL).price, before);

    // And a reserve that is to be refreshed is listed once
    let mut twice = bare.clone();
    let pair: Vec<_> = twice.accounts[15..17].to_vec();
    twice.accounts.extend(pair);
    let twice = with_prices(twice, &updates, &refreshed);
    refused_and_unchanged(&mut stage, LendingError::ReserveRepeated, |stage| {
        stage.send(&twice, &[&liquidator.key])
    });

    // And pairs that come after them are not pairs any more
    let mut misplaced = with_prices(bare, &updates, &refreshed);
    let pair: Vec<_> = misplaced.accounts.drain(15..17).collect();
    misplaced.accounts.extend(pair);
    refused_and_unchanged(&mut stage, Rule::ReserveMissing, |stage| {
        stage.send(&misplaced, &[&liquidator.key])
    });
}
