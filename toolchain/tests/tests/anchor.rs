//! `cargo build-sbf` of this toolchain, called the way `anchor build` does (anchor-cli 2.0.0-rc.2): in
//! the program's directory, with `--tools-version`, the user's cargo arguments behind it.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use toolchain_tests::{scratch, toolchain};

/// An Anchor workspace around the test program, whose own cargo workspace is another, as here.
fn workspace(name: &str) -> (PathBuf, PathBuf) {
    let root = scratch(name).unwrap();
    fs::remove_dir_all(&root).unwrap();
    let program = root.join("programs/testprogram");
    fs::create_dir_all(&program).unwrap();
    fs::write(root.join("Anchor.toml"), "").unwrap();
    for part in ["Cargo.toml", "Cargo.lock", "src"] {
        let from = toolchain().join("testprogram").join(part);
        let status = Command::new("cp")
            .arg("-r")
            .args([&from, &program])
            .status()
            .unwrap();
        assert!(status.success());
    }
    (root, program)
}

fn cargo_build_sbf(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(toolchain().join("bin/cargo-build-sbf"))
        .arg("build-sbf")
        .args(arguments)
        .current_dir(directory)
        .env("BALLAST_SBF", "debian")
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap()
}

#[test]
fn program_goes_to_both_deploy_directories() {
    let (root, program) = workspace("anchor");
    let output = cargo_build_sbf(&program, &["--tools-version", "v1.52", "--offline"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for target in [root.join("target"), program.join("target")] {
        let built = fs::read(target.join("deploy/testprogram.so")).unwrap();
        assert!(built.starts_with(b"\x7fELF"));
    }
}

#[test]
fn program_goes_where_it_is_told() {
    let (root, program) = workspace("told");
    let manifest = program.join("Cargo.toml");
    let out = root.join("elsewhere");
    let arguments = [
        "--arch",
        "v3",
        "--manifest-path",
        manifest.to_str().unwrap(),
    ];
    let arguments = [&arguments[..], &["--sbf-out-dir", out.to_str().unwrap()]].concat();
    let output = cargo_build_sbf(&root, &arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(out.join("testprogram.so").exists());
    assert!(!root.join("target").exists());
}

#[test]
fn older_version_is_refused() {
    let (_, program) = workspace("older");
    let output = cargo_build_sbf(&program, &["--arch", "v0"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("only --arch v3 can be built"));
}

#[test]
fn directory_without_a_package_is_refused() {
    let (root, _) = workspace("virtual");
    fs::write(root.join("Cargo.toml"), "[workspace]\n").unwrap();
    let output = cargo_build_sbf(&root, &[]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not a package"));
}
