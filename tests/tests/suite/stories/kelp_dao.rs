//! Kelp DAO, April 2026: 290 M USD of a bridged token appeared out of nowhere, was deposited as collateral, and everything
//! that could be borrowed was borrowed before anyone looked.

use ballast_policy::Rule;
use ballast_policy::num::mul_div_ceil;
use ballast_tests::{Actor, ETH, GUARDED_CAPS, SOL, Stage, USDC, refused_and_unchanged};

/// A dollar of USDC.
const DOLLAR: u64 = 1_000_000;
/// What the lenders of the market have put in: 2.4 M USD, as much as a day takes.
const LENT: u64 = 2_400_000 * DOLLAR;
/// 290 M USD in ETH of 2 000 dollars.
const STOLEN: u64 = 145_000 * 100_000_000;

/// A thief whose purse holds what it stole.
fn thief(stage: &mut Stage) -> Actor {
    let thief = stage.actor("thief");
    stage.set_tokens(&thief.tokens[ETH], STOLEN);
    thief
}

/// Deposits and borrows as much as it gets, a minute apart, for an hour; what it got, base units of USDC.
fn take_all_for_an_hour(stage: &mut Stage, thief: &Actor) -> u64 {
    let before = stage.purse(thief, USDC);
    for _ in 0..=60 {
        for amount in (0..42).rev().map(|bit| 1u64 << bit) {
            let _ = stage.deposit(thief, ETH, amount);
        }
        for amount in (0..42).rev().map(|bit| 1u64 << bit) {
            let _ = stage.borrow(thief, USDC, amount);
        }
        stage.machine.warp(60);
        stage.score_all(2_000);
        stage.refresh_prices([100, 1, 2_000]);
    }
    stage.purse(thief, USDC) - before
}

#[test]
fn sudden_collateral_opens_in_an_hour_no_more_than_the_published_limit() {
    // Given a market of the published limits, with 2.4 M USD to lend
    let mut stage = Stage::guarded();
    stage.lender(USDC, LENT);
    let thief = thief(&mut stage);

    // When all of the stolen collateral is to come in at once, then it is refused
    refused_and_unchanged(&mut stage, Rule::DepositCapExceeded, |stage| {
        stage.deposit(&thief, ETH, STOLEN)
    });
    let half_a_cap = GUARDED_CAPS[ETH] / 2;
    refused_and_unchanged(&mut stage, Rule::InflowLimitExceeded, |stage| {
        stage.deposit(&thief, ETH, half_a_cap + 1)
    });

    // When it comes in as fast as it may, for an hour, and everything is borrowed that can be
    let taken = take_all_for_an_hour(&mut stage, &thief);

    // Then it is the limit of borrowing against fresh collateral, an hour's drain of it, and what seasoned in an hour
    let limit = stage.reserve(USDC).limits.fresh;
    let [capacity, ..] = limit.capacities;
    let drained = mul_div_ceil(capacity, 3_660, limit.window_seconds.into()).unwrap();
    let (deposited, season) = (stage.deposited(&thief, ETH), 3 * 86_400);
    let worth = deposited / 100_000_000 * 2_000 * DOLLAR;
    let seasoned = mul_div_ceil(worth * 7 / 10, 3_660, season).unwrap();
    let most = capacity + drained + seasoned;
    assert!(taken <= most, "{taken} of {most}");
    // That is 0.42 M USD of 2.4 M, although whoever owes may add collateral past the limit of inflow; and the thief did
    // get most of it
    assert!(most < LENT / 5, "{most}");
    assert!(taken > capacity / 2, "{taken} of {most}");
    stage.assert_books_hold();
}

#[test]
fn the_same_market_without_limits_is_emptied_within_the_first_minute() {
    let mut stage = Stage::new();
    stage.lender(USDC, LENT);
    let thief = thief(&mut stage);
    stage.deposit(&thief, ETH, STOLEN).unwrap();
    stage.borrow(&thief, USDC, LENT).unwrap();
    assert_eq!(stage.vault_balance(USDC), 0);
}

#[test]
fn fresh_borrowing_over_the_reserves_or_the_markets_limit_fails_by_name() {
    // Given collateral of a million dollars that has just come, and a limit of 312 500 dollars of each kind
    let mut stage = Stage::guarded();
    stage.lender(USDC, LENT);
    let newcomer = stage.actor("newcomer");
    stage.deposit(&newcomer, SOL, 10_000_000_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::FreshBorrowLimitExceeded, |stage| {
        stage.borrow(&newcomer, USDC, 312_501 * DOLLAR)
    });
    let reserve = stage.accounts(USDC).reserve;
    stage.edit::<ballast_client::layout::Reserve>(&reserve, |reserve| {
        reserve.limits.fresh.capacities = [u64::MAX; 3];
    });
    refused_and_unchanged(&mut stage, Rule::MarketFreshBorrowLimitExceeded, |stage| {
        stage.borrow(&newcomer, USDC, 312_501 * DOLLAR)
    });
    stage.borrow(&newcomer, USDC, 312_000 * DOLLAR).unwrap();
}

#[test]
fn an_old_depositor_meets_no_limit_on_fresh_collateral() {
    // Given the same collateral, three days later
    let mut stage = Stage::guarded();
    stage.lender(USDC, LENT);
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, 10_000_000_000_000).unwrap();
    stage.machine.warp(3 * 86_400);
    stage.calm_down();
    stage.refresh_prices([100, 1, 2_000]);
    stage.borrow(&saver, USDC, 690_000 * DOLLAR).unwrap();
    assert_eq!(stage.market_account().flows.fresh.level, 0);
}
