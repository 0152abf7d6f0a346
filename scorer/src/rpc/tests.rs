use std::sync::Mutex;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;

type Commitments = Arc<Mutex<Vec<Value>>>;

/// A node on which no account stands; it notes from what state accounts were asked for.
async fn node() -> (EndpointsConfig, Commitments) {
    let asked = Commitments::default();
    let answer = |State(asked): State<Commitments>, Json(request): Json<Value>| async move {
        let result = if request["method"] == "getGenesisHash" {
            json!(Hash::default().to_string())
        } else {
            let commitment = request["params"][1]["commitment"].clone();
            asked.lock().unwrap().push(commitment);
            json!({"context": {"slot": 7}, "value": [null]})
        };
        Json(json!({"jsonrpc": "2.0", "id": request["id"], "result": result}))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(answer));
    let router = router.with_state(Arc::clone(&asked));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (EndpointsConfig::of([url.as_str()]).unwrap(), asked)
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
