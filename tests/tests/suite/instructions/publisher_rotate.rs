//! `publisher_rotate`: a publisher hands its slot to a new key, and the two overlap.

use ballast_client::event::{Event, PublisherRotated};
use ballast_client::instruction;
use ballast_client::layout::Market;
use ballast_policy::{Rule, preset};
use ballast_tests::{
    Failure, Kind, LendingError, MARKET_FEED, STABLE_FEED, Stage, Vault, every_account_is_checked,
    refused_and_unchanged, with_accounts,
};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// The slot that is handed over.
const SLOT: usize = 1;

/// The two who sign, and the instruction that names `successor`.
fn rotation(stage: &Stage, successor: Address) -> (Keypair, Keypair, Instruction) {
    let admin = stage.market.governance.insecure_clone();
    let present = stage.publisher(MARKET_FEED, SLOT);
    let feed = stage.market.feeds[MARKET_FEED].address;
    let market = stage.market.market;
    let (by, of) = (admin.pubkey(), present.pubkey());
    let rotate = instruction::publisher_rotate(&by, &of, &market, &feed, &successor);
    (admin, present, rotate)
}

fn patience() -> u64 {
    preset::feed().rotation_seconds.into()
}

#[test]
fn the_old_key_is_valid_until_the_new_ones_first_report_and_the_sequence_goes_on() {
    // Given a publisher that has reported, and a named successor
    let mut stage = Stage::new();
    let next = keypair_for("successor");
    let (admin, present, rotate) = rotation(&stage, next.pubkey());
    let before = stage.feed(MARKET_FEED);
    let sent = stage.send(&rotate, &[&admin, &present]).unwrap();
    let event = PublisherRotated {
        feed: stage.market.feeds[MARKET_FEED].address,
        publisher: present.pubkey(),
        successor: next.pubkey(),
        until: stage.machine.now() + patience(),
    };
    assert_eq!(sent.events, [Event::PublisherRotated(event)]);

    // When the old key reports, then it is heard
    stage.machine.warp(60);
    stage.report(MARKET_FEED, SLOT, 2_100).unwrap();

    // And when the new one does, then the slot, its record and its sequence are the new one's
    let replay = stage.next_report(2_200);
    stage.submit_as(&next, MARKET_FEED, &replay).unwrap();
    let after = stage.feed(MARKET_FEED);
    assert_eq!(after.publishers[SLOT].key, next.pubkey());
    assert_eq!(after.publishers[SLOT].successor, Address::default());
    assert_eq!(after.records[SLOT].posts, before.records[SLOT].posts + 2);
    assert_eq!(after.reports[SLOT].sequence, replay.sequence);
    assert_eq!(after.reports[SLOT].standing, 1);

    // And the old key is a stranger
    let late = stage.next_report(9_000);
    refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
        stage.submit_as(&present, MARKET_FEED, &late)
    });
}

#[test]
fn a_successor_that_does_not_report_in_time_gets_nothing() {
    for (late, is_heard) in [(0, true), (1, false)] {
        // Given a successor whose time has come to an end
        let mut stage = Stage::silent();
        let next = keypair_for("successor");
        let (admin, present, rotate) = rotation(&stage, next.pubkey());
        stage.send(&rotate, &[&admin, &present]).unwrap();
        stage.machine.warp(patience() + late);
        let report = stage.next_report(2_000);

        // When it reports, then only the last second of it counts
        if is_heard {
            stage.submit_as(&next, MARKET_FEED, &report).unwrap();
        } else {
            refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
                stage.submit_as(&next, MARKET_FEED, &report)
            });
            stage.report(MARKET_FEED, SLOT, 2_000).unwrap();
        }
    }
}

#[test]
fn a_successor_whose_first_report_says_nothing_new_does_not_take_over() {
    let mut stage = Stage::new();
    let next = keypair_for("successor");
    let (admin, present, rotate) = rotation(&stage, next.pubkey());
    stage.send(&rotate, &[&admin, &present]).unwrap();
    let mut report = stage.next_report(2_000);
    report.sequence = 1;
    stage.submit_as(&next, MARKET_FEED, &report).unwrap();
    assert_eq!(
        stage.feed(MARKET_FEED).publishers[SLOT].key,
        present.pubkey()
    );
}

#[test]
fn muting_a_publisher_mutes_its_successor() {
    let mut stage = Stage::silent();
    let next = keypair_for("successor");
    let (admin, present, rotate) = rotation(&stage, next.pubkey());
    stage.send(&rotate, &[&admin, &present]).unwrap();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);
    let mute = instruction::publisher_mute(&admin.pubkey(), &market, &feed, &present.pubkey());
    stage.send(&mute, &[&admin]).unwrap();
    let report = stage.next_report(2_000);
    refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
        stage.submit_as(&next, MARKET_FEED, &report)
    });
}

#[test]
fn neither_the_admin_nor_the_publisher_can_hand_a_slot_over_alone() {
    // Given a market whose publisher admin is not its governance
    let mut stage = Stage::silent();
    let (governance, present, rotate) = rotation(&stage, keypair_for("successor").pubkey());
    let admin = keypair_for("publisher admin");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.publisher_admin = admin.pubkey();
    });

    // When anyone signs for one of the two, then it is refused
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&rotate, &[&governance, &present])
    });
    let alone = with_accounts(&rotate, &[(0, present.pubkey())]);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&alone, &[&present])
    });
    let usurped = with_accounts(&rotate, &[(0, admin.pubkey()), (1, admin.pubkey())]);
    refused_and_unchanged(&mut stage, Rule::UnknownPublisher, |stage| {
        stage.send(&usurped, &[&admin])
    });
    let together = with_accounts(&rotate, &[(0, admin.pubkey())]);
    stage.send(&together, &[&admin, &present]).unwrap();
}

#[test]
fn a_vault_that_is_publisher_admin_signs_by_a_call_in_a_transaction_that_the_present_key_signs() {
    // Given a market whose publisher admin is a multisig's vault
    let mut stage = Stage::silent();
    let vault = Vault::open(&mut stage.machine, "member");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.publisher_admin = vault.address;
    });
    let next = keypair_for("successor").pubkey();
    let (_, present, rotate) = rotation(&stage, next);
    let rotate = with_accounts(&rotate, &[(0, vault.address)]);

    // When its member sends the call without the present key's signature, then it is refused
    let mut alone = vault.call(&rotate);
    for meta in &mut alone.accounts {
        meta.is_signer &= meta.pubkey != present.pubkey();
    }
    refused_and_unchanged(&mut stage, Failure::MissingSignature, |stage| {
        stage.send(&alone, &[&vault.member])
    });

    // When the present key signs that transaction too, then the successor is named
    let call = vault.call(&rotate);
    stage.send(&call, &[&vault.member, &present]).unwrap();
    assert_eq!(stage.feed(MARKET_FEED).publishers[SLOT].successor, next);
}

#[test]
fn a_key_that_is_listed_or_empty_cannot_succeed() {
    let mut stage = Stage::silent();
    let listed = stage.publisher(MARKET_FEED, 3).pubkey();
    let (admin, present, rotate) = rotation(&stage, listed);
    refused_and_unchanged(&mut stage, Rule::PublisherAlreadyListed, |stage| {
        stage.send(&rotate, &[&admin, &present])
    });
    let (admin, present, rotate) = rotation(&stage, Address::default());
    refused_and_unchanged(&mut stage, LendingError::EmptyKey, |stage| {
        stage.send(&rotate, &[&admin, &present])
    });
}

#[test]
fn a_feed_of_another_market_is_refused() {
    let mut stage = Stage::silent();
    let second = stage.second_market();
    let (admin, present, rotate) = rotation(&stage, keypair_for("successor").pubkey());
    let foreign = with_accounts(&rotate, &[(3, second.feeds[STABLE_FEED].address)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&foreign, &[&admin, &present])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::silent();
    let (admin, present, rotate) = rotation(&stage, keypair_for("successor").pubkey());
    let kinds = [
        Kind::Signer,
        Kind::Signer,
        Kind::MARKET,
        Kind::FEED,
        Kind::Other,
    ];
    every_account_is_checked(&mut stage, &rotate, &[&admin, &present], &kinds);
}
