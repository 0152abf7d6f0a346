//! `scorer signer` as a process: what it says of what it does not sign.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use ballast_client::instruction;
use ballast_scorer::key::{KeyConfig, SigningKey};
use solana_address::Address;
use solana_keypair::{Keypair, write_keypair};
use solana_message::{Message, VersionedMessage};
use tempfile::tempdir;

/// Asks the signer behind `config` for rounds of so many feeds; how many it signs.
async fn signed(config: &KeyConfig, feeds: u8) -> usize {
    let key = SigningKey::load(config).await.unwrap();
    let mut signed = 0;
    for feed in 0..feeds {
        let round = instruction::terms_advance(&Address::new_from_array([feed; 32]));
        let message = Message::new(&[round], Some(&key.address()));
        let message = VersionedMessage::Legacy(message).serialize();
        signed += usize::from(key.sign(&message).await.is_ok());
    }
    signed
}

#[test]
fn signer_that_has_signed_its_most_says_so_once() {
    // Given a signer for one transaction a minute
    let folder = tempdir().unwrap();
    let (file, socket) = (
        folder.path().join("key.json"),
        folder.path().join("signer.sock"),
    );
    let key = write_keypair(&Keypair::new_from_array([7; 32]), &mut Vec::new());
    fs::write(&file, key.unwrap()).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let mut signer = Command::new(env!("CARGO_BIN_EXE_scorer"))
        .args(["signer", "--key", "key.json", "--socket", "signer.sock"])
        .args(["--most-per-minute", "1"])
        .current_dir(folder.path())
        .env_remove("RUST_LOG")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !socket.exists() {
        assert_eq!(signer.try_wait().unwrap(), None, "it ended");
        std::thread::yield_now();
    }

    // When five are asked for
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let signed = runtime.block_on(signed(&KeyConfig::socket(socket), 5));
    let asked = Command::new("kill")
        .args(["-TERM", &signer.id().to_string()])
        .status();
    assert!(asked.unwrap().success());
    let ended = signer.wait_with_output().unwrap();

    // Then one is signed, and its log has a line for the four
    let log = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{log}");
    assert_eq!(signed, 1, "{log}");
    let lines = log.matches("nothing is signed for now").count();
    assert_eq!(lines, 1, "{log}");
    assert!(log.contains("--most-per-minute"), "{log}");
}
