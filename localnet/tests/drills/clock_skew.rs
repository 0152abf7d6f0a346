//! The machine's clock and the chain's part: the chain's is set a minute and a half ahead by a cheat code. Nothing may be
//! reported on a time that is not known to be right, and what is reported bears the chain's time.

use super::stage::{block_on, is_ready, is_red, now_millis, own, ticks, until};
use serde_json::json;

const PUBLISHER: usize = 0;
const AHEAD_SECONDS: i64 = 90;

#[test]
#[ignore = "a network of its own: `make drills`"]
fn node_reports_nothing_past_the_allowed_skew_and_the_chains_time_within_it() {
    // Given a node that allows half a minute
    let stage = own("clock_skew", "");
    let room = stage.room("clock_skew");
    let before = stage.standing(PUBLISHER);
    let skew = |seconds: &str| [("CHAIN__SKEW_MOST_SECONDS", seconds.to_owned())];
    let node = room.node(PUBLISHER, "a.sqlite", &skew("60"));
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > before.report.sequence && is_ready(&node)
    });

    // When the chain's clock is a minute and a half ahead
    let then = now_millis() + 1_000 * AHEAD_SECONDS;
    let travel = json!({"jsonrpc": "2.0", "id": 1, "method": "surfnet_timeTravel",
        "params": [{"absoluteTimestamp": then}]});
    let answer = block_on(async {
        let sent = reqwest::Client::new().post(stage.network.rpc_url());
        let sent = sent
            .header("content-type", "application/json")
            .body(travel.to_string());
        sent.send().await.unwrap().text().await.unwrap()
    });
    assert!(
        stage.network.time().unwrap() > now_millis() / 1_000 + 60,
        "{answer}"
    );

    // Then it says so and reports nothing
    until("the clock is named", &[&node], || {
        is_red(&node, "chain:clock")
    });
    until("nothing is in flight", &[&node], || {
        node.metric("in_flight", "").unwrap() < 0.5
    });
    let skewed = stage.standing(PUBLISHER);
    ticks(&node, 16.0);
    assert_eq!(stage.standing(PUBLISHER), skewed);
    assert!(node.stop().unwrap().status.success());

    // When an operator allows it, then the report bears the chain's time, not the machine's
    let node = room.node(PUBLISHER, "a.sqlite", &skew("600"));
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > skewed.report.sequence
    });
    let observed = i64::try_from(stage.standing(PUBLISHER).report.observed_at).unwrap();
    let chain = stage.network.time().unwrap();
    assert!(
        (chain - 10..=chain).contains(&observed),
        "{observed} at {chain}"
    );
    assert!(node.stop().unwrap().status.success());
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
}
