//! A node for unit tests, which answers as it is told.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use solana_hash::Hash;
use tokio::net::TcpListener;

use super::EndpointsConfig;

/// What a node answers to a method and its parameters: a result, or a JSON-RPC error's code.
type Answer = dyn Fn(&str, &Value) -> Result<Value, i64> + Send + Sync;

/// The settings for one node that gives `answer`; it names its cluster by itself.
pub(crate) async fn stub(
    answer: impl Fn(&str, &Value) -> Result<Value, i64> + Send + Sync + 'static,
) -> EndpointsConfig {
    let answer: Arc<Answer> = Arc::new(answer);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(answered)).with_state(answer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    EndpointsConfig::of([url.as_str()]).unwrap()
}

async fn answered(State(answer): State<Arc<Answer>>, Json(request): Json<Value>) -> Json<Value> {
    let method = request["method"].as_str().unwrap();
    let said = match method {
        "getGenesisHash" => Ok(json!(Hash::default().to_string())),
        method => answer(method, &request["params"]),
    };
    let id = &request["id"];
    Json(match said {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(code) => {
            let error = json!({"code": code, "message": "as it was told"});
            json!({"jsonrpc": "2.0", "id": id, "error": error})
        }
    })
}
