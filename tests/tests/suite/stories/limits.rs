//! Limits of flow around every action: what is refused by name, and what always passes.

use ballast_client::layout::{Limit, Reserve};
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{SOL, Stage, USDC, refused_and_unchanged};

/// A dollar of USDC, a whole SOL.
const DOLLAR: u64 = 1_000_000;
const COIN: u64 = 1_000_000_000;

/// So much a day in every regime.
fn a_day(capacity: u64) -> Limit {
    Limit {
        capacities: [capacity; 3],
        window_seconds: 86_400,
        padding: 0,
    }
}

fn limit(stage: &mut Stage, reserve: usize, change: impl FnOnce(&mut Reserve)) {
    let address = stage.accounts(reserve).reserve;
    stage.edit::<Reserve>(&address, change);
}

#[test]
fn borrow_over_the_outflow_limit_fails_and_drains_back_over_the_day() {
    let mut stage = Stage::new();
    stage.lender(USDC, 1_000_000 * DOLLAR);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 1_000 * COIN).unwrap();
    limit(&mut stage, USDC, |reserve| {
        reserve.limits.outflow = a_day(24_000 * DOLLAR);
    });
    stage.borrow(&borrower, USDC, 24_000 * DOLLAR).unwrap();
    refused_and_unchanged(&mut stage, Rule::OutflowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_000)
    });
    stage.machine.warp(3_600);
    stage.score_all(2_000);
    stage.refresh_prices([100, 1, 2_000]);
    stage.borrow(&borrower, USDC, 1_000 * DOLLAR).unwrap();
    refused_and_unchanged(&mut stage, Rule::OutflowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_000)
    });
}

#[test]
fn sudden_collateral_over_the_markets_limit_fails_for_everyone_but_those_who_owe() {
    let mut stage = Stage::new();
    stage.lender(USDC, 1_000_000 * DOLLAR);
    let (borrower, newcomer) = (stage.actor("borrower"), stage.actor("newcomer"));
    stage.deposit(&borrower, SOL, 100 * COIN).unwrap();
    stage.borrow(&borrower, USDC, 5_000 * DOLLAR).unwrap();
    let market = stage.market.market;
    stage.edit::<ballast_client::layout::Market>(&market, |market| {
        market.limits.inflow = a_day(1_000 << 20);
    });
    refused_and_unchanged(&mut stage, Rule::MarketInflowLimitExceeded, |stage| {
        stage.deposit(&newcomer, SOL, 11 * COIN)
    });
    stage.deposit(&borrower, SOL, 11 * COIN).unwrap();
    // The bucket counts what came past it.
    assert_eq!(stage.market_account().flows.inflow.level, 1_100 << 20);
}

#[test]
fn nobody_fills_a_bucket_by_going_in_and_out() {
    let mut stage = Stage::guarded();
    stage.lender(SOL, 10_000 * COIN);
    let nuisance = stage.actor("nuisance");
    for _ in 0..10 {
        stage.deposit(&nuisance, SOL, 10_000 * COIN).unwrap();
        stage.withdraw(&nuisance, SOL, u64::MAX).unwrap();
    }
    let flows = stage.reserve(SOL).flows;
    assert!(flows.outflow.level < 100, "{flows:?}");
    assert!(flows.inflow.level < 10_000 * COIN + 100, "{flows:?}");
    assert!(stage.market_account().flows.outflow.level < 100);
}

#[test]
fn what_a_liquidation_pays_out_passes_every_limit_and_is_counted() {
    // Given limits that let nothing pass
    let mut stage = Stage::new();
    stage.lender(USDC, 1_000_000 * DOLLAR);
    let (borrower, liquidator) = (stage.actor("borrower"), stage.actor("liquidator"));
    stage.deposit(&borrower, SOL, 100 * COIN).unwrap();
    stage.borrow(&borrower, USDC, 5_000 * DOLLAR).unwrap();
    for reserve in [SOL, USDC] {
        limit(&mut stage, reserve, |reserve| {
            reserve.limits.outflow = a_day(0);
            reserve.limits.inflow = a_day(0);
            reserve.limits.fresh = a_day(0);
        });
    }

    // When the position is liquidated, repaid and emptied, then nothing of it is refused
    stage.set_price(SOL, 60);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 1_000 * DOLLAR)
        .unwrap();
    let seized = stage.reserve(SOL).flows.liquidated_out;
    let fee = stage.reserve(SOL).ledger.fees_owed;
    let gained = stage.purse(&liquidator, SOL) - ballast_tests::PURSE;
    assert_eq!(seized, gained + fee);
    assert!(stage.market_account().flows.liquidated_out > 1_000 << 20);
    stage.deposit(&borrower, SOL, COIN).unwrap();
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
}

#[test]
fn bad_debt_halts_new_debt_in_its_asset_and_lets_everyone_out() {
    // Given a crash that leaves 1 700 dollars of debt with nothing behind it
    let mut stage = Stage::guarded();
    let lender = stage.lender(USDC, 1_000_000 * DOLLAR);
    let liquidator = stage.actor("liquidator");
    let (borrower, other) = (stage.actor("borrower"), stage.actor("other"));
    for actor in [&borrower, &other] {
        stage.deposit(actor, SOL, 100 * COIN).unwrap();
        stage.borrow(actor, USDC, 5_000 * DOLLAR).unwrap();
    }
    stage.set_price(SOL, 25);
    stage.liquidate_on(&liquidator, &borrower, USDC, SOL, u64::MAX);
    assert!(stage.is_tripped(USDC, Breaker::BadDebtFormed));

    // When someone would borrow more of it, then it is halted for six hours
    let newcomer = stage.actor("newcomer");
    stage.deposit(&newcomer, SOL, 100 * COIN).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowHalted, |stage| {
        stage.borrow(&newcomer, USDC, DOLLAR)
    });
    refused_and_unchanged(&mut stage, Rule::BreakerHeldTooShort, |stage| {
        stage.release(USDC, Breaker::BadDebtFormed)
    });
    stage.machine.warp(2 * 3_600);
    refused_and_unchanged(&mut stage, Rule::BreakerCauseStands, |stage| {
        stage.release(USDC, Breaker::BadDebtFormed)
    });

    // And whoever wants to leave or to pay does
    stage.refresh_prices([25, 1, 2_000]);
    stage
        .liquidate(&liquidator, &other, USDC, SOL, 100 * DOLLAR)
        .unwrap();
    stage.repay(&other, USDC, u64::MAX).unwrap();
    stage.withdraw(&lender, USDC, 900_000 * DOLLAR).unwrap();
    stage.withdraw(&newcomer, SOL, u64::MAX).unwrap();
    stage.machine.warp(4 * 3_600);
    assert!(!stage.is_tripped(USDC, Breaker::BadDebtFormed));
}
