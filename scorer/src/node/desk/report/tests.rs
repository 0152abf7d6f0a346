//! How reports end whose tasks do not.

use super::*;
use crate::node::desk::tests::desk;
use crate::rpc::EndpointsConfig;

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
