//! Why the audit could not be written or read.

use std::path::PathBuf;

/// Why the audit could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// `SQLite` refused; a full disk and a lock are told apart by [`AuditError::is_full`] and [`AuditError::is_locked`].
    #[error("audit database {file}: {source}")]
    Database {
        /// The database.
        file: PathBuf,
        /// What `SQLite` says.
        source: rusqlite::Error,
    },
    /// A newer program wrote it.
    #[error(
        "audit database {file} has schema {found}, this program knows up to {known}: use the newer program"
    )]
    SchemaNewer {
        /// The database.
        file: PathBuf,
        /// Its schema's version.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// An older program wrote it, and a reader changes nothing.
    #[error(
        "audit database {file} has schema {found}, this program reads {known}: start the node once, it brings the database to it, \
         or read it with the program that wrote it"
    )]
    SchemaOlder {
        /// The database.
        file: PathBuf,
        /// Its schema's version.
        found: i64,
        /// The one that is read here.
        known: i64,
    },
    /// It is no audit: a file of another program, or one that a node has not yet begun to write.
    #[error("{file} holds no audit: give the database that the node's `audit.database` names")]
    NoAudit {
        /// The file.
        file: PathBuf,
    },
    /// A stored value is not what was written.
    #[error("audit database: {what} is not readable: {reason}")]
    Unreadable {
        /// Which value.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// Another program with the same database made the seal first.
    #[error("seal {number} of the audit was made by another program: one node a database")]
    SealOvertaken {
        /// Its number.
        number: i64,
    },
    /// The thread that writes has ended.
    #[error("the audit is closed")]
    Closed,
    /// More is waiting to be written than the queue holds.
    #[error("the audit is behind: {waiting} entries wait")]
    Behind {
        /// How many wait.
        waiting: usize,
    },
}

impl AuditError {
    /// Whether the disk is full or unwritable.
    pub fn is_full(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
        matches!(
            self.code(),
            Some(DiskFull | SystemIoFailure | CannotOpen | ReadOnly)
        )
    }

    /// Whether someone else holds the database.
    pub fn is_locked(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        matches!(self.code(), Some(DatabaseBusy | DatabaseLocked))
    }

    fn code(&self) -> Option<rusqlite::ErrorCode> {
        match self {
            Self::Database { source, .. } => source.sqlite_error_code(),
            _ => None,
        }
    }
}
