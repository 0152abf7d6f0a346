//! `publisher_unmute`: a muted publisher is heard again, and proves itself before it votes.

use ballast_client::event::{Event, PublisherPromoted, PublisherUnmuted};
use ballast_client::instruction;
use ballast_client::layout::{Market, PublisherRecord};
use ballast_policy::{Rule, preset};
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, STABLE_FEED, Stage, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// The slot that is muted.
const SLOT: usize = 4;

/// A market whose last publisher is muted; its admin, and the instruction that hears it again.
fn muted() -> (Stage, Keypair, Instruction) {
    let mut stage = Stage::new();
    let admin = stage.market.governance.insecure_clone();
    let key = stage.publisher(MARKET_FEED, SLOT).pubkey();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);
    let mute = instruction::publisher_mute(&admin.pubkey(), &market, &feed, &key);
    stage.send(&mute, &[&admin]).unwrap();
    let unmute = instruction::publisher_unmute(&admin.pubkey(), &market, &feed, &key);
    (stage, admin, unmute)
}

/// A counted round in which the last publisher says `last`.
fn round(stage: &mut Stage, last: u16) -> Vec<Event> {
    stage.machine.warp(preset::feed().round_seconds.into());
    let score = 2_000;
    stage
        .score(MARKET_FEED, &[score, score, score, score, last])
        .events
}

#[test]
fn it_is_compared_without_a_vote_until_it_has_proved_itself_anew() {
    // Given a muted publisher that is heard again
    let (mut stage, admin, unmute) = muted();
    let sent = stage.send(&unmute, &[&admin]).unwrap();
    let (feed, publisher) = (
        stage.market.feeds[MARKET_FEED].address,
        stage.publisher(MARKET_FEED, SLOT).pubkey(),
    );
    let slot = SLOT as u64;
    let event = PublisherUnmuted {
        feed,
        publisher,
        slot,
    };
    assert_eq!(sent.events, [Event::PublisherUnmuted(event)]);
    assert_eq!(
        stage.feed(MARKET_FEED).records[SLOT],
        bytemuck::Zeroable::zeroed()
    );

    // When it lies in shadow, then no one is moved by it, and its row begins anew
    for _ in 0..10 {
        round(&mut stage, 2_000);
    }
    round(&mut stage, 9_000);
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!((state.raw, state.fresh, state.quorum), (2_000, 4, 3));
    let record: PublisherRecord = stage.feed(MARKET_FEED).records[SLOT];
    assert_eq!((record.good_in_a_row, record.outliers_in_a_row), (0, 1));

    // Then it votes after a day of good rounds in a row
    let needed = preset::feed().shadow_rounds;
    for _ in 1..needed {
        let events = round(&mut stage, 2_000);
        assert_eq!(events.len(), 1);
    }
    let events = round(&mut stage, 2_000);
    let event = PublisherPromoted {
        feed,
        publisher,
        slot,
    };
    assert_eq!(events[1..], [Event::PublisherPromoted(event)]);
    round(&mut stage, 2_000);
    assert_eq!(stage.feed(MARKET_FEED).state.fresh, 5);
}

#[test]
fn a_publisher_that_is_not_muted_is_refused() {
    let (mut stage, admin, unmute) = muted();
    stage.send(&unmute, &[&admin]).unwrap();
    refused_and_unchanged(&mut stage, LendingError::PublisherNotMuted, |stage| {
        stage.send(&unmute, &[&admin])
    });
}

#[test]
fn a_key_that_is_not_listed_is_refused() {
    let (mut stage, admin, _) = muted();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);
    let stranger = keypair_for("stranger").pubkey();
    let unmute = instruction::publisher_unmute(&admin.pubkey(), &market, &feed, &stranger);
    refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
        stage.send(&unmute, &[&admin])
    });
}

#[test]
fn no_one_but_the_publisher_admin_may_unmute_and_the_guardian_least_of_all() {
    let (mut stage, governance, unmute) = muted();
    let admin = keypair_for("publisher admin");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.publisher_admin = admin.pubkey();
    });
    let guardian = stage.market.guardian.insecure_clone();
    let itself = stage.publisher(MARKET_FEED, SLOT);
    for key in [&governance, &guardian, &itself] {
        let unmute = with_accounts(&unmute, &[(0, key.pubkey())]);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&unmute, &[key])
        });
    }
}

#[test]
fn a_feed_of_another_market_is_refused() {
    let (mut stage, admin, unmute) = muted();
    let second = stage.second_market();
    let foreign: Address = second.feeds[STABLE_FEED].address;
    let unmute = with_accounts(&unmute, &[(2, foreign)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&unmute, &[&admin])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, admin, unmute) = muted();
    let kinds = [Kind::Signer, Kind::MARKET, Kind::FEED, Kind::Other];
    every_account_is_checked(&mut stage, &unmute, &[&admin], &kinds);
}
