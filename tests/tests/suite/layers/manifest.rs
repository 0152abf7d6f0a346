//! The dependencies between the crates.

use ballast_tests::{sources, text};
use toml::Table;

/// Each crate of ours, and which of ours it may use.
const ALLOWED: [(&str, &[&str]); 13] = [
    ("policy", &[]),
    ("programs/lending", &["ballast-policy"]),
    // Stands for a multisig in the tests.
    ("programs/signer", &[]),
    // Stands for an oracle's receiver on local networks.
    ("programs/price", &[]),
    ("client", &[]),
    ("bridge", &["ballast-policy", "ballast-client"]),
    (
        "vm",
        &["ballast-policy", "ballast-client", "ballast-bridge"],
    ),
    (
        "scorer",
        &["ballast-policy", "ballast-client", "ballast-vm"],
    ),
    // Deploys and configures: it links no VM.
    (
        "migrations",
        &["ballast-policy", "ballast-client", "ballast-bridge"],
    ),
    (
        "localnet",
        &[
            "ballast-policy",
            "ballast-client",
            "ballast-bridge",
            "ballast-migrations",
            "ballast-scorer",
        ],
    ),
    ("tests", &["ballast-policy", "ballast-client", "ballast-vm"]),
    // Policy for the browser: it links no keys and no network.
    (
        "app/wasm",
        &["ballast-policy", "ballast-client", "ballast-bridge"],
    ),
    // Prints the interface description by running the program's own tests: it links nothing.
    ("programs/idl", &[]),
];

fn manifest(folder: &str) -> Table {
    text(&format!("{folder}/Cargo.toml")).parse().unwrap()
}

/// Names in every section whose name ends in `section`, those under `[target.*]` included.
fn dependencies(table: &Table, is_section: fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else {
            continue;
        };
        if is_section(key) {
            found.extend(inner.keys().cloned());
        } else if key == "target" {
            let targets = inner.values().filter_map(|target| target.as_table());
            found.extend(targets.flat_map(|target| dependencies(target, is_section)));
        }
    }
    found
}

#[test]
fn crates_use_only_those_below_them() {
    for (folder, allowed) in ALLOWED {
        let used = dependencies(&manifest(folder), |section| {
            section.ends_with("dependencies")
        });
        let ours = used
            .iter()
            .filter(|name| name.starts_with("ballast-") || *name == "lending");
        let forbidden: Vec<_> = ours
            .filter(|name| !allowed.contains(&name.as_str()))
            .collect();
        assert!(forbidden.is_empty(), "{folder} may not use {forbidden:?}");
    }
}

#[test]
fn every_crate_of_ours_is_in_the_table() {
    // Given the members of both workspaces
    let members = |folder: &str, prefix: &str| -> Vec<String> {
        let table = manifest(folder);
        let members = table["workspace"]["members"].as_array().unwrap().iter();
        members
            .map(|member| format!("{prefix}{}", member.as_str().unwrap()))
            .collect()
    };
    let crates = [members(".", ""), members("programs", "programs/")].concat();

    // When each is looked up, then it is listed: a new crate must say where it stands
    for folder in crates {
        assert!(
            ALLOWED.iter().any(|(listed, _)| *listed == folder),
            "{folder}"
        );
    }
}

#[test]
fn policy_depends_on_nothing_and_asks_for_neither_std_nor_unsafe() {
    let used = dependencies(&manifest("policy"), |section| {
        section == "dependencies" || section == "build-dependencies"
    });
    assert!(used.is_empty(), "{used:?}");
    let root = text("policy/src/lib.rs");
    assert!(root.contains("\n#![no_std]\n") && root.contains("\n#![forbid(unsafe_code)]\n"));
    assert!(!root.contains("extern crate alloc"));
    for (path, text) in super::shipped("policy/src") {
        for (number, line) in super::code(&text) {
            let names_std = line.contains("std::") && !line.contains("core::");
            assert!(
                !names_std && !line.contains("unsafe {"),
                "{path}:{number}: {line}"
            );
        }
    }
}

#[test]
fn the_program_uses_policy_and_its_framework_alone() {
    let mut used = dependencies(&manifest("programs/lending"), |section| {
        section.ends_with("dependencies")
    });
    used.sort();
    let framework = [
        "anchor-lang",
        "anchor-spl",
        "ballast-policy",
        "bytemuck",
        "pinocchio",
        "pinocchio-token-2022",
    ];
    assert_eq!(used, framework);
}

#[test]
fn no_source_outside_the_program_names_its_crate() {
    for folder in [
        "policy",
        "client",
        "bridge",
        "vm",
        "scorer",
        "migrations",
        "localnet",
        "tests",
    ] {
        for (path, text) in sources(folder) {
            let names_it = |line: &str| {
                let line = line.trim_start();
                line.starts_with("use lending::") || line.contains(" lending::")
            };
            let found =
                super::code(&text).find(|(_, line)| names_it(line) && !line.contains("names_it"));
            assert_eq!(
                found.filter(|_| !path.ends_with("layers/manifest.rs")),
                None,
                "{path}"
            );
        }
    }
}
