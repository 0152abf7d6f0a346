//! The `scorer` binary.

use crate::error::LocalnetError;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the binary where it is not the one beside the running program.
const VARIABLE: &str = "BALLAST_SCORER";
const NAME: &str = "scorer";

/// A binary that can be started.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
}

impl Program {
    /// `BALLAST_SCORER`, or the binary in the build folder that the running program is of; built there where it is missing.
    pub fn scorer() -> Result<Self, LocalnetError> {
        let missing = |reason: String| LocalnetError::Program {
            program: NAME,
            reason,
        };
        if let Some(path) = std::env::var_os(VARIABLE) {
            let path = PathBuf::from(path);
            let named = || missing(format!("{VARIABLE} names {}, no file", path.display()));
            return path
                .is_file()
                .then(|| Self { path: path.clone() })
                .ok_or_else(named);
        }
        let own = std::env::current_exe().map_err(|error| missing(error.to_string()))?;
        let beside = |folder: &Path| folder.join(NAME);
        // Tests and benchmarks lie in `deps`, one below.
        let folders = own.ancestors().skip(1).take(2);
        let mut places: Vec<PathBuf> = folders.map(beside).collect();
        if let Some(path) = places.iter().find(|path| path.is_file()) {
            return Ok(Self { path: path.clone() });
        }
        let path = places
            .pop()
            .filter(|_| build())
            .filter(|path| path.is_file());
        path.map(|path| Self { path }).ok_or_else(|| {
            missing(format!(
                "it is not beside {} and could not be built: `cargo build --release --workspace --bins`, or name it in {VARIABLE}",
                own.display()
            ))
        })
    }

    /// A command that runs it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.env_remove("RUST_LOG");
        command
    }

    /// A command that runs it with the signal of a file that grew past its limit ignored, so that writing fails instead, as
    /// on a full disk.
    pub fn command_that_meets_limits(&self) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(&self.path);
        command.env_remove("RUST_LOG");
        command
    }
}

fn build() -> bool {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--workspace", "--bin", NAME]);
    build.status().is_ok_and(|status| status.success())
}
