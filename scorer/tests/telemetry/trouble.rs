//! Collectors that are not there. A node reports all the same, and ends in time.

use std::time::Duration;

use ballast_scorer::telemetry::FLUSH_MOST;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::chain::Chain;
use crate::collector::PATIENCE;
use crate::node::{Node, publisher, until_sent};

/// What a node takes to end that waits for no collector, on a machine that has other work.
const OWN_END: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn collector_that_refuses_is_named_once_and_delays_a_stop_by_no_more_than_the_bound() {
    // Given a port that nobody listens at, with a token in the address
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap();
    drop(listener);
    let mut chain = Chain::start(publisher()).await;
    let url = format!("http://user:secret@{host}/secret");
    let node = Node::start(&chain, &["--otlp", &url], &[]);

    // When the node has reported several times and is stopped
    until_sent(&mut chain, 5, &node).await;
    let ended = node.stop().await;

    // Then it ends well and in time, and has said once who takes no spans, without the token
    assert!(ended.status.success(), "{}", ended.log);
    assert!(ended.took < FLUSH_MOST + OWN_END, "{:?}", ended.took);
    let complaints = ended.log.matches("the collector takes no spans").count();
    assert_eq!(complaints, 1, "{}", ended.log);
    assert!(ended.log.contains(&host.to_string()), "{}", ended.log);
    assert!(!ended.log.contains("secret"), "{}", ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn collector_that_hangs_delays_no_report_and_a_stop_by_no_more_than_the_bound() {
    // Given a collector that takes a post and never answers
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut chain = Chain::start(publisher()).await;
    let node = Node::start(&chain, &["--otlp", &url], &[]);
    let (mut post, _) = timeout(PATIENCE, listener.accept()).await.unwrap().unwrap();
    let mut head = [0; 4];
    post.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"POST");

    // When the node is stopped after further reports
    let before = *chain.sent.borrow();
    until_sent(&mut chain, before + 3, &node).await;
    let ended = node.stop().await;

    // Then it ends well, within the bound, and says that spans are lost
    assert!(ended.status.success(), "{}", ended.log);
    assert!(ended.took < FLUSH_MOST + OWN_END, "{:?}", ended.took);
    let complaint = "the last spans are lost: the collector did not take them in time";
    assert!(ended.log.contains(complaint), "{}", ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn address_that_no_collector_has_is_refused_at_the_start() {
    let chain = Chain::start(publisher()).await;
    for url in ["secret", "ftp://secret"] {
        let node = Node::start(&chain, &["--otlp", url], &[]);

        let ended = node.wait().await;

        assert_eq!(ended.status.code(), Some(1), "{}", ended.log);
        assert!(ended.log.contains("--otlp cannot be used"), "{}", ended.log);
        assert!(!ended.log.contains("secret"), "{}", ended.log);
    }
}
