//! A position with every slot taken: eight deposits and five debts.

use ballast_client::instruction::with_prices;
use ballast_policy::Rule;
use ballast_policy::bounds::Bounds;
use ballast_policy::control::MarketLimits;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use ballast_tests::{Actor, CAP, PUBLISHERS, START, Stage, refused_and_unchanged, reserve};
use ballast_vm::{Deployment, DeploymentPlan, Machine};

const DEPOSITS: usize = 8;
const DEBTS: usize = 5;
/// The longest transaction that a cluster takes, bytes.
const WIRE_LIMIT: usize = 1_232;
/// A thousand dollars of any token: six decimals at a dollar.
const AMOUNT: u64 = 1_000_000_000;

/// Fifteen reserves of a dollar each on one feed; those from the eighth on have lenders.
fn crowded() -> (Stage, Actor) {
    let mut machine = Machine::start(START).unwrap();
    let reserves = (0..DEPOSITS + DEBTS + 2).map(|index| {
        reserve(
            &format!("T{index}"),
            6,
            preset::volatile(TokenAmount(CAP)),
            0,
        )
    });
    let plan = DeploymentPlan {
        feeds: vec![(preset::feed(), PUBLISHERS)],
        reserves: reserves.collect(),
        bounds: Bounds::STANDARD,
        limits: MarketLimits::NONE,
    };
    let market = Deployment::create(&mut machine, &plan).unwrap();
    let mut stage = Stage::of(machine, market);
    stage.calm_down();
    let lender = stage.actor("lender");
    for index in 0..stage.market.reserves.len() {
        stage.set_price(index, 1);
        if (DEPOSITS..DEPOSITS + 6).contains(&index) {
            stage.deposit(&lender, index, 10 * AMOUNT).unwrap();
        }
    }
    let borrower = stage.actor("borrower");
    for index in 0..DEPOSITS {
        stage.deposit(&borrower, index, AMOUNT).unwrap();
    }
    (stage, borrower)
}

#[test]
fn a_full_position_can_do_everything_in_one_transaction_each() {
    // Given eight deposits, and four debts
    let (mut stage, borrower) = crowded();
    let debts = DEPOSITS..DEPOSITS + DEBTS;
    for index in debts.clone() {
        stage.borrow(&borrower, index, AMOUNT).unwrap();
    }

    // When it uses what it has, with twelve further reserves named, then each fits the wire and the usual budget
    let more = stage.borrow(&borrower, DEPOSITS, 1_000_000).unwrap();
    let less = stage.withdraw(&borrower, 0, 1_000_000).unwrap();
    let repaid = stage.repay(&borrower, DEPOSITS, 1_000_000).unwrap();
    let liquidator = stage.actor("liquidator");
    for index in 0..DEPOSITS {
        let mut update = stage.price_update(index, 1);
        update.price = update.price * 3 / 4;
        stage.load_price(index, &update).unwrap();
    }
    let liquidated = stage
        .liquidate(&liquidator, &borrower, DEPOSITS, 0, AMOUNT / 10)
        .unwrap();
    for (name, sent) in [
        ("borrow", more),
        ("withdraw", less),
        ("repay", repaid),
        ("liquidate", liquidated),
    ] {
        println!("{name}: {} units, {} bytes", sent.units, sent.wire_length);
        assert!(sent.wire_length <= WIRE_LIMIT, "{name}");
        assert!(sent.units < 200_000, "{name}");
    }
    stage.assert_books_hold();
}

#[test]
fn a_full_position_is_liquidated_with_all_thirteen_prices_along_in_one_transaction() {
    // Given eight deposits and five debts, all prices too old, and updates that nobody has loaded
    let (mut stage, borrower) = crowded();
    for index in DEPOSITS..DEPOSITS + DEBTS {
        stage.borrow(&borrower, index, AMOUNT).unwrap();
    }
    let liquidator = stage.actor("liquidator");
    stage.machine.warp(600);
    let updates: Vec<_> = (0..DEPOSITS + DEBTS)
        .map(|index| {
            let mut update = stage.price_update(index, 1);
            if index < DEPOSITS {
                update.price = update.price * 3 / 4;
            }
            stage.publish(index, &update)
        })
        .collect();
    let reserves: Vec<_> = (0..DEPOSITS + DEBTS)
        .map(|index| stage.accounts(index).reserve)
        .collect();

    // When a liquidator brings all of them, with a lookup table as every liquidator has one
    let liquidate = stage.liquidate_instruction(&liquidator, &borrower, DEPOSITS, 0, AMOUNT / 10);
    let liquidate = with_prices(liquidate, &updates, &reserves);
    let known: Vec<_> = liquidate.accounts.iter().map(|meta| meta.pubkey).collect();
    let table = stage.machine.create_table(&known).unwrap();
    let sent = stage
        .machine
        .send_with_table(&[liquidate], &[&liquidator.key], &table)
        .unwrap();

    // Then it fits the wire and a fraction of the budget
    println!("{} units, {} bytes", sent.units, sent.wire_length);
    assert!(sent.wire_length <= WIRE_LIMIT, "{}", sent.wire_length);
    assert!(sent.units < 100_000, "{}", sent.units);
    for index in 0..DEPOSITS + DEBTS {
        let price = stage.reserve(index).price;
        assert_eq!(price.published_at, stage.machine.now());
    }
    stage.assert_books_hold();
}

#[test]
fn neither_a_ninth_deposit_nor_a_sixth_debt_fits() {
    let (mut stage, borrower) = crowded();
    for index in DEPOSITS..DEPOSITS + DEBTS {
        stage.borrow(&borrower, index, AMOUNT / 10).unwrap();
    }
    refused_and_unchanged(&mut stage, Rule::NoFreeBorrowSlot, |stage| {
        stage.borrow(&borrower, DEPOSITS + DEBTS, 1)
    });
    refused_and_unchanged(&mut stage, Rule::NoFreeDepositSlot, |stage| {
        stage.deposit(&borrower, DEPOSITS + DEBTS + 1, 1)
    });

    // And a slot that is freed is used again
    stage.repay(&borrower, DEPOSITS, u64::MAX).unwrap();
    stage.borrow(&borrower, DEPOSITS + DEBTS, 1).unwrap();
    stage.withdraw(&borrower, 0, u64::MAX).unwrap();
    stage.deposit(&borrower, DEPOSITS + DEBTS + 1, 1).unwrap();
    stage.assert_books_hold();
}
