//! Which functions the units of a transaction go to, and which the program's bytes.
//!
//! `make cu-profile` builds the program a second time with debug information and runs this. Nearly everything is inlined,
//! so an instruction counts for the innermost function that it was inlined from; one of the language's own library
//! counts for the function of ours, or of the framework, that uses it.

mod count;
mod debug_info;
mod name;
mod program;

use super::measure_lending;
use ballast_vm::repository_root;
use count::{Count, bytes};
use name::is_library;
use program::{Program, signed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many functions a table of units lists, and one of bytes.
const ROWS_OF_UNITS: usize = 25;
const ROWS_OF_BYTES: usize = 40;

const TRANSACTIONS: [&str; 7] = [
    "deposit",
    "borrow",
    "repay",
    "withdraw",
    "liquidate",
    "liquidate, both prices along",
    "terms_advance, 7 publishers",
];

/// Two transactions that differ by seven collaterals.
const SLOPE: [&str; 2] = [
    "borrow, 1 collaterals, 1 debt",
    "borrow, 8 collaterals, 1 debt",
];

#[test]
#[ignore = "prints; `make cu-profile` builds what it needs"]
fn profile() {
    // Given the program that is deployed, and the object of the same code with debug information
    let object = std::env::var_os("BALLAST_OBJECT").map(PathBuf::from);
    let object = object.expect("BALLAST_OBJECT names no object: run `make cu-profile`");
    let read = |path: PathBuf| std::fs::read(path).unwrap();
    let deployed = repository_root().join("target/deploy/lending.so");
    let program = Program::read(&read(deployed), &read(object));

    // When the transactions of `make cu` are traced, then each is taken apart
    let sent = measure_lending().sent;
    for name in TRANSACTIONS {
        print_units(name, &Count::of(&sent[name], &program));
    }
    let [few, many] = SLOPE.map(|name| Count::of(&sent[name], &program));
    print_units("borrow, 8 collaterals less 1", &many.less(&few));
    print_all_bytes(&program);
}

fn print_all_bytes(program: &Program) {
    let all = signed(program.text.len());
    let function = |index: usize| program.innermost[index].clone();
    let within = |index: usize| {
        let ours = program.functions[index]
            .iter()
            .filter(|name| !is_library(name));
        ours.cloned().collect::<BTreeSet<_>>()
    };
    println!("\n{all} bytes of text");
    print_bytes("function", all, &bytes(program, |index| [function(index)]));
    print_bytes(
        "module",
        all,
        &bytes(program, |index| [module(&function(index))]),
    );
    print_bytes(
        "function, with what is inlined into it",
        all,
        &bytes(program, within),
    );
}

/// A function's name without its last part.
fn module(function: &str) -> String {
    let module = function.rsplit_once("::").map(|(module, _)| module);
    module.unwrap_or(function).to_owned()
}

fn print_units(name: &str, count: &Count) {
    println!("\n{name}: {} units", count.units);
    let row = |units: i64, name: &str| {
        println!("{units:>8}{:>8}  {name}", percent(units, count.units));
    };
    println!("    self   share  function");
    for (function, units) in sorted(&count.own).take(ROWS_OF_UNITS) {
        row(units, function);
    }
    println!("    with what it calls");
    let ours = sorted(&count.within).filter(|(name, _)| !is_library(name));
    for (function, units) in ours.take(ROWS_OF_UNITS) {
        row(units, function);
    }
    println!("    sum");
    row(count.instructions(), "instructions of the program");
    row(count.call_units(), "calls of the token program");
    row(count.called, "instructions of the token program");
    let others = sorted(&count.system_calls).map(|(name, calls)| format!("{calls} {name}"));
    let others = others.collect::<Vec<_>>().join(", ");
    row(
        count.system_units(),
        &format!("other system calls: {others}"),
    );
}

fn print_bytes(of: &str, all: i64, bytes: &BTreeMap<String, i64>) {
    println!("\n  bytes   share  by {of}");
    for (name, bytes) in sorted(bytes).take(ROWS_OF_BYTES) {
        println!("{bytes:>8}{:>8}  {name}", percent(bytes, all));
    }
}

/// To one decimal place.
fn percent(part: i64, whole: i64) -> String {
    let per_mille = 1_000 * part / whole;
    format!("{}.{}%", per_mille / 10, (per_mille % 10).abs())
}

/// The largest first.
fn sorted(counts: &BTreeMap<String, i64>) -> impl Iterator<Item = (&String, i64)> {
    let mut rows: Vec<_> = counts.iter().map(|(name, count)| (name, *count)).collect();
    rows.sort_by_key(|(name, count)| (-count, *name));
    rows.into_iter()
}
