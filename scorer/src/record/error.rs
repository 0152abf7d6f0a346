//! Why something could not be stored, read back or recorded.

use std::path::{Path, PathBuf};

/// What went wrong with a store, a configuration or a recording.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum RecordError {
    /// A file of the store cannot be read.
    #[error("{file}: cannot be read, it may be cut short or damaged: {reason}")]
    FileUnreadable { file: PathBuf, reason: String },

    /// A file or folder of the store cannot be written.
    #[error("{file}: cannot be written: {reason}")]
    FileUnwritable { file: PathBuf, reason: String },

    /// A file of the store does not have the columns of its kind.
    #[error(
        "{file}: column {column} is missing or of another type; it was not written by this recorder"
    )]
    ColumnMissing { file: PathBuf, column: &'static str },

    /// A row that no event is stored as.
    #[error("{file}: row {row}: {reason}")]
    RowMalformed {
        file: PathBuf,
        row: usize,
        reason: String,
    },

    /// A folder of the store that is not of the layout.
    #[error("{folder}: is not of the layout kind/venue/instrument/day.parquet: {reason}")]
    FolderMalformed { folder: PathBuf, reason: String },

    /// Nothing is stored.
    #[error(
        "{folder}: holds no recording from {from} to {until}; record one with `scorer data record`"
    )]
    StoreEmpty {
        folder: PathBuf,
        from: String,
        until: String,
    },

    /// Another recorder writes to the folder.
    #[error(
        "{folder}: another recorder writes here (its lock is {lock}); stop it, or remove the lock if it is gone"
    )]
    StoreLocked { folder: PathBuf, lock: PathBuf },

    /// The configuration is not of its form.
    #[error("{file}: {reason}")]
    ConfigMalformed { file: PathBuf, reason: String },

    /// The HTTP or TLS library could not be set up.
    #[error("the network cannot be used: {reason}")]
    NetworkUnusable { reason: String },
}

impl RecordError {
    /// Whether it is the stored data that cannot be used, and not the configuration, the disk or the
    /// network.
    pub fn is_about_data(&self) -> bool {
        matches!(
            self,
            Self::FileUnreadable { .. }
                | Self::ColumnMissing { .. }
                | Self::RowMalformed { .. }
                | Self::FolderMalformed { .. }
                | Self::StoreEmpty { .. }
        )
    }
}

pub(super) fn unreadable(path: &Path, error: &impl ToString) -> RecordError {
    RecordError::FileUnreadable {
        file: path.to_owned(),
        reason: error.to_string(),
    }
}

pub(super) fn unwritable(path: &Path, error: &impl ToString) -> RecordError {
    RecordError::FileUnwritable {
        file: path.to_owned(),
        reason: error.to_string(),
    }
}
