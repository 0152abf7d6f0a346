//! `change_cancel`: whoever watches can stop what waits.

use ballast_client::event::{ChangeCancelled, Event};
use ballast_client::instruction::{self, Change};
use ballast_client::layout::Market;
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, Stage, every_account_is_checked, refused_and_unchanged,
};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// A market in which the risk admin has proposed a larger budget of loosening.
fn proposed() -> (Stage, Keypair, Address) {
    let mut stage = Stage::new();
    let risk_admin = keypair_for("risk admin");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.risk_admin = risk_admin.pubkey();
    });
    let mut config = stage.feed(MARKET_FEED).config;
    config.day_budget += 100;
    let change = Change::Feed(stage.market.feeds[MARKET_FEED].address, config);
    let at = stage.propose_as(&risk_admin, &change).unwrap();
    (stage, risk_admin, at)
}

fn cancel(stage: &Stage, by: &Keypair, change: &Address) -> Instruction {
    instruction::change_cancel(&by.pubkey(), &stage.market.market, change)
}

#[test]
fn governance_guardian_and_proposer_may_cancel_and_then_it_is_void() {
    for who in 0..3 {
        let (mut stage, risk_admin, at) = proposed();
        let keys = [
            risk_admin,
            stage.market.governance.insecure_clone(),
            stage.market.guardian.insecure_clone(),
        ];
        let key = &keys[who];
        let cancel = cancel(&stage, key, &at);
        let sent = stage.send(&cancel, &[key]).unwrap();
        let event = ChangeCancelled {
            change: at,
            authority: key.pubkey(),
        };
        assert_eq!(sent.events, [Event::ChangeCancelled(event)]);
        stage.machine.warp(2 * 86_400);
        refused_and_unchanged(&mut stage, LendingError::ChangeNotPending, |stage| {
            stage.execute_feed(&at, MARKET_FEED)
        });
        refused_and_unchanged(&mut stage, LendingError::ChangeNotPending, |stage| {
            stage.send(&cancel, &[key])
        });
    }
}

#[test]
fn a_publisher_and_a_foreign_guardian_cancel_nothing() {
    let (mut stage, _, at) = proposed();
    let second = stage.second_market();
    for key in [
        stage.publisher(MARKET_FEED, 0),
        second.guardian.insecure_clone(),
    ] {
        let cancel = cancel(&stage, &key, &at);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&cancel, &[&key])
        });
    }
    let foreign = instruction::change_cancel(&second.guardian.pubkey(), &second.market, &at);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&foreign, &[&second.guardian])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, risk_admin, at) = proposed();
    let cancel = cancel(&stage, &risk_admin, &at);
    let kinds = [Kind::Signer, Kind::MARKET, Kind::CHANGE];
    every_account_is_checked(&mut stage, &cancel, &[&risk_admin], &kinds);
}
