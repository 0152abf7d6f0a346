//! How earlier reports end, by what their nodes can tell.

use std::time::Instant;

use serde_json::{Value, json};

use super::*;
use crate::node::audit::Publication;
use crate::node::fixture::{LAST_HEIGHT, feed, hanging, in_flight, post};
use crate::rpc::EndpointsConfig;
use crate::rpc::stub::stub;

const UNKEPT: i64 = -32_011;
const FAILING: i64 = -32_603;
const DAY: Duration = Duration::from_hours(24);

/// Which questions a node answers.
#[derive(Clone, Copy)]
struct Node {
    height: Option<u64>,
    /// The status of every signature in the latest blocks.
    status: Result<Option<&'static str>, i64>,
}

impl Node {
    /// What it says: it keeps no transactions.
    fn answer(self, method: &str, parameters: &Value) -> Result<Value, i64> {
        let context = json!({"slot": 7});
        let searches = !parameters[1]["searchTransactionHistory"].is_null();
        match method {
            "getBlockHeight" => self.height.map(Value::from).ok_or(FAILING),
            "isBlockhashValid" => Ok(json!({"context": context, "value": false})),
            "getSignatureStatuses" if searches => Err(UNKEPT),
            "getSignatureStatuses" => {
                let status = self.status?.map(|confirmation| {
                    json!({"slot": 7, "confirmations": 1, "status": {"Ok": null}, "err": null,
                           "confirmationStatus": confirmation})
                });
                Ok(json!({"context": context, "value": [status]}))
            }
            "getTransaction" => Err(UNKEPT),
            other => panic!("nobody asks for {other}"),
        }
    }
}

/// How a report that was prepared `age` ago ends where `node` is asked once: outcome, slot and class of the error.
async fn end(node: Node, age: Duration) -> (Outcome, Option<u64>, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let answer = move |method: &str, parameters: &Value| node.answer(method, parameters);
    let rpc = EndpointsConfig {
        rounds_most: 1,
        ..stub(answer).await
    };
    let post = post(folder.path(), &rpc, Vec::new());
    in_flight(&post, 1, age).await;

    let rows = post.unsettled(&BTreeSet::new()).await.unwrap();
    let settled = post.settle_rows(&rows).await.unwrap();

    let found = post.audit.call(|store| store.by_sequence(&feed(), 1)).await;
    let row = found.unwrap().remove(0);
    assert_eq!(settled == 1, row.outcome != Outcome::InFlight);
    (row.outcome, row.slot, row.error_class)
}

#[tokio::test]
async fn report_that_landed_at_nodes_without_history_ends_at_once_with_what_is_known() {
    let node = Node {
        height: Some(LAST_HEIGHT - 5),
        status: Ok(Some("confirmed")),
    };

    let ended = end(node, Duration::ZERO).await;

    assert_eq!(ended, (Outcome::Landed, Some(7), Some("unread".to_owned())));
}

#[tokio::test]
async fn report_at_nodes_without_history_is_open_then_expires_and_late_it_is_not_known() {
    for (height, expected) in [
        (LAST_HEIGHT, (Outcome::InFlight, None, None)),
        (LAST_HEIGHT + 1, (Outcome::Expired, None, None)),
        (
            LAST_HEIGHT + 100_000,
            (Outcome::Expired, None, Some("unread".to_owned())),
        ),
    ] {
        let node = Node {
            height: Some(height),
            status: Ok(None),
        };

        assert_eq!(end(node, Duration::ZERO).await, expected, "{height}");
    }
}

#[tokio::test]
async fn report_whose_status_nobody_tells_ends_after_a_day_unless_nobody_answers_at_all() {
    let mute = Node {
        height: Some(LAST_HEIGHT + 1),
        status: Err(FAILING),
    };
    let gone = Node {
        height: None,
        ..mute
    };

    for (node, age, expected) in [
        (mute, DAY / 2, Outcome::InFlight),
        (mute, DAY, Outcome::Expired),
        (gone, DAY * 30, Outcome::InFlight),
    ] {
        assert_eq!(end(node, age).await.0, expected);
    }
}

#[tokio::test]
async fn start_waits_for_nodes_that_hang_no_longer_than_it_may() {
    // Given a report without an end, and a node that takes a minute to say nothing
    let folder = tempfile::tempdir().unwrap();
    let (rpc, _listener) = hanging().await;
    let post = post(folder.path(), &rpc, Vec::new());
    in_flight(&post, 1, Duration::ZERO).await;

    // When a start may wait for a tenth of a second
    let (most, begun) = (Duration::from_millis(100), Instant::now());
    let left = post.settle_at_start(most, &CancellationToken::new()).await;

    // Then it goes on long before the node has timed out
    assert_eq!(left.unwrap(), 1);
    assert!(begun.elapsed() < Duration::from_secs(30));
}

fn row(id: i64) -> PublicationRow {
    PublicationRow {
        id,
        publication: Publication {
            tick: 1,
            feed: feed(),
            publisher: String::new(),
            sequence: id.cast_unsigned(),
            observed_at: 0,
            cause: String::new(),
            prepared_at: now(),
            ticket: None,
        },
        outcome: Outcome::InFlight,
        settled_at: None,
        slot: None,
        error_class: None,
        error: None,
    }
}

#[test]
fn rows_that_stay_open_keep_no_other_from_its_turn() {
    let most = i64::try_from(ROWS_MOST).unwrap();
    let open = || (1..=most + 5).map(row).collect::<Vec<_>>();
    let numbers = |rows: &[PublicationRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();

    let first = turn(open(), 0);
    let second = turn(open(), most);

    assert_eq!(numbers(&first), (1..=most).collect::<Vec<_>>());
    let expected = (most + 1..=most + 5).chain(1..=most - 5);
    assert_eq!(numbers(&second), expected.collect::<Vec<_>>());
    assert_eq!(numbers(&turn(vec![row(3)], 9)), [3]);
    assert!(turn(Vec::new(), 9).is_empty());
}
