//! A node is killed between send and confirm. The report may have its effect once at most, the next one has the next
//! sequence, and the audit says how the first one ended.

use super::room::Room;
use super::stage::{PATIENCE, Stage, proxy, shared, until, urls};
use ballast_localnet::fleet::await_some;
use ballast_localnet::proxy::Fault;
use ballast_scorer::node::audit::{Outcome, PublicationRow};

const PUBLISHER: usize = 2;

/// Waits until a report is written down whose end is not known.
fn in_flight(room: &Room<'_>) -> PublicationRow {
    let rows = await_some(PATIENCE, || {
        let file = room.folder.join("a.sqlite");
        let store = ballast_scorer::node::audit::AuditStore::open_read_only(&file).ok()?;
        store.in_flight().ok()?.into_iter().next()
    });
    rows.unwrap()
}

/// Starts the node again, without faults, and waits until it has reported anew and `sequence` has an end.
fn settled(stage: &Stage, room: &Room<'_>, sequence: u64) -> Outcome {
    let node = room.node(PUBLISHER, "a.sqlite", &[]);
    until("it reports again", &[&node], || {
        stage.sequence(PUBLISHER) > sequence
    });
    assert!(node.stop().unwrap().status.success());
    let rows = room
        .audit("a.sqlite")
        .by_sequence(&stage.feed.to_string(), sequence)
        .unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].outcome
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn report_that_never_left_expires_and_the_next_has_the_next_sequence() {
    // Given a node whose transactions are swallowed
    let stage = shared();
    let room = stage.room("swallowed");
    let (before, rpc) = (stage.standing(PUBLISHER), proxy(&stage.network));
    rpc.set_for("sendTransaction", Fault::SwallowTransactions);
    let node = room.node(PUBLISHER, "a.sqlite", &[urls(&[rpc.url()])]);
    let first = in_flight(&room).publication;
    until("it sends", &[&node], || rpc.heard("sendTransaction") > 0);

    // When it is killed before it knows, and started again
    node.kill();
    let outcome = settled(&stage, &room, first.sequence);

    // Then the first is known to have expired and had no effect
    assert_eq!(outcome, Outcome::Expired);
    assert_eq!(first.sequence, before.report.sequence + 1);
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn report_that_landed_unseen_is_found_and_not_sent_again() {
    // Given a node that cannot ask what became of its transactions
    let stage = shared();
    let room = stage.room("unseen");
    let (before, rpc) = (stage.standing(PUBLISHER), proxy(&stage.network));
    rpc.set_for("getSignatureStatuses", Fault::Silent);
    let node = room.node(PUBLISHER, "a.sqlite", &[urls(&[rpc.url()])]);
    let first = in_flight(&room).publication;
    until("it lands", &[&node], || {
        stage.sequence(PUBLISHER) == first.sequence
    });

    // When it is killed before it knows, and started again
    node.kill();
    let posts = stage.standing(PUBLISHER).posts;
    let outcome = settled(&stage, &room, first.sequence);

    // Then the first is known to have landed, once
    assert_eq!(outcome, Outcome::Landed);
    assert_eq!(posts, before.posts + 1);
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
}
