//! INV-26: no score makes a healthy position liquidatable.

use ballast_policy::Rule;
use ballast_policy::health::Purpose;
use ballast_tests::{
    Actor, COLLATERAL, LENT, MARKET_FEED, SOL, STABLE_FEED, Stage, USDC, refused_and_unchanged,
};

/// A borrower at the very limit of calm terms: 6 970 dollars on 10 000 of collateral.
fn at_the_limit() -> (Stage, Actor, Actor) {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let (borrower, liquidator) = (stage.actor("borrower"), stage.actor("liquidator"));
    stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
    stage.borrow(&borrower, USDC, 6_970_000_000).unwrap();
    (stage, borrower, liquidator)
}

#[test]
fn a_crash_tightens_new_borrows_but_leaves_open_positions_intact() {
    // Given a position near its opening limit, and a score that jumps to 100 on every feed
    let (mut stage, borrower, liquidator) = at_the_limit();
    let before = stage.health(&borrower, Purpose::Liquidating).unwrap();
    let opened = stage.health(&borrower, Purpose::Opening).unwrap();
    stage.machine.warp(1);
    stage.score_all(10_000);
    assert_eq!(stage.feed(MARKET_FEED).state.regime, 2);

    // When it is to be liquidated, then it is as healthy as it was
    let after = stage.health(&borrower, Purpose::Liquidating).unwrap();
    assert_eq!(after.liquidation_limit, before.liquidation_limit);
    for amount in [1, 1_000_000_000, u64::MAX] {
        refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, amount)
        });
    }

    // And it may add no risk
    let opens = stage.health(&borrower, Purpose::Opening).unwrap();
    assert!(opens.borrow_limit.0 * 10 < opened.borrow_limit.0 * 6);
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.withdraw(&borrower, SOL, 1)
    });

    // But it may lower it, and leave
    stage.deposit(&borrower, SOL, 1_000_000_000).unwrap();
    stage.repay(&borrower, USDC, 1_000_000_000).unwrap();
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
    stage.assert_books_hold();
}

#[test]
fn inv_26_no_score_on_the_way_up_or_down_makes_the_position_liquidatable() {
    let (mut stage, borrower, liquidator) = at_the_limit();
    let limit = stage
        .health(&borrower, Purpose::Liquidating)
        .unwrap()
        .liquidation_limit;
    let up = (0..=10_000).step_by(1_000);
    for score in up.clone().chain(up.rev()) {
        // Given any score, agreed on or not
        stage.machine.warp(1_800);
        stage.score(MARKET_FEED, &[score; 5]);
        stage.score(STABLE_FEED, &[10_000 - score, score, 0, score, 10_000]);
        stage.refresh_prices([100, 1, 2_000]);

        // When it is to be liquidated, then its limit has not moved
        let health = stage.health(&borrower, Purpose::Liquidating).unwrap();
        assert_eq!(health.liquidation_limit, limit);
        refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        });
    }
}

#[test]
fn a_feed_that_falls_silent_makes_no_position_liquidatable() {
    let (mut stage, borrower, liquidator) = at_the_limit();
    for _ in 0..10 {
        stage.machine.warp(3_600);
        stage.refresh_prices([100, 1, 2_000]);
        refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
            stage.liquidate(&liquidator, &borrower, USDC, SOL, u64::MAX)
        });
    }
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
}

#[test]
fn what_makes_a_position_liquidatable_is_its_price() {
    // Given the strictest terms, under which the position is out of reach
    let (mut stage, borrower, liquidator) = at_the_limit();
    stage.machine.warp(1);
    stage.score_all(10_000);

    // When the price falls past the threshold, then it is within reach, and in calm it would be as well
    stage.set_price(SOL, 87);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000_000)
        .unwrap();
    let (mut stage, borrower, liquidator) = at_the_limit();
    stage.set_price(SOL, 87);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000_000)
        .unwrap();
}
