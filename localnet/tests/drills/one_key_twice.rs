//! Two nodes with one key. No report may have its effect twice, and neither may make a storm of errors.

use super::stage::{shared, until};
use ballast_localnet::fleet::Process;

const PUBLISHER: usize = 1;

fn count(node: &Process, metric: &str, filter: &str) -> f64 {
    node.metric(metric, filter).unwrap()
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn backup_is_silent_until_the_primary_is_killed_and_goes_on_with_its_sequence() {
    // Given a primary and its backup
    let stage = shared();
    let room = stage.room("backup");
    let before = stage.standing(PUBLISHER);
    let replica = |number: u8| {
        vec![
            ("STAGGER__REPLICA_ID", number.to_string()),
            ("STAGGER__TOTAL_REPLICAS", "2".to_owned()),
            ("STAGGER__BACKUP_DELAY_SECONDS", "6".to_owned()),
        ]
    };
    let primary = room.node(PUBLISHER, "a.sqlite", &replica(0));
    let backup = room.node(PUBLISHER, "b.sqlite", &replica(1));

    // When the primary reports, then the backup does not
    until("the primary reports", &[&primary], || {
        stage.sequence(PUBLISHER) >= before.report.sequence + 4
    });
    assert!(count(&backup, "attempts_total", "") < 0.5);

    // When the primary is killed, then the backup takes over
    primary.kill();
    let last = stage.sequence(PUBLISHER);
    until("the backup reports", &[&backup], || {
        stage.sequence(PUBLISHER) >= last + 2
    });
    assert!(count(&backup, "errors_total", "") < 0.5);

    // When the primary is back, then what it had in flight is settled, and each report had its effect once
    let primary = room.node(PUBLISHER, "a.sqlite", &replica(0));
    let last = stage.sequence(PUBLISHER);
    until("they go on", &[&primary, &backup], || {
        stage.sequence(PUBLISHER) > last
    });
    for node in [backup, primary] {
        assert!(node.stop().unwrap().status.success());
    }
    room.check_each_once(PUBLISHER, &["a.sqlite", "b.sqlite"], &before);
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn two_nodes_that_both_take_themselves_for_the_primary_do_no_harm() {
    // Given two nodes that nobody told of each other
    let stage = shared();
    let room = stage.room("two_primaries");
    let before = stage.standing(PUBLISHER);
    let names = ["a.sqlite", "b.sqlite"];
    let nodes = names.map(|database| room.node(PUBLISHER, database, &[]));

    // When eight reports have been made
    let all: Vec<_> = nodes.iter().collect();
    until("eight reports", &all, || {
        stage.sequence(PUBLISHER) >= before.report.sequence + 8
    });

    // Then what came second was ignored, which is no error, and each report had its effect once
    for node in &nodes {
        let errors = count(node, "errors_total", "");
        assert!(errors < 0.5, "{}", node.complain("errors"));
    }
    for node in nodes {
        assert!(node.stop().unwrap().status.success());
    }
    room.check_each_once(PUBLISHER, &names, &before);
}
