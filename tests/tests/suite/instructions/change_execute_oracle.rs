//! `change_execute_oracle`: a new price source takes over only with a quote that agrees with the old price.

use ballast_client::instruction::Change;
use ballast_client::layout::{OracleSources, Reserve};
use ballast_client::oracle::PriceUpdate;
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, SOL, Stage, USDC, every_account_is_checked, refused_and_unchanged,
    second_account, second_feed_id, with_accounts,
};
use ballast_vm::{feed_id_for, keypair_for};
use solana_address::Address;
use solana_signer::Signer as _;

/// Seven days.
const STRUCTURE: u64 = 7 * 86_400;

fn new_id() -> [u8; 32] {
    feed_id_for("a better source")
}

fn new_account() -> Address {
    keypair_for("price of the better source").pubkey()
}

/// A proposal to follow the new source alone.
fn proposed(stage: &mut Stage) -> Address {
    let sources = OracleSources {
        first: new_id(),
        second: [0; 32],
        rate: [0; 32],
    };
    let target = stage.accounts(SOL).reserve;
    stage
        .propose(&Change::OracleSources(target, sources))
        .unwrap()
}

/// The new source says so many dollars.
fn publish(stage: &mut Stage, dollars: i64) {
    let update = PriceUpdate {
        feed_id: new_id(),
        ..stage.price_update(SOL, dollars)
    };
    stage
        .machine
        .publish_price(&new_account(), &update)
        .unwrap();
}

#[test]
fn a_source_takes_over_after_seven_days_with_a_price_within_the_band() {
    // Given a proposal that is due, and an old price of 100 dollars
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    publish(&mut stage, 104);
    let execute = stage.execute_oracle_instruction(&change, SOL, &new_account(), &[]);
    stage.machine.warp(STRUCTURE - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.send(&execute, &[])
    });
    stage.machine.warp(1);
    stage.set_price(SOL, 100);
    publish(&mut stage, 104);

    // When anyone executes it, then the reserve follows the new source and has its price
    stage.send(&execute, &[]).unwrap();
    let reserve = stage.reserve(SOL);
    assert_eq!(reserve.oracle_feed_id, new_id());
    assert_eq!((reserve.second_feed_id, reserve.has_second), ([0; 32], 0));
    let update = PriceUpdate {
        feed_id: new_id(),
        ..stage.price_update(SOL, 105)
    };
    stage.load_price(SOL, &update).unwrap();
    let old = stage.price_update(SOL, 105);
    refused_and_unchanged(&mut stage, LendingError::OracleFeedMismatch, |stage| {
        stage.send(&stage.refresh_instruction(SOL), &[])?;
        stage.load_price(SOL, &old)
    });
}

#[test]
fn a_source_that_is_far_off_the_old_price_is_refused_whatever_was_voted() {
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    stage.machine.warp(STRUCTURE);
    stage.set_price(SOL, 100);
    let execute = stage.execute_oracle_instruction(&change, SOL, &new_account(), &[]);
    for dollars in [1, 94, 106, 5_000] {
        publish(&mut stage, dollars);
        refused_and_unchanged(&mut stage, Rule::OracleOutsideBand, |stage| {
            stage.send(&execute, &[])
        });
    }
}

#[test]
fn a_dead_oracle_can_be_replaced_because_the_band_widens_with_its_silence() {
    // Given an oracle that died ten days ago, while the price went on to 140
    let mut stage = Stage::guarded();
    stage.machine.warp(3 * 86_400);
    let change = proposed(&mut stage);
    stage.machine.warp(STRUCTURE);
    let execute = stage.execute_oracle_instruction(&change, SOL, &new_account(), &[]);
    publish(&mut stage, 160);
    refused_and_unchanged(&mut stage, Rule::OracleOutsideBand, |stage| {
        stage.send(&execute, &[])
    });
    publish(&mut stage, 140);
    stage.send(&execute, &[]).unwrap();
}

#[test]
fn a_quote_that_a_refresh_would_refuse_is_refused() {
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    stage.machine.warp(STRUCTURE);
    stage.set_price(SOL, 100);
    let execute = stage.execute_oracle_instruction(&change, SOL, &new_account(), &[]);
    publish(&mut stage, 100);
    stage.machine.warp(121);
    refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| {
        stage.send(&execute, &[])
    });
    let old = stage.market.reserves[SOL].price_account;
    let with_old = with_accounts(&execute, &[(4, old)]);
    refused_and_unchanged(&mut stage, LendingError::OracleFeedMismatch, |stage| {
        stage.send(&with_old, &[])
    });
}

#[test]
fn a_second_source_must_be_shown_and_agree_with_the_first() {
    // Given a proposal to hear a second source
    let mut stage = Stage::guarded();
    let sources = OracleSources {
        first: stage.market.reserves[SOL].oracle_feed_id,
        second: second_feed_id(SOL),
        rate: [0; 32],
    };
    let target = stage.accounts(SOL).reserve;
    let change = stage
        .propose(&Change::OracleSources(target, sources))
        .unwrap();
    stage.machine.warp(STRUCTURE);
    stage.set_price(SOL, 100);

    // When it is not shown, or disagrees, then nothing changes
    let (first, second) = stage.publish_both(SOL, 100, 106);
    let without = stage.execute_oracle_instruction(&change, SOL, &first, &[]);
    refused_and_unchanged(&mut stage, LendingError::SecondSourceMissing, |stage| {
        stage.send(&without, &[])
    });
    let execute = stage.execute_oracle_instruction(&change, SOL, &first, &[second]);
    refused_and_unchanged(&mut stage, Rule::OracleOutsideBand, |stage| {
        stage.send(&execute, &[])
    });

    // And when it agrees, both are heard from then on
    stage.publish_both(SOL, 100, 104);
    stage.send(&execute, &[]).unwrap();
    let reserve: Reserve = stage.reserve(SOL);
    assert_eq!(reserve.has_second, 1);
    assert_eq!(reserve.second_feed_id, second_feed_id(SOL));
    assert!(reserve.second_price.mid > reserve.price.mid);
    assert_eq!(second, second_account(SOL));
}

#[test]
fn a_change_of_another_kind_or_reserve_is_refused() {
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    let feed = stage.market.feeds[0].address;
    let mode = stage.propose(&Change::Mode(feed, 1)).unwrap();
    stage.machine.warp(STRUCTURE);
    publish(&mut stage, 100);
    let other = stage.execute_oracle_instruction(&change, USDC, &new_account(), &[]);
    let kind = stage.execute_oracle_instruction(&mode, SOL, &new_account(), &[]);
    for execute in [other, kind] {
        refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
            stage.send(&execute, &[])
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::guarded();
    let change = proposed(&mut stage);
    stage.machine.warp(STRUCTURE);
    stage.set_price(SOL, 100);
    publish(&mut stage, 100);
    let execute = stage.execute_oracle_instruction(&change, SOL, &new_account(), &[]);
    let kinds = [
        Kind::MARKET,
        Kind::CHANGE,
        Kind::FEED,
        Kind::RESERVE,
        Kind::Other,
        Kind::Other,
    ];
    every_account_is_checked(&mut stage, &execute, &[], &kinds);
}
