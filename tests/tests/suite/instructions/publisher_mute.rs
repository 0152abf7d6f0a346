//! `publisher_mute`: a publisher's vote is gone at once.

use ballast_client::event::{Event, PublisherMuted};
use ballast_client::instruction;
use ballast_client::layout::Market;
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, STABLE_FEED, Stage, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// The instruction by which `authority` mutes `publisher` on the market's feed.
fn muting(stage: &Stage, authority: &Keypair, publisher: Address) -> Instruction {
    let feed = stage.market.feeds[MARKET_FEED].address;
    let market = stage.market.market;
    instruction::publisher_mute(&authority.pubkey(), &market, &feed, &publisher)
}

#[test]
fn a_muted_publisher_counts_no_longer_and_the_quorum_is_of_those_who_still_vote() {
    // Given five publishers of whom two cry wolf, a minority
    let mut stage = Stage::new();
    stage.machine.warp(60);
    stage.score(MARKET_FEED, &[1_000, 1_000, 9_000, 9_000, 2_000]);
    assert_eq!(stage.feed(MARKET_FEED).state.score, 2_000);

    // When the guardian mutes one of them
    let guardian = stage.market.guardian.insecure_clone();
    let key = stage.publisher(MARKET_FEED, 2).pubkey();
    let mute = muting(&stage, &guardian, key);
    let sent = stage.send(&mute, &[&guardian]).unwrap();

    // Then the next round is held among four
    stage.advance(MARKET_FEED).unwrap();
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!((state.fresh, state.quorum), (4, 3));
    let event = PublisherMuted {
        feed: stage.market.feeds[MARKET_FEED].address,
        publisher: key,
        slot: 2,
    };
    assert_eq!(sent.events, [Event::PublisherMuted(event)]);
    // And what it last said is kept for the audit
    let feed = stage.feed(MARKET_FEED);
    assert_eq!(
        (feed.reports[2].score, feed.reports[2].standing),
        (9_000, 0)
    );
    assert_eq!(feed.publishers[2].key, key);
}

#[test]
fn a_muted_publishers_reports_are_refused() {
    let mut stage = Stage::silent();
    let guardian = stage.market.guardian.insecure_clone();
    let key = stage.publisher(MARKET_FEED, 0).pubkey();
    let mute = muting(&stage, &guardian, key);
    stage.send(&mute, &[&guardian]).unwrap();
    refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
        stage.report(MARKET_FEED, 0, 1_000)
    });
}

#[test]
fn publisher_admin_and_guardian_may_mute_and_no_one_else() {
    // Given a market whose publisher admin is not its governance
    let mut stage = Stage::silent();
    let admin = keypair_for("publisher admin");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.publisher_admin = admin.pubkey();
    });
    let guardian = stage.market.guardian.insecure_clone();
    let governance = stage.market.governance.insecure_clone();
    let publisher = stage.publisher(MARKET_FEED, 0);
    let foreign_guardian = stage.second_market().guardian;
    let victim = stage.publisher(MARKET_FEED, 1).pubkey();

    // When anyone else signs, then it is refused
    for key in [&governance, &publisher, &foreign_guardian] {
        let mute = muting(&stage, key, victim);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&mute, &[key])
        });
    }

    // Then both of them may, and a second time changes nothing
    for key in [&admin, &guardian] {
        let mute = muting(&stage, key, victim);
        stage.send(&mute, &[key]).unwrap();
        assert_eq!(stage.feed(MARKET_FEED).reports[1].standing, 0);
    }
}

#[test]
fn a_key_that_is_not_listed_is_refused() {
    let mut stage = Stage::silent();
    let guardian = stage.market.guardian.insecure_clone();
    let of_another_feed = stage.publisher(STABLE_FEED, 0).pubkey();
    for key in [keypair_for("stranger").pubkey(), of_another_feed] {
        let mute = muting(&stage, &guardian, key);
        refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
            stage.send(&mute, &[&guardian])
        });
    }
}

#[test]
fn a_feed_of_another_market_is_refused() {
    let mut stage = Stage::silent();
    let second = stage.second_market();
    let guardian = stage.market.guardian.insecure_clone();
    let foreign_key = second.feeds[MARKET_FEED].publishers[0].pubkey();
    let mute = muting(&stage, &guardian, foreign_key);
    let mute = with_accounts(&mute, &[(2, second.feeds[MARKET_FEED].address)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&mute, &[&guardian])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let guardian = stage.market.guardian.insecure_clone();
    let mute = muting(&stage, &guardian, stage.publisher(MARKET_FEED, 0).pubkey());
    let kinds = [Kind::Signer, Kind::MARKET, Kind::FEED];
    every_account_is_checked(&mut stage, &mute, &[&guardian], &kinds);
}
