//! A node that plays data of another time, on a chain that is known as a public cluster by its first block.

use std::time::Duration;

use ballast_client::PublicCluster;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::chain::Chain;
use crate::collector::PATIENCE;
use crate::node::{Node, publisher, until_sent};

const ALLOWED: &str = "BALLAST__SOURCE__REPLAY__REPORTS_ON_PUBLIC_CLUSTER";
pub(crate) const ANY_PORT: (&str, &str) = ("BALLAST__HEALTH__LISTEN", "127.0.0.1:0");

/// Where the node says how it does, once its log tells.
pub(crate) async fn health(node: &Node) -> String {
    let told = async {
        loop {
            let log = node.log();
            let lines = log
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok());
            let mut said = lines.map(|mut line: Value| line["fields"].take());
            if let Some(said) = said.find(|said| said["message"] == "health server listens") {
                return format!("http://{}", said["address"].as_str().unwrap());
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let told = timeout(PATIENCE, told).await;
    told.unwrap_or_else(|_| panic!("it does not listen; its log:\n{}", node.log()))
}

/// Asks again and again until an answer holds what is looked for, with its status.
pub(crate) async fn until(url: &str, is_it: impl Fn(u16, &str) -> bool) -> String {
    let answered = async {
        loop {
            let answer = reqwest::get(url).await.unwrap();
            let status = answer.status().as_u16();
            let body = answer.text().await.unwrap();
            if is_it(status, &body) {
                return body;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    let answered = timeout(PATIENCE, answered).await;
    answered.unwrap_or_else(|_| panic!("{url} never says so"))
}

/// How often the node has looked at the market.
fn looks(metrics: &str) -> u64 {
    let mut lines = metrics.lines();
    let told = lines.find_map(|line| line.strip_prefix("ballast_publisher_ticks_total "));
    told.map_or(0, |told| told.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_on_mainnet_reports_nothing_is_not_ready_and_says_why() {
    // Given a node that plays a made-up market, on a chain with mainnet's first block, where its key may report
    let chain = Chain::start_as(PublicCluster::Mainnet, publisher()).await;
    let node = Node::start(&chain, &[], &[ANY_PORT]);
    let health = health(&node).await;

    // When it has read the chain, and has looked at the market several times since
    let said = until(&format!("{health}/ready"), |status, body| {
        status == 503 && body.contains("chain:cluster")
    })
    .await;
    let metrics = format!("{health}/metrics");
    let seen = looks(&until(&metrics, |_, _| true).await);
    until(&metrics, |_, body| looks(body) >= seen + 5).await;
    let ended = node.stop().await;

    // Then it has said what to do about it, once in its log, and nothing was sent
    for words in ["this is mainnet", "source.replay.reports_on_public_cluster"] {
        assert!(said.contains(words), "{said}");
    }
    let complaints = ended.log.matches("nothing is reported").count();
    assert_eq!(complaints, 1, "{}", ended.log);
    assert!(!ended.log.contains("report is due"), "{}", ended.log);
    assert!(ended.status.success(), "{}", ended.log);
    assert_eq!(*chain.sent.borrow(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_that_is_allowed_by_name_is_reported_to_devnet() {
    let mut chain = Chain::start_as(PublicCluster::Devnet, publisher()).await;

    let node = Node::start(&chain, &[], &[(ALLOWED, "true")]);

    until_sent(&mut chain, 1, &node).await;
    assert!(node.stop().await.status.success());
}
