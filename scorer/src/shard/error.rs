//! What can go wrong with work in shares.

use std::path::PathBuf;
use thiserror::Error;

/// An error of a store or of its work.
#[derive(Debug, Error)]
pub enum ShardError {
    /// A share that is none.
    #[error("share {index} of {of} does not exist; shares are counted from 1")]
    ShareOutOfRange {
        /// The number asked for.
        index: u64,
        /// How many there are.
        of: u64,
    },
    /// A share that cannot be read.
    #[error("\"{given}\" names no share; write for instance 2/8")]
    ShareUnreadable {
        /// What was given.
        given: String,
    },
    /// A file that is not what it should be.
    #[error("{}: {reason}; remove the file, and it is computed again", file.display())]
    ChunkDamaged {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A folder with the answer to another question.
    #[error(
        "{}: holds chunks of other work (fingerprint {found}, wanted {wanted}); choose another folder, or remove this one",
        file.display()
    )]
    OtherWork {
        /// The chunk that says so.
        file: PathBuf,
        /// Its fingerprint.
        found: String,
        /// The fingerprint of the work at hand.
        wanted: String,
    },
    /// A merge before everything is there.
    #[error(
        "{missing} of {chunks} chunks are missing, the first is {first}; run the shares that hold them"
    )]
    ChunksMissing {
        /// How many are missing.
        missing: u64,
        /// How many there should be.
        chunks: u64,
        /// The first one.
        first: u64,
    },
    /// A file or folder that cannot be written or read.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file or folder.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A row with the wrong number of values.
    #[error("unit {unit} gave {found} values for {columns} columns")]
    RowLength {
        /// The unit.
        unit: u64,
        /// How many values it gave.
        found: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A unit that failed.
    #[error("unit {unit}: {reason}")]
    UnitFailed {
        /// The unit.
        unit: u64,
        /// Why.
        reason: String,
    },
}
