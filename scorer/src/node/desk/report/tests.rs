//! How reports end whose tasks do not, and what a shadow changes of them: nothing.

use std::path::Path;

use super::*;
use crate::drift::{Chosen, Stance};
use crate::model::Model;
use crate::node::audit::{ShadowRecord, TickRow};
use crate::node::config::{FeedSection, NodeConfig};
use crate::node::desk::tests::desk;
use crate::node::fixture::{
    anxious_model, dataset, links, other_model, post, scorer_of, start as begin,
};
use crate::node::source::{Snapshot, Source, SourceError};
use crate::node::start;
use crate::node::tick::input_hash;
use crate::rpc::EndpointsConfig;
use crate::time::Span as Period;

#[tokio::test]
async fn report_whose_task_panics_frees_its_feed_and_is_counted() {
    // Given a report on its way
    let folder = tempfile::tempdir().unwrap();
    let rpc = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
    let (mut desk, links) = desk(folder.path(), &rpc);
    desk.feeds[0].in_flight = Some(7);

    // When its task panics
    let way = async { panic!("out of luck") };
    let sent_at = Instant::now();
    desk.send_off((0, Trigger::Requested, sent_at), way, Span::none());
    desk.report_ended().await;

    // Then the feed is free for the next one, which is due as before, and the failure is told
    assert_eq!(desk.feeds[0].in_flight, None);
    assert!(desk.feeds[0].is_requested);
    let text = links.metrics.text();
    for line in [
        "ballast_publisher_in_flight{feed=\"market\"} 0.0",
        "ballast_publisher_errors_total{feed=\"market\",class=\"panicked\"} 1",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
}

/// A market that stands still.
#[derive(Debug)]
struct Still(Snapshot);

impl Source for Still {
    fn snapshot(&mut self, _: Timestamp) -> Result<Snapshot, SourceError> {
        Ok(self.0.clone())
    }

    fn describe(&self) -> String {
        "still".to_owned()
    }
}

fn snapshot() -> Snapshot {
    Snapshot::of(dataset(), begin().plus_hours(900))
}

/// A node that looks at a market that stands still, with its audit in `folder`, beside a shadow of this model file.
fn looking(folder: &Path, shadow: Option<&str>) -> (Desk, Links) {
    let mut config = NodeConfig {
        feeds: vec![FeedSection::full()],
        ..NodeConfig::default()
    };
    config.drift.enabled = false;
    let (feeds, scorer) = (config.feeds().unwrap(), start::scorer(&config).unwrap());
    let source = Box::new(Still(snapshot()));
    let desk = Desk::new(config, feeds, Vec::new(), scorer, source);
    let mut desk = desk.beside(shadow.map(scorer_of));
    let rpc = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
    let (links, _) = links(post(folder, &rpc, Vec::new()));
    desk.links = Some(links.clone());
    (desk, links)
}

/// Looks twice, waits for the shadow each time, and gives the ticks that were written, and what a report would say.
async fn looks_twice((mut desk, links): (Desk, Links)) -> (Vec<TickRow>, ReportArguments) {
    for _ in 0..2 {
        desk.tick().await;
        if let Some(shadow) = &mut desk.shadow {
            shadow.rests().await;
        }
    }
    let scores = desk.scores(snapshot()).await;
    let said = arguments(scores[0].as_ref().unwrap(), 7, 1_700_000_000);
    let read = links.post.audit.call(|store| {
        let mut rows = Vec::new();
        store.each_tick(Period::ALL, |row| rows.push(row))?;
        Ok(rows)
    });
    (read.await.unwrap(), said)
}

/// The one tick of two looks at the same, without the times of this machine's clock, and what the shadow said of it.
fn only(rows: Vec<TickRow>) -> (TickRecord, Option<ShadowRecord>) {
    let [row] = <[TickRow; 1]>::try_from(rows).unwrap();
    assert_eq!(row.repeats, 1);
    let at = Timestamp::from_millis(0);
    (TickRecord { at, ..row.record }, row.shadow)
}

#[tokio::test]
async fn tick_and_report_beside_a_shadow_are_to_the_byte_those_without_one() {
    // Given a node alone, and one beside a model that says something else
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let anxious = anxious_model();
    let alone = looking(first.path(), None);
    let beside = looking(second.path(), Some(&anxious));
    let metrics = Arc::clone(&beside.1.metrics);

    // When both look at the same
    let (alone, report_alone) = looks_twice(alone).await;
    let (beside, report_beside) = looks_twice(beside).await;

    // Then the shadow has spoken
    let ((alone, none), (beside, shadow)) = (only(alone), only(beside));
    assert_eq!(none, None);
    let shadow = shadow.unwrap();
    let hash = Model::from_json(&anxious).unwrap().hash().to_owned();
    assert_eq!(shadow.model_hash, hash);
    assert!(shadow.score > alone.score + 500, "{shadow:?} {alone:?}");
    let difference = f64::from(shadow.score - alone.score) / 100.0;
    let shown = format!("shadow_difference{{feed=\"market\"}} {difference:?}");
    assert!(metrics.text().contains(&shown), "{shown}");

    // And nothing else of the tick, and nothing of the report, is another
    assert_eq!(report_beside, report_alone);
    assert_eq!(beside.input_hash, input_hash(&alone.detail));
    let bytes = |tick: &TickRecord| serde_json::to_vec(&tick.detail).unwrap();
    assert_eq!(bytes(&beside), bytes(&alone));
    assert_eq!(beside, alone);
}

#[tokio::test]
async fn shadow_that_cannot_score_changes_nothing_and_is_counted() {
    // Given a shadow that knows none of the feed's assets but one
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let partial = other_model(|content| {
        let shocks = content["config"]["shocks"].as_object_mut().unwrap();
        shocks.retain(|asset, _| asset == "BTC");
    });
    let beside = looking(second.path(), Some(&partial));
    let metrics = Arc::clone(&beside.1.metrics);

    let (alone, report_alone) = looks_twice(looking(first.path(), None)).await;
    let (beside, report_beside) = looks_twice(beside).await;

    assert_eq!(only(beside), only(alone));
    assert_eq!(report_beside, report_alone);
    let text = metrics.text();
    let counted = "ballast_publisher_shadow_failures_total{feed=\"market\"} 2";
    assert!(text.contains(counted), "{text}");
    assert!(!text.contains("shadow_score{"), "{text}");
}

#[tokio::test]
async fn drift_that_sets_the_reporting_model_aside_does_not_set_the_shadow_aside() {
    // Given a node whose own model drift has set aside
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, links) = looking(folder.path(), Some(&anxious_model()));
    let aside = Stance {
        chosen: Chosen::Baseline,
        extra_half_width_hundredths: 1_500,
        reasons: vec!["moved".to_owned()],
    };
    let assets = ["BTC", "ETH", "SOL"];
    let stances = assets.map(|asset| (asset.to_owned(), aside.clone()));
    desk.stances = Arc::new(stances.into_iter().collect());

    let (rows, _) = looks_twice((desk, links)).await;

    let (tick, shadow) = only(rows);
    assert!(tick.detail.is_by_baseline());
    assert!(!shadow.unwrap().is_by_baseline);
}
