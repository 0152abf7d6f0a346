//! A publisher's key is changed while its node runs. Nobody but the two who sign may do it, and the slot keeps its sequence.

use super::room::Room;
use super::stage::{Stage, own, until};
use ballast_bridge::keypair_for;
use ballast_scorer::node::audit::Outcome;
use serde_json::Value;
use solana_address::Address;
use solana_signer::Signer as _;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

const PUBLISHER: usize = 2;

/// A key that the network has never heard of, in a file.
fn new_key(folder: &Path) -> (Address, PathBuf) {
    let key = keypair_for("successor of a publisher");
    let file = folder.join("successor.json");
    std::fs::write(&file, format!("{:?}", key.to_bytes().to_vec())).unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    (key.pubkey(), file)
}

/// `scorer rotate-key` with the node's own settings, as its operator runs it.
fn rotate(room: &Room<'_>, successor: &Path, more: &[&str]) -> Output {
    let mut command = room.program.command();
    command.arg("rotate-key").arg("--config");
    command.arg(room.settings(PUBLISHER)).args(more);
    command.env("BALLAST__SUCCESSOR__FILE", successor);
    command.output().unwrap()
}

/// What it said, wherever.
fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn assert_ended(output: &Output, code: i32, words: &str) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(words), "{words:?} is missing in: {said}");
}

fn slot_of(stage: &Stage, key: &Address) -> Option<usize> {
    let feed = stage.risk_feed();
    feed.publishers.iter().position(|held| held.key == *key)
}

#[test]
#[ignore = "processes on a network: `make drills`"]
fn next_report_after_rotate_key_is_the_successors_and_takes_the_slot_over() {
    // Given a node that reports, and knows a successor whom nobody has named
    let stage = own("key_rotated", "");
    let room = stage.room("node");
    let present = keypair_for(&format!("publisher {PUBLISHER}")).pubkey();
    let (next, file) = new_key(&room.folder);
    let slot = slot_of(&stage, &present).unwrap();
    let before = stage.sequence(PUBLISHER);
    let successor = [("SUCCESSOR__FILE", file.display().to_string())];
    let node = room.node(PUBLISHER, "a.sqlite", &successor);
    until("it reports", &[&node], || {
        stage.sequence(PUBLISHER) > before
    });
    let key_of = |role: &str| stage.session.keys[role].display().to_string();
    let (admin, other) = (key_of("publisher admin"), key_of("governance"));

    // When the successor has no SOL, or another than the publisher admin is to sign, then it is refused in words
    let broke = rotate(&room, &file, &["--admin", &admin]);
    assert_ended(&broke, 1, "has no SOL");
    stage.network.fund(&[next], 1_000_000_000).unwrap();
    until("its SOL is confirmed", &[&node], || {
        rotate(&room, &file, &["--dry-run"]).status.success()
    });
    let usurped = rotate(&room, &file, &["--admin", &other]);
    assert_ended(&usurped, 1, "the publisher admin of the market");
    assert_ended(&rotate(&room, &file, &[]), 1, "--print");

    // When it is only tried or written out, then it says what it would be and who signs
    let tried = rotate(&room, &file, &["--admin", &admin, "--dry-run"]);
    assert_ended(&tried, 0, "nothing was signed or sent");
    let printed = rotate(&room, &file, &["--print"]);
    assert_ended(&printed, 0, "its members approve squads_message");
    let transaction: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let by_admin = keypair_for("publisher admin").pubkey().to_string();
    assert_eq!(transaction["signer"], by_admin);
    assert_eq!(transaction["also"], present.to_string());

    // Then nothing has changed on chain
    let named = stage.risk_feed().publishers[slot].successor;
    assert_eq!(
        (slot_of(&stage, &present), named),
        (Some(slot), Address::default())
    );

    // When the publisher admin signs with the present key
    let done = rotate(&room, &file, &["--admin", &admin, "--json"]);
    assert_ended(&done, 0, "");
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["sent"].as_array().map(Vec::len), Some(1), "{report}");

    // Then the running node's next report is the successor's: it holds the slot, and the sequence goes on
    until("the successor reports", &[&node], || {
        slot_of(&stage, &next) == Some(slot)
    });
    let taken = stage.risk_feed().reports[slot].sequence;
    until("it goes on", &[&node], || {
        stage.risk_feed().reports[slot].sequence > taken
    });
    assert!(node.stop().unwrap().status.success());
    let rows = room.publications("a.sqlite");
    let landed = rows.iter().filter(|row| row.outcome == Outcome::Landed);
    let by: Vec<&str> = landed
        .map(|row| row.publication.publisher.as_str())
        .collect();
    let (old, new) = (present.to_string(), next.to_string());
    let turn = by.iter().position(|key| *key == new).unwrap();
    assert!(
        turn > 0 && by[..turn].iter().all(|key| *key == old),
        "{by:?}"
    );
    assert!(by[turn..].iter().all(|key| *key == new), "{by:?}");

    // And when it is run again, then nothing is left to do
    let again = rotate(&room, &file, &["--admin", &admin]);
    assert_ended(&again, 0, "nothing is left to do on chain");
}
