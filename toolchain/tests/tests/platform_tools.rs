//! The route by Solana's own `cargo build-sbf`, with a stand-in for it.

#![allow(clippy::unwrap_used)]

use std::{
    env, fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use toolchain_tests::{scratch, toolchain};

/// Writes down its arguments and makes a `.so` where it is told to.
const STAND_IN: &str = "#!/bin/sh
echo \"$@\" > \"$(dirname \"$0\")/arguments\"
while [ \"$1\" != --sbf-out-dir ]; do shift; done
echo program > \"$2/testprogram.so\"
";

/// A directory for PATH with the stand-in, and a home with platform-tools where `installed`.
fn stand_in(name: &str, installed: bool) -> (PathBuf, PathBuf) {
    let directory = scratch(name).unwrap();
    let command = directory.join("cargo-build-sbf");
    fs::write(&command, STAND_IN).unwrap();
    fs::set_permissions(&command, fs::Permissions::from_mode(0o755)).unwrap();
    let home = directory.join("home");
    if installed {
        fs::create_dir_all(home.join(".cache/solana/v1.52/platform-tools")).unwrap();
    }
    (directory, home)
}

fn build(path: &Path, home: &Path, out: &Path, route: Option<&str>) -> Command {
    let toolchain = toolchain();
    let mut command = Command::new(toolchain.join("build-sbf"));
    command
        .args([&toolchain.join("testprogram"), out])
        .args(["--", "--features", "x"])
        .env(
            "PATH",
            format!("{}:{}", path.display(), env::var("PATH").unwrap()),
        )
        .env("HOME", home)
        .env_remove("BALLAST_SBF");
    if let Some(route) = route {
        command.env("BALLAST_SBF", route);
    }
    command
}

#[test]
fn installed_platform_tools_are_used() {
    let (path, home) = stand_in("installed", true);
    let out = path.join("out");
    let status = build(&path, &home, &out, None).status().unwrap();
    assert!(status.success());
    assert_eq!(
        fs::read_to_string(out.join("testprogram.so")).unwrap(),
        "program\n"
    );
    let arguments = fs::read_to_string(path.join("arguments")).unwrap();
    assert!(
        arguments.starts_with("--arch v3 --manifest-path "),
        "{arguments}"
    );
    assert!(
        arguments.ends_with(" -- --locked --features x\n"),
        "{arguments}"
    );
}

#[test]
fn forced_platform_tools_are_used_before_they_are_installed() {
    let (path, home) = stand_in("forced", false);
    let out = path.join("out");
    let status = build(&path, &home, &out, Some("platform-tools"))
        .status()
        .unwrap();
    assert!(status.success());
    assert!(out.join("testprogram.so").exists());
}
