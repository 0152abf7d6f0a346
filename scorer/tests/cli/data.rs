//! `scorer data` as a program: exit codes, output, and the recorder's configuration.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ballast_scorer::record::{RecordConfig, Row, Store};
use ballast_scorer::time::Timestamp;
use ballast_scorer::venue::{Event, EventKind, Venue};
use serde_json::Value;

fn scorer(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorer"))
        .arg("data")
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn config(folder: &Path, toml: &str) -> PathBuf {
    let file = folder.join("record.toml");
    fs::write(&file, toml).unwrap();
    file
}

#[test]
fn sample_configuration_names_every_venue() {
    let file = ballast_vm::repository_root().join("scorer/config/record.toml");

    let config = RecordConfig::load(&file).unwrap();
    let connectors = config.connectors(|_| Some("key".to_owned())).unwrap();

    let venues: Vec<Venue> = connectors
        .iter()
        .map(|connector| connector.venue())
        .collect();
    assert_eq!(venues, Venue::ALL);
    for connector in &connectors {
        assert!(!connector.instruments().is_empty() && !connector.feeds().is_empty());
    }
    let missing = config.connectors(|_| None).unwrap_err();
    assert!(missing.contains("PYTH_API_KEY"), "{missing}");
}

#[test]
fn every_key_of_the_sample_has_a_comment_above_it() {
    let file = ballast_vm::repository_root().join("scorer/config/record.toml");
    let sample = fs::read_to_string(file).unwrap();
    // An array's first key of the same table explains the ones that follow it.
    let mut before = "";
    for line in sample.lines() {
        let is_key = line.contains(" = ") && !line.starts_with(['#', ' ', '[']);
        let explained = before.starts_with(['#', '['])
            || ["name", "address", "decimals", "layout"]
                .iter()
                .any(|key| line.starts_with(key));
        assert!(!is_key || explained, "no comment above: {line}");
        before = line;
    }
}

#[test]
fn faulty_configurations_are_refused_by_their_key() {
    let folder = tempfile::tempdir().unwrap();
    let coinbase = "[coinbase]\nproducts = [\"BTC-USD\"]\n";
    for (toml, expected) in [
        ("", "no venue"),
        ("[coinbase]\nproducts = []", "coinbase.products"),
        (
            "[coinbase]\nproduct = [\"BTC-USD\"]",
            "unknown field `product`",
        ),
        (
            &format!("{coinbase}[network]\nattempts_most = 0"),
            "attempts_most",
        ),
        (
            &format!("{coinbase}[recorder]\nslippage_usd = [-1.0]"),
            "slippage_usd",
        ),
        (
            "[solana_rpc]\nurl = \"http://x\"\nevery_seconds = 0",
            "every_seconds",
        ),
        (
            "[solana_rpc]\nurl = \"x\"\nevery_seconds = 1\n[[solana_rpc.own]]\nname = \"a\"\naddress = \"nonsense\"",
            "address",
        ),
        ("coinbase = [", "record.toml"),
    ] {
        let error = RecordConfig::load(&config(folder.path(), toml)).unwrap_err();
        assert!(error.to_string().contains(expected), "{toml}: {error}");
    }

    let layout = "[solana_rpc]\nurl = \"http://x\"\nevery_seconds = 1\n[[solana_rpc.foreign]]\nname = \"a\"\naddress = \"11111111111111111111111111111112\"\ndecimals = 6\nlayout = \"none\"";
    let config = RecordConfig::load(&config(folder.path(), layout)).unwrap();
    let error = config.connectors(|_| None).unwrap_err();
    assert!(error.contains("solana_rpc.layouts.none"), "{error}");
}

#[test]
fn recording_without_a_network_counts_marks_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let toml = format!(
        "[network]\nwait_first_ms = 1\nwait_most_ms = 2\nattempts_most = 3\n\
         [coinbase]\nproducts = [\"BTC-USD\"]\nsocket_url = \"ws://{port}\"\n"
    );
    let (file, out) = (config(folder.path(), &toml), folder.path().join("out"));

    let output = scorer(&[
        "record",
        "--config",
        text(&file),
        "--out",
        text(&out),
        "--for",
        "5m",
        "--json",
    ]);
    let replay = scorer(&["replay", "--data", text(&out), "--json"]);
    let check = scorer(&["check", "--data", text(&out)]);

    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("given up"));
    let counters: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(counters["venues"]["coinbase"]["gaps"]["disconnected"], 3);
    assert_eq!(counters["rows_written"], 6);
    let reasons: Vec<String> = stdout(&replay)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["reason"].to_string())
        .collect();
    let lost = "\"disconnected\"";
    assert_eq!(
        reasons,
        [
            "\"started\"",
            lost,
            lost,
            lost,
            "\"given_up\"",
            "\"stopped\""
        ]
    );
    assert_eq!(
        check.status.code(),
        Some(0),
        "marked gaps are warnings: {}",
        stderr(&check)
    );
}

#[test]
fn recording_refuses_a_wrong_time_and_a_wrong_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(folder.path(), "[coinbase]\nproducts = []");
    let out = folder.path().join("out");

    let time = scorer(&[
        "record",
        "--config",
        text(&file),
        "--out",
        text(&out),
        "--for",
        "soon",
    ]);
    let wrong = scorer(&["record", "--config", text(&file), "--out", text(&out)]);

    assert_eq!(time.status.code(), Some(2));
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        stderr(&wrong).contains("coinbase.products"),
        "{}",
        stderr(&wrong)
    );
    assert!(
        !out.exists(),
        "nothing is written before the configuration stands"
    );
}

fn store(folder: &Path) {
    let mut store = Store::open(folder).unwrap();
    for sequence in 0..3 {
        let kind = EventKind::ImpliedVolatility { percent: 50.5 };
        store.push(Row {
            received_at: Timestamp::from_millis(1_672_531_200_000 + sequence),
            venue: Venue::Deribit,
            sequence,
            event: Event::new("btc_usd", None, kind),
        });
    }
    store.close().unwrap();
}

#[test]
fn replay_prints_rows_for_people_and_machines() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let data = text(folder.path());

    let human = scorer(&["replay", "--data", data, "--to", "1672531200002"]);
    let empty = scorer(&["replay", "--data", data, "--from", "2024-01-01"]);

    let lines = stdout(&human);
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.starts_with("2023-01-01T00:00:00Z"), "{lines}");
    assert!(lines.contains("percent=50.5"), "{lines}");
    assert_eq!(empty.status.code(), Some(3));
    assert!(
        stderr(&empty).contains("holds no recording"),
        "{}",
        stderr(&empty)
    );
}

#[test]
fn check_exits_by_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let spot = folder.path().join("spot_1h");
    fs::create_dir_all(&spot).unwrap();
    let bar = |hour: i64| format!("{},1,1,1,1,1\n", 1_672_531_200_000 + hour * 3_600_000);
    let header = "time,open,high,low,close,volume\n";
    let data = text(folder.path());

    fs::write(
        spot.join("BTC.csv"),
        format!("{header}{}{}", bar(0), bar(5)),
    )
    .unwrap();
    let hole = scorer(&["check", "--data", data]);
    fs::write(
        spot.join("BTC.csv"),
        format!("{header}{}{}", bar(5), bar(0)),
    )
    .unwrap();
    let unsorted = scorer(&["check", "--data", data, "--json"]);
    let nothing = scorer(&["check", "--data", text(&spot)]);

    assert_eq!(hole.status.code(), Some(0));
    assert!(
        stdout(&hole).contains("4 rows are missing"),
        "{}",
        stdout(&hole)
    );
    assert_eq!(unsorted.status.code(), Some(3));
    let report: Value = serde_json::from_str(&stdout(&unsorted)).unwrap();
    assert_eq!(report["findings"][0]["fault"], "unsorted");
    assert_eq!(nothing.status.code(), Some(3));
}

#[test]
fn book_prints_its_agreement_and_refuses_what_is_no_stream() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stream.txt");
    let snapshot = r#"{"lastUpdateId":10,"bids":[["99.0","1"]],"asks":[["101.0","1"]]}"#;
    let depth = r#"{"stream":"x","data":{"e":"depthUpdate","E":7,"s":"X","U":10,"u":12,"pu":9,"b":[["100.0","1"]],"a":[]}}"#;
    let top = r#"{"stream":"x","data":{"e":"bookTicker","u":12,"s":"X","b":"100","B":"1","a":"101","A":"1"}}"#;
    fs::write(&file, format!("1 {snapshot}\n2 {depth}\n3 {top}\n")).unwrap();

    let json = scorer(&["book", text(&file), "--json"]);
    let human = scorer(&["book", text(&file)]);
    let missing = scorer(&["book", "nowhere.gz"]);

    let report: Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(
        (&report["agreement"], &report["sequence_gaps"]),
        (&1.0.into(), &0.into())
    );
    assert!(
        stdout(&human).contains("100.0000 % of 1"),
        "{}",
        stdout(&human)
    );
    assert_eq!(missing.status.code(), Some(3));
    assert!(
        stderr(&missing).contains("nowhere.gz"),
        "{}",
        stderr(&missing)
    );
}
