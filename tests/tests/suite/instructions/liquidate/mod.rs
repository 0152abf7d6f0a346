//! `liquidate`: a third party repays part of an unhealthy position's debt and takes collateral worth more.

mod accounts;
mod price;
mod rules;
mod size;

use ballast_client::event::{Event, PositionLiquidated};
use ballast_client::layout::Reserve;
use ballast_policy::Rule;
use ballast_policy::health::Purpose;
use ballast_tests::{
    Actor, COLLATERAL, ETH, LOAN, LendingError, Loan, PURSE, SOL, Stage, USDC,
    refused_and_unchanged,
};
use ballast_vm::Sent;

/// A thousand USDC.
const REPAID: u64 = 1_000_000_000;

/// A loan of 5 000 dollars against 6 000 dollars of SOL, of which 4 800 count, and a liquidator.
fn unhealthy() -> (Stage, Actor, Actor) {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 60);
    (stage, borrower, liquidator)
}

/// What a liquidation tells, behind the prices that came along.
fn liquidated(sent: &Sent) -> PositionLiquidated {
    let is_price = |event: &&Event| matches!(event, Event::PriceLoaded(_));
    let events = sent.events.iter().filter(|event| !is_price(event));
    match events.collect::<Vec<_>>()[..] {
        [Event::PositionLiquidated(event)] => *event,
        _ => panic!("{:?}", sent.events),
    }
}

#[test]
fn a_liquidation_moves_tokens_both_ways_and_pays_the_bonus() {
    // Given an unhealthy position
    let (mut stage, borrower, liquidator) = unhealthy();

    // When a fifth of its debt is repaid
    let sent = stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();

    // Then collateral worth 1 040 dollars was seized: the least bonus of 50 basis points, and the 350 by which the debt at
    // its highest price exceeds what the collateral covers at its lowest
    let [Event::PositionLiquidated(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    let seized = event.seized;
    assert!(
        (17_333_333_300..=17_333_333_333).contains(&seized),
        "{seized}"
    );
    // A tenth of the bonus is the protocol's
    let fee = event.fee;
    assert!((66_666_660..=66_666_667).contains(&fee), "{fee}");
    let expected = PositionLiquidated {
        position: borrower.position,
        liquidator: liquidator.address(),
        repaid: REPAID,
        seized,
        fee,
        debt_shares: REPAID,
        deposit_shares: seized,
        bonus_bps: 400,
        debt_reserve: 1,
        collateral_reserve: 0,
    };
    assert_eq!(event, expected);
    // And tokens, books and position say the same
    assert_eq!(stage.purse(&liquidator, USDC), PURSE - REPAID);
    assert_eq!(stage.purse(&liquidator, SOL), PURSE + seized - fee);
    assert_eq!(stage.vault_balance(SOL), COLLATERAL - seized + fee);
    assert_eq!(stage.reserve(SOL).ledger.fees_owed, fee);
    assert_eq!(stage.owed(&borrower, USDC), LOAN - REPAID);
    assert_eq!(stage.deposited(&borrower, SOL), COLLATERAL - seized);
    stage.assert_books_hold();
}

#[test]
fn inv_14_a_solvent_position_is_healthier_afterwards() {
    let (mut stage, borrower, liquidator) = unhealthy();
    let excess = |stage: &Stage| {
        let health = stage.health(&borrower, Purpose::Liquidating).unwrap();
        i128::from(health.debt.0) - i128::from(health.liquidation_limit.0)
    };
    let before = excess(&stage);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
    assert!(excess(&stage) < before);
}

#[test]
fn both_reserves_count_interest_first_and_take_their_new_rates_last() {
    // Given an unhealthy position of an hour
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.machine.warp(3_600);
    stage.refresh_prices([60, 1, 2_000]);
    let before = stage.reserve(USDC).ledger;

    // When it is liquidated
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();

    // Then both books are of now, and less of the debt's reserve is lent out
    let (debt, collateral) = (stage.reserve(USDC).ledger, stage.reserve(SOL).ledger);
    assert_eq!(debt.accrued_at, stage.machine.now());
    assert_eq!(collateral.accrued_at, stage.machine.now());
    assert!(debt.index.fraction > before.index.fraction);
    assert!(debt.rate < before.rate);
}

#[test]
fn a_healthy_position_cannot_be_liquidated() {
    // Given the loan at its first price, and at one at which it only just holds
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    for dollars in [100, 63] {
        stage.set_price(SOL, dollars);
        for amount in [1, REPAID, u64::MAX] {
            refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
                stage.liquidate(&liquidator, &borrower, USDC, SOL, amount)
            });
        }
    }

    // When the price falls one dollar further, then it can
    stage.set_price(SOL, 62);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
}

#[test]
fn a_liquidation_of_nothing_or_of_what_is_not_there_is_refused() {
    let (mut stage, borrower, liquidator) = unhealthy();
    let cases = [
        (USDC, SOL, 0, Rule::ZeroAmount),
        (ETH, SOL, REPAID, Rule::BorrowNotFound),
        (USDC, ETH, REPAID, Rule::DepositNotFound),
    ];
    for (debt, collateral, amount, rule) in cases {
        refused_and_unchanged(&mut stage, rule, |stage| {
            stage.liquidate(&liquidator, &borrower, debt, collateral, amount)
        });
    }
}

#[test]
fn an_owner_may_liquidate_its_own_position_and_gains_no_more_than_anyone() {
    let (mut stage, borrower, _) = unhealthy();
    let sol_before = stage.purse(&borrower, SOL);
    stage
        .liquidate(&borrower, &borrower, USDC, SOL, REPAID)
        .unwrap();
    assert!(stage.purse(&borrower, SOL) - sol_before <= 17_500_000_000);
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
}

#[test]
fn a_reserve_that_is_no_collateral_cannot_shield_a_position_with_its_price() {
    // Given a position that also holds ETH, which backs nothing in this market and has no recent price
    let (mut stage, borrower, liquidator) = unhealthy();
    let reserve = stage.accounts(ETH).reserve;
    stage.edit::<Reserve>(&reserve, |reserve| {
        reserve.config.opening_ltv.calm_bps = 0;
        reserve.config.opening_ltv.stress_bps = 0;
        reserve.config.liquidation_threshold_bps = 0;
    });
    stage.deposit(&borrower, ETH, 1_000_000_000).unwrap();
    stage.machine.warp(600);
    stage.set_price(SOL, 60);
    stage.set_price(USDC, 1);

    // When it is liquidated, then the old price is not asked
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
        .unwrap();
}

#[test]
fn a_clock_before_1970_is_refused() {
    let (mut stage, borrower, liquidator) = unhealthy();
    stage.machine.set_chain_time(-1);
    refused_and_unchanged(&mut stage, LendingError::ClockOutOfRange, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, SOL, REPAID)
    });
}
