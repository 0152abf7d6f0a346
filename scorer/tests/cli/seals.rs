//! `scorer seals`: what an auditor sees of a log, and its exit code.

use std::path::Path;
use std::time::Duration;

use ballast_scorer::node::audit::AuditStore;
use ballast_scorer::time::Timestamp;
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use tempfile::tempdir;

use crate::audit_log::tick;
use crate::program::{scorer, succeed};

const FILE: &str = "audit.sqlite";

fn key() -> Keypair {
    Keypair::new_from_array([7; 32])
}

/// A log of one seal over two ticks, in `folder`, beside a node that holds it open.
fn log(folder: &Path) -> AuditStore {
    let mut store = AuditStore::open(&folder.join(FILE), Duration::from_secs(1)).unwrap();
    for score in [1, 2] {
        store.tick(&tick(10, score)).unwrap();
    }
    let (at, address) = (Timestamp::from_millis(1_000), key().pubkey());
    let draft = store.draft_seal(at, &address, Timestamp::from_millis(0));
    let draft = draft.unwrap().unwrap();
    let signature = key().sign_message(&draft.log_head().message(&address));
    store.keep_seal(&draft, &signature).unwrap();
    store
}

#[test]
fn log_that_holds_is_told_with_its_signers_and_its_newest_head() {
    let folder = tempdir().unwrap();
    let _running = log(folder.path());

    let said = succeed(folder.path(), &format!("seals --database {FILE}"));
    let json = succeed(folder.path(), &format!("seals --database {FILE} --json"));

    let json: Value = serde_json::from_str(&json).unwrap();
    let head = json["log"]["newest"]["head"].as_str().unwrap();
    assert_eq!(json["log"]["ticks"], 2);
    for words in [
        "2 ticks and 0 publications",
        &format!("signed by {}: 1", key().pubkey()),
        &format!("keep elsewhere: head {head}"),
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    // The copy of the head is found again.
    let options = format!("--head {head} --publisher {}", key().pubkey());
    let again = succeed(folder.path(), &format!("seals --database {FILE} {options}"));
    assert!(again.contains("that of seal 1"), "{again}");
}

#[test]
fn log_that_was_changed_or_is_not_the_one_asked_for_fails_with_the_reason() {
    let folder = tempdir().unwrap();
    drop(log(folder.path()));
    let (other, head) = (Keypair::new_from_array([8; 32]).pubkey(), "0".repeat(64));
    let told = |options: &str| {
        let output = scorer(folder.path(), &format!("seals --database {FILE} {options}"));
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), said)
    };
    for (options, words) in [
        (format!("--publisher {other}"), "seal 1: it is signed by"),
        (format!("--head {head}"), "no seal has this head"),
    ] {
        let (code, said) = told(&options);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(words), "{said}");
    }

    let database = rusqlite::Connection::open(folder.path().join(FILE)).unwrap();
    let change = "UPDATE tick SET score = 3 WHERE id = 2";
    database.execute(change, []).unwrap();

    let (code, said) = told("");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("tick 2: it says something else"), "{said}");
}

#[test]
fn database_that_is_not_named_or_not_there_and_a_head_that_is_none_are_refused() {
    let folder = tempdir().unwrap();
    for (arguments, code, words) in [
        ("seals", 2, "--database"),
        ("seals --database none.sqlite", 1, "none.sqlite"),
        (
            "seals --database none.sqlite --head abc",
            2,
            "64 hexadecimal digits",
        ),
    ] {
        let output = scorer(folder.path(), arguments);

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {error}");
        assert!(error.contains(words), "{arguments}: {error}");
    }
}
