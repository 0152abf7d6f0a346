//! A staked token: its own market's price first, and as the second source the price of what it is staked in times the rate.

use ballast_client::instruction::{self, Change};
use ballast_client::layout::OracleSources;
use ballast_client::oracle::PriceUpdate;
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{Actor, LendingError, SOL, Stage, USDC, refused_and_unchanged, with_accounts};
use ballast_vm::{feed_id_for, keypair_for};
use solana_address::Address;
use solana_signer::Signer as _;

/// Nine decimals of a rate, as Pyth publishes redemption rates.
const ONE: i64 = 1_000_000_000;

/// The ids of base and rate.
fn ids() -> [[u8; 32]; 2] {
    ["what it is staked in", "how much of it"].map(feed_id_for)
}

fn accounts() -> [Address; 2] {
    ["update of the base", "update of the rate"].map(|label| keypair_for(label).pubkey())
}

/// Publishes the token at `dollars`, its base at `base`, and the rate; returns the account of the first.
fn publish(stage: &mut Stage, dollars: i64, base: i64, rate: i64) -> Address {
    let [base_id, rate_id] = ids();
    let update = stage.price_update(SOL, base);
    let of_base = PriceUpdate {
        feed_id: base_id,
        ..update
    };
    let of_rate = PriceUpdate {
        feed_id: rate_id,
        price: rate,
        average: rate,
        confidence: 0,
        exponent: -9,
        ..update
    };
    for (account, update) in accounts().iter().zip([of_base, of_rate]) {
        stage.machine.publish_price(account, &update).unwrap();
    }
    let update = stage.price_update(SOL, dollars);
    stage.publish(SOL, &update)
}

/// A due proposal to hear base and rate beside the token's own price.
fn proposed(stage: &mut Stage) -> Address {
    let [second, rate] = ids();
    let sources = OracleSources {
        first: stage.market.reserves[SOL].oracle_feed_id,
        second,
        rate,
    };
    let target = stage.accounts(SOL).reserve;
    let change = Change::OracleSources(target, sources);
    let change = stage.propose(&change).unwrap();
    stage.machine.warp(7 * 86_400);
    stage.set_price(SOL, 120);
    change
}

/// A market in which the token's second source is 100 dollars times 1.2.
fn rated() -> Stage {
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    let first = publish(&mut stage, 120, 100, ONE / 5 * 6);
    let execute = stage.execute_oracle_instruction(&change, SOL, &first, &accounts());
    stage.send(&execute, &[]).unwrap();
    stage.calm_down();
    stage.set_price(USDC, 1);
    refresh(&mut stage, 120, 100, ONE / 5 * 6);
    stage
}

fn refresh(stage: &mut Stage, dollars: i64, base: i64, rate: i64) {
    let first = publish(stage, dollars, base, rate);
    let target = stage.accounts(SOL).reserve;
    let refresh = instruction::price_refresh(&target, &first, &accounts());
    stage.send(&refresh, &[]).unwrap();
}

fn borrower(stage: &mut Stage) -> Actor {
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    borrower
}

#[test]
fn the_second_price_is_the_product_and_takes_over_only_if_it_agrees() {
    // Given a proposal that is due, and a rate that makes the token worth a tenth more than its market says
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    let first = publish(&mut stage, 120, 110, ONE / 5 * 6);
    let execute = stage.execute_oracle_instruction(&change, SOL, &first, &accounts());

    // When it is executed with that, or with the base alone, then it is refused
    refused_and_unchanged(&mut stage, Rule::OracleOutsideBand, |stage| {
        stage.send(&execute, &[])
    });
    let alone = stage.execute_oracle_instruction(&change, SOL, &first, &accounts()[..1]);
    refused_and_unchanged(&mut stage, LendingError::SecondSourceMissing, |stage| {
        stage.send(&alone, &[])
    });

    // And when the product agrees, it is stored
    publish(&mut stage, 120, 100, ONE / 5 * 6);
    stage.send(&execute, &[]).unwrap();
    let reserve = stage.reserve(SOL);
    assert_eq!([reserve.second_feed_id, reserve.rate_feed_id], ids());
    assert_eq!(reserve.second_price.mid, reserve.price.mid);
    assert!(reserve.second_price.low < reserve.second_price.mid);
}

#[test]
fn a_market_price_that_leaves_the_redemption_rate_halts_what_opens() {
    // Given a loan against the staked token, which then loses a tenth in its thin market alone
    let mut stage = rated();
    let borrower = borrower(&mut stage);
    stage.borrow(&borrower, USDC, 1_000_000_000).unwrap();
    refresh(&mut stage, 108, 100, ONE / 5 * 6);
    let breakers = stage.reserve(SOL).flows.breakers.tripped;
    assert_ne!(breakers & (1 << Breaker::SourcesDisagree.number()), 0);

    // When more is to be borrowed, then not against it; repaying goes on
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_000_000)
    });
    stage.repay(&borrower, USDC, 1_000_000).unwrap();
}

#[test]
fn without_the_rate_or_with_one_of_nothing_the_second_price_grows_old() {
    let mut stage = rated();
    let before = stage.reserve(SOL).second_price;
    stage.machine.warp(5);
    let first = publish(&mut stage, 120, 100, 0);
    let target = stage.accounts(SOL).reserve;
    for shown in [accounts().to_vec(), accounts()[..1].to_vec(), vec![]] {
        let refresh = instruction::price_refresh(&target, &first, &shown);
        stage.send(&refresh, &[]).unwrap();
        let reserve = stage.reserve(SOL);
        assert_eq!(reserve.second_price, before);
        assert_eq!(reserve.price.published_at, stage.machine.now());
    }
}

#[test]
fn another_update_in_the_place_of_the_rate_is_refused() {
    let mut stage = rated();
    let first = publish(&mut stage, 120, 100, ONE / 5 * 6);
    let target = stage.accounts(SOL).reserve;
    let refresh = instruction::price_refresh(&target, &first, &accounts());
    let base_twice = with_accounts(&refresh, &[(3, accounts()[0])]);
    refused_and_unchanged(&mut stage, LendingError::OracleFeedMismatch, |stage| {
        stage.send(&base_twice, &[])
    });
}

#[test]
fn base_and_rate_come_along_in_a_borrow_in_any_order() {
    // Given prices that have all grown old
    let mut stage = rated();
    let borrower = borrower(&mut stage);
    stage.machine.warp(200);
    let first = publish(&mut stage, 120, 100, ONE / 5 * 6);
    let dollar = stage.price_update(USDC, 1);
    let dollar = stage.publish(USDC, &dollar);

    // When they come along, then the borrow sees the product, as of now
    let [base, rate] = accounts();
    let borrow = stage.borrow_instruction(&borrower, USDC, 1_000_000);
    let refreshed = [SOL, USDC].map(|reserve| stage.accounts(reserve).reserve);
    let borrow = instruction::with_prices(borrow, &[rate, dollar, base, first], &refreshed);
    stage.send(&borrow, &[&borrower.key]).unwrap();
    assert_eq!(
        stage.reserve(SOL).second_price.published_at,
        stage.machine.now()
    );
}
