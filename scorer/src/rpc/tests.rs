use std::sync::Mutex;

use serde_json::{Value, json};
use solana_signature::Signature;

use super::stub::stub;
use super::*;

type Commitments = Arc<Mutex<Vec<Value>>>;

/// A node on which no account stands; it notes from what state accounts were asked for.
async fn node() -> (EndpointsConfig, Commitments) {
    let asked = Commitments::default();
    let noted = Arc::clone(&asked);
    let answer = move |_: &str, parameters: &Value| {
        let commitment = parameters[1]["commitment"].clone();
        noted.lock().unwrap().push(commitment);
        Ok(json!({"context": {"slot": 7}, "value": [null]}))
    };
    (stub(answer).await, asked)
}

#[tokio::test]
async fn same_nodes_are_read_at_another_commitment_and_the_first_keeps_its_own() {
    let (config, asked) = node().await;
    let endpoints = Endpoints::new(&config).unwrap();
    let address = solana_address::Address::default();

    let latest = endpoints.at(CommitmentConfig::processed());
    for nodes in [&latest, &endpoints] {
        assert_eq!(nodes.raw_account(&address).await.unwrap(), None);
    }

    assert_eq!(*asked.lock().unwrap(), ["processed", "confirmed"]);
    assert_eq!(endpoints.health().endpoints[0].answered, 3);
}

#[tokio::test]
async fn prometheus_is_told_how_each_node_answers() {
    // Given a node that answers, and one that is not there
    let (config, _) = node().await;
    let there = config.urls[0].reveal().to_owned();
    let config = EndpointsConfig::of(["http://127.0.0.1:1", &there]).unwrap();
    let endpoints = Endpoints::new(&config).unwrap();
    let mut registry = prometheus_client::registry::Registry::with_prefix("ballast");
    endpoints.register(&mut registry);

    // When something is asked
    let address = solana_address::Address::default();
    assert_eq!(endpoints.raw_account(&address).await.unwrap(), None);

    // Then the first failed, the second answered in its place, after its cluster was compared
    let text = crate::health::text(&registry);
    let host = there.trim_start_matches("http://").trim_end_matches('/');
    for line in [
        "ballast_rpc_alive{host=\"127.0.0.1:1\"} 0".to_owned(),
        format!("ballast_rpc_alive{{host=\"{host}\"}} 1"),
        "ballast_rpc_faults_total{host=\"127.0.0.1:1\",class=\"unconnected\"} 1".to_owned(),
        format!("ballast_rpc_answer_seconds_count{{host=\"{host}\"}} 2"),
        "ballast_rpc_failovers_total 1".to_owned(),
    ] {
        assert!(text.contains(&line), "{line} in\n{text}");
    }
}

#[tokio::test]
async fn node_without_history_says_that_it_keeps_no_transactions_and_is_not_taken_for_one_that_fails()
 {
    // Given a node that was started without history
    let config = stub(|_: &str, _: &Value| Err(-32_011)).await;
    let endpoints = Endpoints::new(&config).unwrap();

    // When a transaction is asked for
    let told = endpoints.transaction(&Signature::default()).await;

    // Then nobody waits for it, and the node is as good as before
    assert_eq!(told, Err(RpcError::HistoryUnkept));
    let kept = endpoints.keep_transactions().await;
    assert!(matches!(kept[0].answer, Ok(false)), "{kept:?}");
    let health = endpoints.health();
    assert_eq!((health.waits, health.exhausted), (0, 0));
    assert_eq!(health.endpoints[0].faults["failing"], 0);
}

#[tokio::test]
async fn transaction_is_asked_of_the_node_that_keeps_them() {
    // Given a preferred node without history, and one that has the transaction
    let without = stub(|_: &str, _: &Value| Err(-32_011)).await;
    let found = json!({"slot": 9, "blockTime": null, "meta": null});
    let with = stub(move |_: &str, _: &Value| Ok(found.clone())).await;
    let urls = [without, with].map(|config| config.urls[0].reveal().to_owned());
    let config = EndpointsConfig::of(urls.iter().map(String::as_str)).unwrap();

    let endpoints = Endpoints::new(&config).unwrap();
    let told = endpoints.transaction(&Signature::default()).await.unwrap();

    assert_eq!(told.map(|executed| executed.slot), Some(9));
    let kept = endpoints.keep_transactions().await;
    assert!(matches!(kept[0].answer, Ok(false)), "{kept:?}");
    assert!(matches!(kept[1].answer, Ok(true)), "{kept:?}");
}
