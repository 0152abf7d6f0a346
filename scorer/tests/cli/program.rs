//! The program as it is started by a person.

use std::path::Path;
use std::process::{Command, Output};

/// Runs it in a folder, with the words of `line`.
pub(crate) fn scorer(folder: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorer"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Runs a command that must succeed; its standard output.
#[track_caller]
pub(crate) fn succeed(folder: &Path, line: &str) -> String {
    let output = scorer(folder, line);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "scorer {line}: {error}");
    String::from_utf8(output.stdout).unwrap()
}
