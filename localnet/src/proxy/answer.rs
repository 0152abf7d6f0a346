//! How a request is answered, fault or none.

use std::future::pending;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Fault, Sent, Shared};

/// A hash that no cluster has.
const FORGED: &str = "ForgedForgedForgedForgedForgedForgedForged11";
/// Agave's code for a node that keeps no transactions.
const HISTORY_UNKEPT: i64 = -32_011;

pub(super) async fn answer(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let method = request["method"].as_str().unwrap_or_default().to_owned();
    let fault = shared.note(&method);
    let sent = (method == "sendTransaction")
        .then(|| sent(&request))
        .flatten();
    if let Some(sent) = &sent {
        shared.keep(sent);
    }
    match fault {
        Fault::Slow(by) => sleep(by).await,
        Fault::Silent => return pending().await,
        Fault::Garbage => return (StatusCode::OK, "<html>no JSON</html>").into_response(),
        Fault::Status(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            return status.into_response();
        }
        Fault::RateLimited { retry_after } => {
            let wait = [(header::RETRY_AFTER, retry_after.to_string())];
            return (StatusCode::TOO_MANY_REQUESTS, wait).into_response();
        }
        Fault::RpcError { code, message } => return refusal(&request, code, message),
        Fault::NoHistory if asks_for_history(&method, &request) => {
            let message = "Transaction history is not available from this node";
            return refusal(&request, HISTORY_UNKEPT, message);
        }
        Fault::SwallowTransactions if method == "sendTransaction" => {
            let signature = sent.map(|sent| sent.signature.to_string());
            return json_response(
                &json!({"jsonrpc": "2.0", "id": request["id"], "result": signature}),
            );
        }
        _ => {}
    }
    let Some(mut answer) = pass(&shared, body).await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    spoil(&shared, &fault, &method, &mut answer);
    json_response(&answer)
}

/// Whether a node without history refuses it.
fn asks_for_history(method: &str, request: &Value) -> bool {
    let searches = &request["params"][1]["searchTransactionHistory"];
    match method {
        "getTransaction" => true,
        "getSignatureStatuses" => searches.as_bool() == Some(true),
        _ => false,
    }
}

fn refusal(request: &Value, code: i64, message: &str) -> Response {
    let error = json!({"code": code, "message": message});
    json_response(&json!({"jsonrpc": "2.0", "id": request["id"], "error": error}))
}

async fn pass(shared: &Shared, body: Bytes) -> Option<Value> {
    let request = shared.client.post(&shared.upstream).body(body);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let answer = request.send().await.ok()?.bytes().await.ok()?;
    serde_json::from_slice(&answer).ok()
}

/// Changes a true answer into what the fault makes of it.
fn spoil(shared: &Shared, fault: &Fault, method: &str, answer: &mut Value) {
    match (fault, method) {
        (Fault::ForgedBlockhash, "getLatestBlockhash") => {
            answer["result"]["value"]["blockhash"] = FORGED.into();
        }
        (Fault::StaleBlockhash, "getLatestBlockhash") => {
            let mut state = shared.state();
            let first = state.stale.get_or_insert_with(|| answer["result"].clone());
            answer["result"] = first.clone();
        }
        (Fault::OtherCluster, "getGenesisHash") => answer["result"] = FORGED.into(),
        (Fault::Behind(by), "getSlot" | "getBlockHeight") => {
            let told = answer["result"].as_u64().unwrap_or_default();
            answer["result"] = told.saturating_sub(*by).into();
        }
        _ => {}
    }
}

/// The transaction in the request.
fn sent(request: &Value) -> Option<Sent> {
    use base64::Engine as _;
    const SIGNATURE: usize = 64;
    let encoded = request["params"][0].as_str()?;
    let bytes = base64::prelude::BASE64_STANDARD.decode(encoded).ok()?;
    // One byte counts the signatures: no transaction has 128.
    let signature: [u8; SIGNATURE] = *bytes.get(1..)?.first_chunk()?;
    Some(Sent {
        signature: signature.into(),
        bytes,
    })
}

fn json_response(value: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, value.to_string()).into_response()
}
