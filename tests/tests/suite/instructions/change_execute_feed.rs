//! `change_execute_feed`: settings, mode and publishers of a feed change after their delay.

use ballast_client::instruction::{self, Change};
use ballast_client::layout::{FeedConfig, RiskFeed};
use ballast_policy::Rule;
use ballast_policy::feed::FeedStatus;
use ballast_tests::{
    Kind, LendingError, MARKET_FEED, PUBLISHERS, SOL, STABLE_FEED, Stage, every_account_is_checked,
    refused_and_unchanged,
};
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_signer::Signer as _;

/// Delays of a launched market, seconds.
const LOOSEN: u64 = 2 * 86_400;
const STRUCTURE: u64 = 7 * 86_400;

/// What is changed of the settings.
type Edit = fn(&mut FeedConfig);

fn settings(stage: &Stage, change: impl FnOnce(&mut FeedConfig)) -> Change {
    let mut config = stage.feed(MARKET_FEED).config;
    change(&mut config);
    Change::Feed(stage.market.feeds[MARKET_FEED].address, config)
}

#[test]
fn inv_21_settings_that_tighten_take_effect_at_once_and_others_wait() {
    let cases: [(Edit, u64); 5] = [
        (|config| config.confirmations += 1, 0),
        // A smaller step alone would let the day's budget refill faster.
        (|config| config.loosen_step -= 1, LOOSEN),
        (|config| config.day_budget += 1, LOOSEN),
        (|config| config.hold_seconds += 1, LOOSEN),
        (|config| config.min_publishers += 1, STRUCTURE),
    ];
    for (change, delay) in cases {
        let mut stage = Stage::new();
        let change = settings(&stage, change);
        let at = stage.propose(&change).unwrap();
        if delay != 0 {
            stage.machine.warp(delay - 1);
            refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
                stage.execute_feed(&at, MARKET_FEED)
            });
            stage.machine.warp(1);
        }
        stage.execute_feed(&at, MARKET_FEED).unwrap();
        let Change::Feed(_, config) = change else {
            unreachable!("a feed's settings")
        };
        assert_eq!(stage.feed(MARKET_FEED).config, config);
    }
}

#[test]
fn a_longer_hold_does_not_bring_back_what_silence_has_tightened() {
    // Given a feed that fell silent, and a longer T1 proposed before
    let mut stage = Stage::new();
    let change = settings(&stage, |config| {
        config.hold_seconds = 86_400;
        config.conservative_seconds = 172_800;
    });
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(LOOSEN - 7_200);
    stage.score(MARKET_FEED, &[2_000; PUBLISHERS]);
    stage.machine.warp(7_200);
    let before = stage.effective(MARKET_FEED);
    assert_eq!(before.status, FeedStatus::Decaying);

    // When it takes effect, then terms are no looser than a moment ago
    stage.execute_feed(&at, MARKET_FEED).unwrap();
    let after = stage.effective(MARKET_FEED);
    assert!(after.score >= before.score && after.regime >= before.regime);
}

#[test]
fn a_mode_changes_after_seven_days_and_keeps_the_terms_of_the_moment() {
    // Given a market that is to be monitored only
    let mut stage = Stage::new();
    let feed = stage.market.feeds[MARKET_FEED].address;
    let at = stage.propose(&Change::Mode(feed, 2)).unwrap();
    stage.machine.warp(STRUCTURE - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_feed(&at, MARKET_FEED)
    });
    stage.machine.warp(1);
    stage.settle(MARKET_FEED, &[5_500; PUBLISHERS]);
    let before = stage.effective(MARKET_FEED);

    // When the mode changes
    stage.execute_feed(&at, MARKET_FEED).unwrap();

    // Then terms stand where they stood, whatever is reported, and for good
    stage.machine.warp(86_400);
    stage.score(MARKET_FEED, &[9_900; PUBLISHERS]);
    let after = stage.effective(MARKET_FEED);
    assert_eq!((after.score, after.regime), (before.score, before.regime));
    assert_eq!(after.status, FeedStatus::Fixed);
    assert_eq!(stage.feed(STABLE_FEED).state.mode, 0);
}

#[test]
fn a_publisher_is_listed_after_seven_days_and_in_shadow() {
    // Given a proposed publisher
    let mut stage = Stage::new();
    let key = keypair_for("newcomer").pubkey();
    let feed = stage.market.feeds[MARKET_FEED].address;
    let at = stage.propose(&Change::PublisherAdd(feed, key)).unwrap();
    stage.machine.warp(STRUCTURE - 1);
    refused_and_unchanged(&mut stage, Rule::ChangeNotDue, |stage| {
        stage.execute_feed(&at, MARKET_FEED)
    });

    // When its time has come, then it is compared without a vote, and listed once
    stage.machine.warp(1);
    stage.execute_feed(&at, MARKET_FEED).unwrap();
    let after = stage.feed(MARKET_FEED);
    assert_eq!(after.publishers[PUBLISHERS].key, key);
    assert_eq!(after.reports[PUBLISHERS].standing, 2);
    let again = stage.propose(&Change::PublisherAdd(feed, key)).unwrap();
    stage.machine.warp(STRUCTURE);
    refused_and_unchanged(&mut stage, Rule::PublisherAlreadyListed, |stage| {
        stage.execute_feed(&again, MARKET_FEED)
    });
}

#[test]
fn nobody_is_not_seated_in_a_feed_that_lacks_voters() {
    // Given a launched feed of which too many were muted, so that whoever is listed votes at once
    let mut stage = Stage::new();
    let feed = stage.market.feeds[MARKET_FEED].address;
    stage.edit::<RiskFeed>(&feed, |feed| {
        for report in &mut feed.reports[1..] {
            report.standing = 0;
        }
    });

    // When the key that stands in free slots is to be listed, then it is refused
    let change = Change::PublisherAdd(feed, Address::default());
    let at = stage.propose(&change).unwrap();
    stage.machine.warp(STRUCTURE);
    refused_and_unchanged(&mut stage, Rule::PublisherAlreadyListed, |stage| {
        stage.execute_feed(&at, MARKET_FEED)
    });

    // And somebody votes
    let key = keypair_for("newcomer").pubkey();
    let at = stage.propose(&Change::PublisherAdd(feed, key)).unwrap();
    stage.machine.warp(STRUCTURE);
    stage.execute_feed(&at, MARKET_FEED).unwrap();
    assert_eq!(stage.feed(MARKET_FEED).reports[PUBLISHERS].standing, 1);
}

#[test]
fn a_change_is_executed_on_its_own_feed_and_by_its_own_instruction() {
    let mut stage = Stage::new();
    let second = stage.second_market();
    let change = settings(&stage, |config| config.day_budget -= 1);
    let at = stage.propose(&change).unwrap();
    refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
        stage.execute_feed(&at, STABLE_FEED)
    });
    let mut config = stage.reserve(SOL).config;
    config.deposit_cap -= 1;
    let reserve = Change::Reserve(stage.market.feeds[MARKET_FEED].address, Box::new(config));
    let reserve = stage.propose(&reserve).unwrap();
    refused_and_unchanged(&mut stage, LendingError::UnknownChange, |stage| {
        stage.execute_feed(&reserve, MARKET_FEED)
    });
    let foreign = second.feeds[MARKET_FEED].address;
    let execute = instruction::change_execute_feed(&stage.market.market, &at, &foreign);
    refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
        stage.send(&execute, &[])
    });
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let mut stage = Stage::new();
    let change = settings(&stage, |config| config.day_budget -= 1);
    let at = stage.propose(&change).unwrap();
    let feed = stage.market.feeds[MARKET_FEED].address;
    let execute = instruction::change_execute_feed(&stage.market.market, &at, &feed);
    let kinds = [Kind::MARKET, Kind::CHANGE, Kind::FEED, Kind::Other];
    every_account_is_checked(&mut stage, &execute, &[], &kinds);
}
