//! What metrics say when it counts.

use std::path::Path;

use solana_address::Address;

use super::*;
use crate::node::config::FeedSection;
use crate::node::fixture::{links, post};
use crate::node::stagger::Stagger;
use crate::rpc::EndpointsConfig;

const NOW: u64 = 1_000_000;
const VOTING: u8 = 1;
const OURS: Address = Address::new_from_array([101; 32]);
const NEXT: Address = Address::new_from_array([102; 32]);

fn config() -> NodeConfig {
    NodeConfig {
        feeds: vec![FeedSection::full()],
        ..NodeConfig::default()
    }
}

fn desks() -> Vec<FeedDesk> {
    let feeds = config().feeds().unwrap().into_iter();
    let desks = feeds.map(|feed| FeedDesk::new(feed, Stagger::new(0, Duration::ZERO)));
    desks.collect()
}

fn linked(folder: &Path) -> (Links, watch::Sender<Option<ChainState>>) {
    let rpc = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
    links(post(folder, &rpc, vec![OURS, NEXT]))
}

fn state(feed: &RiskFeed, balances: [u64; 2]) -> ChainState {
    ChainState {
        read_at: Instant::now(),
        cluster: None,
        slot: 5,
        clock: NOW,
        skew_seconds: 0,
        balances: balances.to_vec(),
        feeds: vec![Ok(Box::new(*feed))],
    }
}

/// A feed in whose first slot `key` votes and has not reported.
fn feed(key: Address) -> RiskFeed {
    let mut feed: RiskFeed = bytemuck::Zeroable::zeroed();
    feed.config.max_report_age = 60;
    feed.config.min_publishers = 3;
    feed.publishers[0].key = key;
    feed.reports[0].standing = VOTING;
    feed
}

/// What the metrics are when `state` was just read.
fn told(links: &Links, told: &watch::Sender<Option<ChainState>>, state: ChainState) -> String {
    let now = state.read_at;
    told.send_replace(Some(state));
    links.tell_chain(&config(), &desks(), now);
    links.metrics.text()
}

#[tokio::test]
async fn quorum_that_is_lost_at_once_shows_though_the_last_consensus_had_it() {
    // Given five who voted in the last consensus, and of whom three have died at once
    let folder = tempfile::tempdir().unwrap();
    let (links, chain) = linked(folder.path());
    let mut feed = feed(OURS);
    for (slot, age) in [5, 10, 100, 100, 100].into_iter().enumerate() {
        feed.reports[slot].standing = VOTING;
        feed.reports[slot].sequence = 9;
        feed.reports[slot].observed_at = NOW - age;
    }
    feed.state.consensus_at = NOW - 90;
    (feed.state.fresh, feed.state.quorum) = (5, 3);

    // When the chain is read
    let text = told(&links, &chain, state(&feed, [1, 1]));

    // Then one vote is missing
    for line in [
        "ballast_publisher_quorum_margin{feed=\"market\"} -1.0",
        "ballast_publisher_consensus_age{feed=\"market\"} 90.0",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

#[tokio::test]
async fn chain_that_was_never_read_ages_from_the_start_and_what_is_unknown_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (links, _chain) = linked(folder.path());

    let later = links.since + Duration::from_mins(1);
    links.tell_chain(&config(), &desks(), later);

    let text = links.metrics.text();
    for line in [
        "ballast_publisher_chain_age 60.0",
        "ballast_publisher_clock_skew NaN",
        "ballast_publisher_slot NaN",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    for unknown in ["balance{", "quorum_margin{", "published_at{"] {
        let unknown = format!("ballast_publisher_{unknown}");
        assert!(!text.contains(&unknown), "{unknown} in\n{text}");
    }
}

#[tokio::test]
async fn balance_is_that_of_the_key_that_pays_before_and_after_a_rotation() {
    let folder = tempfile::tempdir().unwrap();
    let (links, chain) = linked(folder.path());
    let balance =
        |key: &Address, sol: &str| format!("ballast_publisher_balance{{publisher=\"{key}\"}}{sol}");

    let before = told(&links, &chain, state(&feed(OURS), [3_000_000_000, 0]));
    let after = told(&links, &chain, state(&feed(NEXT), [0, 2_000_000_000]));
    let unlisted = told(&links, &chain, state(&feed(Address::default()), [0, 0]));

    assert!(before.contains(&balance(&OURS, " 3.0")), "{before}");
    assert!(!before.contains(&balance(&NEXT, "")), "{before}");
    assert!(after.contains(&balance(&NEXT, " 2.0")), "{after}");
    assert!(!after.contains(&balance(&OURS, "")), "{after}");
    // Whoever may not report yet will pay with the first.
    assert!(unlisted.contains(&balance(&OURS, " 0.0")), "{unlisted}");
}

#[tokio::test]
async fn key_that_never_reported_has_no_time_of_its_last_report() {
    let folder = tempfile::tempdir().unwrap();
    let (links, chain) = linked(folder.path());
    let mut reported = feed(OURS);
    reported.reports[0].sequence = 1;
    reported.reports[0].observed_at = NOW;

    let never = told(&links, &chain, state(&feed(OURS), [1, 1]));
    let once = told(&links, &chain, state(&reported, [1, 1]));

    let metric = "ballast_publisher_published_at{feed=\"market\"}";
    assert!(never.contains("ballast_publisher_standing{feed=\"market\"} 1.0"));
    assert!(!never.contains(metric), "{never}");
    assert!(once.contains(&format!("{metric} 1000000.0")), "{once}");
}
