//! What must not hold up the node's loop.

use super::*;
use crate::node::config::FeedSection;
use crate::node::fixture::{hanging, in_flight, links, post};
use crate::node::source::SourceError;
use crate::node::start;
use crate::rpc::EndpointsConfig;

/// Nobody looks at it.
#[derive(Debug)]
struct Unseen;

impl Source for Unseen {
    fn snapshot(&mut self, _: Timestamp) -> Result<Snapshot, SourceError> {
        unreachable!("no test looks at the market")
    }

    fn describe(&self) -> String {
        "unseen".to_owned()
    }
}

/// A node's desk with one feed, `market`, whose audit is in `folder`.
pub(super) fn desk(folder: &Path, rpc: &EndpointsConfig) -> (Desk, Links) {
    let config = NodeConfig {
        feeds: vec![FeedSection::full()],
        ..NodeConfig::default()
    };
    let (feeds, scorer) = (config.feeds().unwrap(), start::scorer(&config).unwrap());
    let mut desk = Desk::new(config, feeds, Vec::new(), scorer, Box::new(Unseen));
    let (links, _) = links(post(folder, rpc, Vec::new()));
    desk.links = Some(links.clone());
    (desk, links)
}

#[tokio::test]
async fn nodes_that_hang_do_not_hold_the_loop_up_and_are_asked_once_at_a_time() {
    // Given a report without an end, and a node that takes a minute to say nothing
    let folder = tempfile::tempdir().unwrap();
    let (rpc, _listener) = hanging().await;
    let (mut desk, links) = desk(folder.path(), &rpc);
    in_flight(&links.post, 1, Duration::ZERO).await;

    // When it is to be settled, twice
    let begun = Instant::now();
    desk.settle().await;
    desk.settle().await;

    // Then the loop goes on, and one turn is under way
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert_eq!(desk.settling.under_way(), 1);
}

#[tokio::test]
async fn report_that_is_still_on_its_way_has_no_turn() {
    // Given a report on its way, and an earlier one without an end
    let folder = tempfile::tempdir().unwrap();
    let (rpc, _listener) = hanging().await;
    let (mut desk, links) = desk(folder.path(), &rpc);
    let earlier = in_flight(&links.post, 1, Duration::ZERO).await;
    in_flight(&links.post, 2, Duration::ZERO).await;
    desk.feeds[0].in_flight = Some(2);

    desk.settle().await;

    assert_eq!(desk.settled_up_to, earlier);
}
