//! The node's RPC nodes fail in every way. Nothing may be reported twice or lost from the audit, and no fault may outlive
//! its cause.

use super::stage::{block_on, is_ready, is_red, proxy, shared, until, urls};
use ballast_localnet::proxy::Fault;
use ballast_scorer::node::audit::{Outcome, PublicationRow};
use std::time::Duration;

const PUBLISHER: usize = 0;

/// A way to fail, and whether the chain cannot be read meanwhile; otherwise it can, and what is sent never lands.
const FAULTS: [(Option<Fault>, bool); 6] = [
    // None: the port is closed.
    (None, true),
    (Some(Fault::Slow(Duration::from_secs(4))), true),
    (Some(Fault::Status(503)), true),
    (Some(Fault::Garbage), true),
    (
        Some(Fault::RpcError {
            code: -32_005,
            message: "behind",
        }),
        true,
    ),
    (Some(Fault::ForgedBlockhash), false),
];

#[test]
#[ignore = "processes on a network: `make drills`"]
fn node_names_each_fault_reports_nothing_twice_and_goes_on_when_it_is_over() {
    // Given a node that reports through one RPC node
    let stage = shared();
    let room = stage.room("rpc_faults");
    let (before, rpc) = (stage.standing(PUBLISHER), proxy(&stage.network));
    let node = room.node(PUBLISHER, "a.sqlite", &[urls(&[rpc.url()])]);
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > before.report.sequence
    });

    for (fault, is_blind) in FAULTS {
        // When that fails
        eprintln!("{fault:?}");
        let suspicions = || node.metric("rpc_suspicions_total", "").unwrap();
        let before = suspicions();
        match &fault {
            None => rpc.close(),
            Some(fault) => rpc.set(fault.clone()),
        }

        // Then the node says so, without ending
        until("the fault is named", &[&node], || {
            if is_blind {
                is_red(&node, "chain")
            } else {
                suspicions() > before
            }
        });

        // When it is mended, then the node is ready and reports again by itself
        rpc.heal();
        if fault.is_none() {
            block_on(rpc.open()).unwrap();
        }
        let last = stage.sequence(PUBLISHER);
        until("it goes on", &[&node], || {
            is_ready(&node) && stage.sequence(PUBLISHER) > last
        });
    }

    assert!(node.stop().unwrap().status.success());
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
    check_none_repeated(&room.publications("a.sqlite"));
}

/// Fails unless a report expired, and after each that did a newer one offered more.
fn check_none_repeated(rows: &[PublicationRow]) {
    let mut expired = 0;
    for pair in rows.windows(2) {
        let [before, after] = [&pair[0].publication, &pair[1].publication];
        let (Some(old), Some(new)) = (&before.ticket, &after.ticket) else {
            continue;
        };
        if pair[0].outcome == Outcome::Expired {
            expired += 1;
            assert!(
                after.observed_at > before.observed_at,
                "{before:?} {after:?}"
            );
            assert_eq!(
                new.attempt,
                (old.attempt + 1).min(2),
                "{before:?} {after:?}"
            );
            assert!(new.micro_lamports > old.micro_lamports || old.attempt == 2);
        }
    }
    assert!(expired > 0, "nothing expired: {rows:?}");
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn reports_go_on_through_the_second_rpc_node_without_an_error() {
    // Given a node with two RPC nodes
    let stage = shared();
    let room = stage.room("failover");
    let (before, rpc) = (stage.standing(PUBLISHER), proxy(&stage.network));
    let both = [rpc.url(), stage.network.rpc_url().to_owned()];
    let node = room.node(PUBLISHER, "a.sqlite", &[urls(&both)]);
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > before.report.sequence
    });

    // When the first goes away
    rpc.close();
    let last = stage.sequence(PUBLISHER);

    // Then three more reports land
    until("it goes on", &[&node], || {
        stage.sequence(PUBLISHER) >= last + 3
    });
    assert!(is_ready(&node), "{:?}", node.readiness());
    assert!(node.stop().unwrap().status.success());
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
}
