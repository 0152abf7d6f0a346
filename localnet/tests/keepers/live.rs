//! `localnet --live` as a person runs it: in a terminal, whose Ctrl-C reaches every process of it.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

#[test]
fn one_that_falls_is_told_of_and_ctrl_c_ends_the_others_without_a_word_of_falling() {
    // Given a network whose crew works
    let out = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_localnet"))
        .args(["--live", "--port", "0", "--borrowers", "1"])
        .args(["--lenders", "1", "--speed", "600", "--out"])
        .arg(out.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut until = |part: &str| {
        let found = lines.find_map(|line| line.ok().filter(|line| line.contains(part)));
        found.unwrap_or_else(|| panic!("nothing says {part:?}"))
    };
    until("everyone works after");
    let watch = until("watch  ");
    let (_, watch) = watch.split_once("http://").unwrap();
    TcpStream::connect(watch).unwrap();

    // When one is killed, then that is told
    let group = child.id();
    signal("-KILL", &keeper(group, "crank").to_string());
    until("crank has ended by itself");

    // When the terminal interrupts all of them
    signal("-INT", &format!("-{group}"));

    // Then it ends with success, nobody is said to have fallen, and nobody listens any more
    assert!(child.wait().unwrap().success());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(rest.last().map(String::as_str), Some("stopped"));
    let fell = rest.iter().find(|line| line.contains("by itself"));
    assert_eq!(fell, None);
    TcpStream::connect(watch).unwrap_err();
}

/// The process of `parent` that runs the `command` of `scorer`.
fn keeper(parent: u32, command: &str) -> u32 {
    let parent = format!(" {parent} ");
    let mut processes = std::fs::read_dir("/proc").unwrap();
    let found = processes.find_map(|process| {
        let process = process.ok()?;
        let number = process.file_name().to_str()?.parse().ok()?;
        let read = |name: &str| std::fs::read_to_string(process.path().join(name)).ok();
        // "pid (name) state parent ...", arguments with a zero behind each
        let stat = read("stat")?;
        let (_, state) = stat.rsplit_once(')')?;
        let is_child = state.get(2..)?.starts_with(&parent);
        let is_meant = read("cmdline")?.split('\0').nth(1) == Some(command);
        (is_child && is_meant).then_some(number)
    });
    found.unwrap()
}

fn signal(name: &str, process: &str) {
    let kill = Command::new("kill").args([name, "--", process]).status();
    assert!(kill.unwrap().success());
}
