//! `publisher_add`: a key takes the first free slot; a launched market has it proposed.

use ballast_client::event::{Event, PublisherAdded};
use ballast_client::instruction;
use ballast_client::layout::{Market, Publisher, Report, RiskFeed};
use ballast_policy::Rule;
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, PUBLISHERS, STABLE_FEED, START, Stage,
    every_account_is_checked, plan, refused_and_unchanged, with_accounts,
};
use ballast_vm::{Deployment, Machine, keypair_for};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// A market that is being set up, heard and calm.
fn setup() -> Stage {
    let mut stage = Stage::new();
    stage.unlaunch();
    stage
}

/// The admin, and the instruction that lists `publisher` on the market's feed.
fn listing(stage: &Stage, publisher: Address) -> (Keypair, Instruction) {
    let admin = stage.market.governance.insecure_clone();
    let feed = stage.market.feeds[MARKET_FEED].address;
    let add = instruction::publisher_add(&admin.pubkey(), &stage.market.market, &feed, &publisher);
    (admin, add)
}

#[test]
fn a_publisher_takes_the_first_free_slot_and_has_said_nothing() {
    // Given a feed of five
    let mut stage = setup();
    let newcomer = keypair_for("newcomer").pubkey();
    let (admin, add) = listing(&stage, newcomer);
    let before = stage.feed(MARKET_FEED);

    // When a sixth is listed
    let sent = stage.send(&add, &[&admin]).unwrap();

    // Then it has slot 5 and a vote, and nothing else changed
    let after = stage.feed(MARKET_FEED);
    let mut expected = before;
    expected.publishers[PUBLISHERS] = Publisher {
        key: newcomer,
        ..bytemuck::Zeroable::zeroed()
    };
    expected.reports[PUBLISHERS] = Report {
        standing: 1,
        ..bytemuck::Zeroable::zeroed()
    };
    assert_eq!(after, expected);
    let event = PublisherAdded {
        feed: stage.market.feeds[MARKET_FEED].address,
        publisher: newcomer,
        slot: PUBLISHERS as u64,
    };
    assert_eq!(sent.events, [Event::PublisherAdded(event)]);
}

#[test]
fn in_a_launched_market_a_publisher_has_to_be_proposed() {
    let mut stage = Stage::new();
    let (admin, add) = listing(&stage, keypair_for("newcomer").pubkey());
    refused_and_unchanged(&mut stage, LendingError::MustBeProposed, |stage| {
        stage.send(&add, &[&admin])
    });
}

#[test]
fn before_the_launch_a_new_publisher_votes_from_its_first_report_on() {
    // Given a market that is being set up, with three publishers
    let mut machine = Machine::start(START).unwrap();
    let market = Deployment::create_unlaunched(&mut machine, &plan(3)).unwrap();
    let mut stage = Stage::of(machine, market);
    let newcomer = keypair_for("newcomer");
    let (admin, add) = listing(&stage, newcomer.pubkey());

    // When a fourth is listed and speaks, then the quorum and the upper median are those of four
    stage.send(&add, &[&admin]).unwrap();
    let report = stage.next_report(2_500);
    stage.submit_as(&newcomer, MARKET_FEED, &report).unwrap();
    stage.score(MARKET_FEED, &[1_000, 1_000, 3_000]);
    let state = stage.feed(MARKET_FEED).state;
    assert_eq!((state.raw, state.fresh, state.quorum), (2_500, 4, 3));
}

#[test]
fn a_key_that_is_listed_already_is_refused_even_when_muted() {
    // Given a feed whose second publisher was muted
    let mut stage = setup();
    let key = stage.publisher(MARKET_FEED, 1).pubkey();
    let (admin, add) = listing(&stage, key);
    let feed = stage.market.feeds[MARKET_FEED].address;
    let market = stage.market.market;
    let mute = instruction::publisher_mute(&admin.pubkey(), &market, &feed, &key);
    stage.send(&mute, &[&admin]).unwrap();

    // When it is listed again, then it does not get a fresh start
    refused_and_unchanged(&mut stage, Rule::PublisherAlreadyListed, |stage| {
        stage.send(&add, &[&admin])
    });
}

#[test]
fn the_zero_key_that_marks_free_slots_is_refused() {
    let mut stage = setup();
    let (admin, add) = listing(&stage, Address::default());
    refused_and_unchanged(&mut stage, Rule::PublisherAlreadyListed, |stage| {
        stage.send(&add, &[&admin])
    });
}

#[test]
fn a_seventeenth_publisher_is_refused() {
    // Given a feed that is filled up to sixteen
    let mut stage = setup();
    for number in PUBLISHERS..16 {
        let key = keypair_for(&format!("filler {number}")).pubkey();
        let (admin, add) = listing(&stage, key);
        stage.send(&add, &[&admin]).unwrap();
    }

    // When one more is listed, or the zero key, then there is no slot
    for key in [keypair_for("one more").pubkey(), Address::default()] {
        let (admin, add) = listing(&stage, key);
        refused_and_unchanged(&mut stage, Rule::NoFreePublisherSlot, |stage| {
            stage.send(&add, &[&admin])
        });
    }
}

#[test]
fn no_one_but_the_publisher_admin_may_list() {
    // Given a market whose publisher admin is not its governance
    let mut stage = setup();
    let admin = keypair_for("publisher admin");
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        market.roles.publisher_admin = admin.pubkey();
    });
    let (governance, add) = listing(&stage, keypair_for("newcomer").pubkey());
    let guardian = stage.market.guardian.insecure_clone();
    let publisher = stage.publisher(MARKET_FEED, 0);

    // When anyone else signs, governance included, then it is refused
    for key in [&governance, &guardian, &publisher] {
        let add = with_accounts(&add, &[(0, key.pubkey())]);
        refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
            stage.send(&add, &[key])
        });
    }
    let add = with_accounts(&add, &[(0, admin.pubkey())]);
    stage.send(&add, &[&admin]).unwrap();
}

#[test]
fn a_feed_of_another_market_is_refused() {
    let mut stage = setup();
    let second = stage.second_market();
    let (admin, add) = listing(&stage, keypair_for("newcomer").pubkey());
    let foreign = with_accounts(&add, &[(2, second.feeds[STABLE_FEED].address)]);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&foreign, &[&admin])
    });
    let usurped = with_accounts(&add, &[(1, second.market)]);
    refused_and_unchanged(&mut stage, LendingError::WrongAuthority, |stage| {
        stage.send(&usurped, &[&admin])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = setup();
    let (admin, add) = listing(&stage, keypair_for("newcomer").pubkey());
    let kinds = [Kind::Signer, Kind::MARKET, Kind::FEED, Kind::Other];
    every_account_is_checked(&mut stage, &add, &[&admin], &kinds);
    let feed: RiskFeed = stage.feed(MARKET_FEED);
    assert_eq!(
        feed.publishers[PUBLISHERS].key,
        keypair_for("newcomer").pubkey()
    );
}
