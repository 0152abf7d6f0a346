//! Why a local network does not stand, and what to do.

use ballast_migrations::MigrateError;
use std::path::{Path, PathBuf};

/// Why a local network does not stand.
#[derive(Debug, thiserror::Error)]
pub enum LocalnetError {
    /// A file cannot be read or written.
    #[error("{path}: {source}{hint}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
        /// What to do.
        hint: &'static str,
    },
    /// The network in the process did not start.
    #[error("the network did not start: {0}")]
    Start(String),
    /// A choice of network that is none.
    #[error(
        "BALLAST_NETWORK is {0:?}, expected surfpool, validator, or a URL such as http://127.0.0.1:8899"
    )]
    Choice(String),
    /// No validator is installed.
    #[error(
        "no `solana-test-validator` on PATH or in {0}: `make validator` installs it, or use the network in the process"
    )]
    ValidatorMissing(PathBuf),
    /// A port is taken.
    #[error(
        "port {port} cannot be used ({source}): stop what listens there, or take a free one with `--port 0`"
    )]
    Port {
        /// The port.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The network did not become healthy in time.
    #[error("the network at {0} did not become healthy in time")]
    Unhealthy(String),
    /// The price program is not on the network.
    #[error(
        "no program stands at the oracle's address {0}: start the validator with `--bpf-program {0} target/deploy/price.so`"
    )]
    PriceProgramMissing(String),
    /// The migration, or a transaction of the set-up.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The market day cannot be read.
    #[error("no market day: {0}")]
    Tape(String),
    /// A program cannot be run, or does not do what it should.
    #[error("{program}: {reason}")]
    Program {
        /// The program.
        program: &'static str,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A process does not answer.
    #[error("no answer from {url}: {reason}")]
    Silent {
        /// What was asked.
        url: String,
        /// Why not.
        reason: String,
    },
}

impl LocalnetError {
    /// For `map_err`: `path` could not be read or written, for the reason that the file system gives.
    pub(crate) fn file(path: &Path) -> impl Fn(std::io::Error) -> Self + use<> {
        Self::file_hinted(path, "")
    }

    /// As [`Self::file`], with what to do.
    pub(crate) fn file_hinted(
        path: &Path,
        hint: &'static str,
    ) -> impl Fn(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File {
            path: path.clone(),
            source,
            hint,
        }
    }
}
