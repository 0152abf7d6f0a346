//! `scorer simulate`: the same seed, the same file; a page; the compiled program beside it; wrong windows say so.

use std::fs;

use ballast_vm::program_path;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{scorer, succeed};

const WEEK: &str = "simulate --synthetic 7 --from 2022-11-04 --until 2022-11-08 --borrowers 30 \
                    --scores calm";

#[test]
fn the_same_command_writes_the_same_bytes_and_a_page() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();

    let table = succeed(folder, &format!("{WEEK} --json one.json --html page.html"));
    succeed(folder, &format!("{WEEK} --json two.json"));

    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert!(read("one.json") == read("two.json"), "two runs, two files");
    let json: Value = serde_json::from_str(&read("one.json")).unwrap();
    assert_eq!(json["steward"], "ballast");
    assert!(json["mean"]["liquidations"]["count"].as_f64().unwrap() > 0.0);
    assert!(
        table.contains("bad debt") && table.contains("utilisation"),
        "{table}"
    );
    let page = read("page.html");
    assert_eq!(page.matches("<svg").count(), 6);
}

#[test]
fn several_seeds_are_averaged_and_each_is_kept() {
    let folder = TempDir::new().unwrap();

    let text = succeed(
        folder.path(),
        &format!("{WEEK} --steward static --seeds 3 --json -"),
    );

    let json: Value = serde_json::from_str(&text).unwrap();
    let seeds = json["seeds"].as_array().unwrap();
    let rates = seeds
        .iter()
        .map(|seed| seed["rate"]["median"].as_f64().unwrap());
    let mean = rates.sum::<f64>() / 3.0;
    assert_eq!(seeds.len(), 3);
    assert!((json["mean"]["rate"]["median"].as_f64().unwrap() - mean).abs() < 1e-12);
}

#[test]
fn a_window_that_ends_before_it_begins_is_refused_by_both_its_ends() {
    let folder = TempDir::new().unwrap();

    let output = scorer(
        folder.path(),
        "simulate --synthetic 7 --from 2022-11-05 --until 2022-11-04",
    );

    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        error.contains("2022-11-05") && error.contains("2022-11-04"),
        "{error}"
    );
}

#[test]
fn a_share_of_the_people_runs_through_the_compiled_program_and_ends_alike() {
    let folder = TempDir::new().unwrap();
    let program = program_path();
    let line = format!(
        "simulate --synthetic 7 --from 2022-11-04 --until 2022-11-05 --borrowers 30 --scores calm \
         --vm {} --vm-share 0.3 --json program.json",
        program.display()
    );

    let table = succeed(folder.path(), &line);

    let json = fs::read_to_string(folder.path().join("program.json")).unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    assert!(json["program"]["difference"].is_null());
    assert!(json["program"]["transactions"].as_u64().unwrap() > 1_000);
    assert!(
        table.contains("program: compute units: terms_advance"),
        "{table}"
    );
}

#[test]
fn a_share_beyond_all_people_and_a_program_that_is_not_there_are_refused() {
    let folder = TempDir::new().unwrap();
    let day = "simulate --synthetic 7 --from 2022-11-04 --until 2022-11-05 --scores calm";

    let beyond = scorer(folder.path(), &format!("{day} --vm a.so --vm-share 2"));
    let absent = scorer(folder.path(), &format!("{day} --vm a.so"));

    assert_eq!(beyond.status.code(), Some(2));
    let error = String::from_utf8(absent.stderr).unwrap();
    assert_eq!(absent.status.code(), Some(1));
    assert!(error.contains("a.so"), "{error}");
}

#[test]
fn two_pools_are_printed_and_kept_each_for_itself_and_one_is_as_ever() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();

    let table = succeed(
        folder,
        &format!("{WEEK} --pools 2 --fails-at 30 --without fear --json pools.json"),
    );
    succeed(folder, &format!("{WEEK} --json one.json"));
    let refused = scorer(folder, "simulate --synthetic 7 --fails-at 30");

    let read = |name: &str| -> Value {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (pools, one) = (read("pools.json"), read("one.json"));
    assert_eq!(pools["other_pools"].as_array().unwrap().len(), 1);
    assert_eq!(pools["config"]["contagion"]["fear"], 0.0);
    assert_eq!(pools["config"]["contagion"]["failures"][0]["from"], 108_000);
    assert!(table.contains("pool 2: terms"), "{table}");
    assert!(one.get("other_pools").is_none() && one["config"].get("contagion").is_none());
    assert_eq!(refused.status.code(), Some(2));
}
