//! A shadow that hangs.

use super::*;
use crate::node::config::{DriftSection, FeedSection, NodeConfig};
use crate::node::fixture::{anxious_model, dataset, links, post, scorer_of, start};
use crate::rpc::EndpointsConfig;

fn feed() -> Feed {
    let config = NodeConfig {
        feeds: vec![FeedSection::full()],
        ..NodeConfig::default()
    };
    config.feeds().unwrap().remove(0)
}

/// The feed as it was reported, with no tick to write it to.
fn reported(score: u16) -> Vec<Reported> {
    let feed = feed();
    vec![Reported {
        labels: FeedLabels {
            feed: feed.name.clone(),
        },
        feed,
        score,
        seen_at: start(),
        tick: None,
    }]
}

#[tokio::test]
async fn looks_are_left_out_while_the_shadow_is_at_one_and_none_of_them_waits() {
    // Given a shadow that does not end its look
    let folder = tempfile::tempdir().unwrap();
    let rpc = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
    let (links, _) = links(post(folder.path(), &rpc, Vec::new()));
    let drift = DriftSection {
        enabled: false,
        ..DriftSection::default()
    };
    let trial = Trial::new(scorer_of(&anxious_model()), &drift, [&feed()]);
    let mut desk = ShadowDesk::new(trial);
    let hold = desk.trial().hold();
    let snapshot = Snapshot::of(dataset(), start().plus_hours(900));

    // When it is asked again and again
    for score in [0, 1_000, 2_000] {
        desk.look(&links, snapshot.clone(), reported(score));
        tokio::task::yield_now().await;
    }

    // Then it is at the first of these looks alone, and has said nothing of it
    assert_eq!(desk.looking.under_way(), 1);
    assert!(!links.metrics.text().contains("shadow_score{"));

    // And it goes on with that one
    drop(hold);
    desk.rests().await;
    let text = links.metrics.text();
    let levels = ["score", "difference"].map(|name| {
        let name = format!("ballast_publisher_shadow_{name}{{feed=\"market\"}} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&name));
        line.unwrap().to_owned()
    });
    assert_eq!(levels[0], levels[1], "less a score of 0: {text}");
}
