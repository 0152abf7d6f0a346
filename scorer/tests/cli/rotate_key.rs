//! `scorer rotate-key` as it is started: what it refuses before it asks the chain, and its exit codes.

use std::fs;
use std::path::Path;

use solana_keypair::Keypair;
use tempfile::tempdir;

use crate::program::scorer;

const FEED: &str = "6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1";

/// Settings of a node whose RPC node does not answer, with these secrets as its keys; an empty one is none.
fn write(folder: &Path, key: &str, successor: &str) {
    let text = format!(
        "[rpc]\nurls = [\"http://127.0.0.1:9/?api-key=secret\"]\nrounds_most = 1\n\
         [key]\nvalue = \"{key}\"\n[successor]\nvalue = \"{successor}\"\n\
         [[feeds]]\nname = \"SOL\"\naddress = \"{FEED}\"\nassets = [\"SOL\"]\n"
    );
    fs::write(folder.join("node.toml"), text).unwrap();
}

fn secret(byte: u8) -> String {
    format!(
        "{:?}",
        Keypair::new_from_array([byte; 32]).to_bytes().to_vec()
    )
}

#[track_caller]
fn refused(folder: &Path, arguments: &str, code: i32, words: &str) {
    let output = scorer(
        folder,
        &format!("rotate-key --config node.toml {arguments}"),
    );
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments}: {error}");
    assert!(error.contains(words), "{arguments}: {error}");
    assert!(!error.contains("secret"), "{error}");
}

#[test]
fn what_the_configuration_leaves_out_is_refused_before_a_node_is_asked() {
    let folder = tempdir().unwrap();
    let folder = folder.path();

    write(folder, &secret(1), "");
    refused(folder, "", 1, "there is no [successor]");
    write(folder, &secret(1), &secret(1));
    refused(folder, "", 1, "put a new key under [successor]");
    write(folder, &secret(1), &secret(2));
    refused(folder, "--feed BTC", 1, "no feed is called \"BTC\"");
    refused(folder, "--admin none.json", 1, "none.json cannot be read");
}

#[test]
fn node_that_does_not_answer_is_named_by_its_host_alone() {
    let folder = tempdir().unwrap();
    write(folder.path(), &secret(1), &secret(2));

    for arguments in ["--feed SOL", "--print", "--dry-run --json"] {
        refused(folder.path(), arguments, 1, "127.0.0.1");
    }
}

#[test]
fn what_is_printed_for_others_is_signed_by_none() {
    let folder = tempdir().unwrap();
    write(folder.path(), &secret(1), &secret(2));

    for arguments in [
        "--print --admin admin.json",
        "--print --dry-run",
        "--print --json",
    ] {
        refused(folder.path(), arguments, 2, "cannot be used with");
    }
}
