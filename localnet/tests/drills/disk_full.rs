//! The disk of the audit is full: every write fails, by the process's own limit on the size of files (`prlimit --fsize`), set
//! while it runs. Nothing may be sent that is not written down, and nobody should have to start the node again.

use super::stage::{is_ready, is_red, shared, ticks, until};
use ballast_localnet::fleet::Process;
use std::process::Command;

const PUBLISHER: usize = 3;

/// Files of the process may grow to this many bytes.
fn limit(node: &Process, bytes: &str) {
    let pid = node.pid().to_string();
    let fsize = format!("--fsize={bytes}:");
    let limited = Command::new("prlimit")
        .args(["--pid", &pid, &fsize])
        .status();
    assert!(limited.unwrap().success());
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn nothing_unrecorded_is_sent_while_the_disk_is_full_and_the_node_goes_on_by_itself() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `prlimit` here");
        return;
    }
    // Given a node that reports
    let stage = shared();
    let room = stage.room("disk_full");
    let before = stage.standing(PUBLISHER);
    let (variables, settings) = (room.variables("a.sqlite"), room.settings(PUBLISHER));
    let mut node = Process::publish_limited(&room.program, &settings, &variables).unwrap();
    node.wait_until_up().unwrap();
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > before.report.sequence && is_ready(&node)
    });

    // When nothing more can be written
    limit(&node, "1");

    // Then it is not ready, and once what was on its way has ended, no report comes
    until("it is not ready", &[&node], || is_red(&node, "audit"));
    until("nothing is in flight", &[&node], || {
        node.metric("in_flight", "").unwrap() < 0.5
    });
    let full = stage.standing(PUBLISHER);
    ticks(&node, 24.0);
    assert_eq!(stage.standing(PUBLISHER), full);
    assert!(is_red(&node, "audit"), "{:?}", node.readiness());
    assert!(node.metric("audit_failures_total", "").unwrap() > 0.5);

    // When there is room again, then it goes on
    limit(&node, "unlimited");
    until("it goes on", &[&node], || {
        is_ready(&node) && stage.sequence(PUBLISHER) > full.report.sequence
    });
    until("it settles", &[&node], || {
        room.audit("a.sqlite").in_flight().unwrap().is_empty()
    });
    assert!(node.stop().unwrap().status.success());
    room.check_each_once(PUBLISHER, &["a.sqlite"], &before);
}
