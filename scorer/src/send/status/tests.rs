//! What becomes of a transaction, by what nodes with and without history say.

use serde_json::{Value, json};

use super::*;
use crate::rpc::Endpoints;
use crate::rpc::stub::stub;
use crate::send::{ConfirmConfig, FeeConfig};

/// The last height at which the transaction can land.
const LAST: u64 = 1_000;

/// A node that saw nothing, at `height`.
fn blind(height: u64, is_searched: bool) -> View {
    View {
        seen: None,
        is_searched,
        height,
        is_blockhash_valid: height <= LAST,
    }
}

#[test]
fn transaction_is_pending_until_every_node_is_past_its_last_height() {
    let ahead = blind(LAST + 1, true);

    let status = judge(&[ahead, blind(LAST - 3, true)], LAST);

    assert_eq!(status, Status::Pending { heights_left: 3 });
}

#[test]
fn transaction_nobody_saw_expires_as_long_as_somebody_would_remember_it() {
    let remembered = LAST + REMEMBERED_HEIGHTS;
    for (views, expected) in [
        (vec![blind(LAST + 1, false)], Status::Expired),
        (vec![blind(remembered, false)], Status::Expired),
        (vec![blind(remembered + 1, false)], Status::Forgotten),
        (vec![blind(u64::MAX, true)], Status::Expired),
        (
            vec![blind(u64::MAX, false), blind(u64::MAX, true)],
            Status::Expired,
        ),
    ] {
        assert_eq!(judge(&views, LAST), expected);
    }
}

/// What a node without history says at `height`, where the latest blocks hold `status`.
fn without_history(method: &str, parameters: &Value, height: u64, status: &Value) -> Value {
    match method {
        "getBlockHeight" => json!(height),
        "isBlockhashValid" => json!({"context": {"slot": height}, "value": height <= LAST}),
        "getSignatureStatuses" => {
            assert_eq!(parameters.get(1), None, "it searches no history");
            json!({"context": {"slot": height}, "value": [status]})
        }
        other => panic!("nobody asks for {other}"),
    }
}

async fn status_at(height: u64, status: Value) -> (Status, Endpoints) {
    let answer = move |method: &str, parameters: &Value| {
        let searches = !parameters[1]["searchTransactionHistory"].is_null();
        if searches {
            return Err(-32_011);
        }
        Ok(without_history(method, parameters, height, &status))
    };
    let endpoints = Endpoints::new(&stub(answer).await).unwrap();
    let (fee, confirm) = (FeeConfig::default(), ConfirmConfig::default());
    let sender = Sender::new(endpoints.clone(), fee, confirm).unwrap();
    let ticket = Ticket {
        signature: Signature::default().to_string(),
        blockhash: Hash::default().to_string(),
        last_valid_block_height: LAST,
        units: 1,
        micro_lamports: 1,
        attempt: 0,
    };
    (sender.status(&ticket).await.unwrap(), endpoints)
}

#[tokio::test]
async fn node_without_history_tells_what_landed_and_what_expired() {
    let landed = json!({
        "slot": 7,
        "confirmations": 3,
        "status": {"Ok": null},
        "err": null,
        "confirmationStatus": "confirmed",
    });

    let (seen, endpoints) = status_at(LAST - 9, landed).await;
    let (unseen, _) = status_at(LAST + 1, Value::Null).await;

    assert_eq!(seen, Status::Landed { slot: 7 });
    assert_eq!(unseen, Status::Expired);
    assert_eq!(endpoints.health().endpoints[0].faults["failing"], 0);
}
