//! The real binary.

use ballast_localnet::Session;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn ctrl_c_stops_the_binary_cleanly_and_frees_its_port() {
    // Given the binary, whose market stands once it prints its session
    let out = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_localnet"))
        .args([
            "--port",
            "0",
            "--borrowers",
            "1",
            "--lenders",
            "1",
            "--crank",
            "--json",
            "--out",
        ])
        .arg(out.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let session: Session = serde_json::from_str(&line).unwrap();
    assert_eq!(
        session,
        Session::read(&out.path().join("session.json")).unwrap()
    );
    let address = session.rpc_url.trim_start_matches("http://").to_owned();
    std::net::TcpStream::connect(&address).unwrap();

    // When it is interrupted
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );

    // Then it ends by itself with success, and nothing listens any more
    assert!(child.wait().unwrap().success());
    std::net::TcpStream::connect(&address).unwrap_err();
}
