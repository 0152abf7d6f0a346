//! Compute units of whole transactions, one instruction each, held to the committed `cu.json`.
//!
//! `make cu` prints them and writes the file; the test fails on a rise of over 3 %. `make cu-profile` prints which functions
//! they and the program's bytes go to.

mod crowd;
mod market;
mod peers;
mod profile;
mod transfer;

use ballast_vm::{Sent, program_path, repository_root};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A rise of more than this many per thousand fails.
const TOLERANCE_PER_MILLE: u64 = 30;

/// What DESIGN wants of each at most, units; the size in bytes.
const TARGETS: [(&str, u64); 10] = [
    ("deposit", 3_000),
    ("borrow", 6_000),
    ("repay", 3_000),
    ("withdraw", 6_000),
    ("liquidate", 10_000),
    ("report_submit", 700),
    ("terms_advance, 7 publishers", 3_500),
    ("accrue", 800),
    ("slope per further collateral (borrow)", 600),
    ("program size in bytes", 150_000),
];

#[test]
fn no_instruction_costs_three_percent_more_than_the_committed_figure() {
    // Given the figures of this build
    let measured = measure().units;
    let path = committed_path();
    if std::env::var_os("BALLAST_WRITE_CU").is_some() {
        std::fs::write(
            &path,
            serde_json::to_string_pretty(&measured).unwrap() + "\n",
        )
        .unwrap();
        print(&measured);
    }

    // When they are held against the committed ones
    let committed: BTreeMap<String, u64> =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();

    // Then every instruction is listed, and none rose
    let names = |figures: &BTreeMap<String, u64>| figures.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&measured),
        names(&committed),
        "run `make cu` and commit tests/cu.json"
    );
    for (name, units) in measured {
        let bound = committed[&name] * (1_000 + TOLERANCE_PER_MILLE) / 1_000;
        assert!(
            units <= bound,
            "{name}: {units} units, committed {}",
            committed[&name]
        );
    }
}

fn committed_path() -> PathBuf {
    repository_root().join("tests/cu.json")
}

fn print(measured: &BTreeMap<String, u64>) {
    println!(
        "{:<44}{:>10}{:>10}{:>14}{:>14}{:>14}",
        "whole transaction", "units", "wanted", "klend", "Solend", "marginfi"
    );
    for (name, units) in measured {
        let target = TARGETS.iter().find(|(target, _)| target == name);
        let target = target.map_or(String::new(), |(_, target)| target.to_string());
        let [klend, solend, marginfi] = peers::of(name);
        println!("{name:<44}{units:>10}{target:>10}{klend:>14}{solend:>14}{marginfi:>14}");
    }
}

/// Runs every instruction once.
fn measure() -> Figures {
    let mut figures = measure_lending();
    transfer::measure(&mut figures);
    let size = std::fs::metadata(program_path()).unwrap().len();
    figures.put("program size in bytes", size);
    figures
}

/// What calls no program but the lending program.
fn measure_lending() -> Figures {
    let mut figures = Figures::default();
    market::measure(&mut figures);
    crowd::measure(&mut figures);
    figures
}

#[derive(Default)]
struct Figures {
    units: BTreeMap<String, u64>,
    sent: BTreeMap<String, Sent>,
}

impl Figures {
    fn take(&mut self, name: &str, sent: Sent) {
        self.put(name, sent.units);
        self.sent.insert(name.into(), sent);
    }

    fn put(&mut self, name: &str, units: u64) {
        self.units.insert(name.into(), units);
    }
}
