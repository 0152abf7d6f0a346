//! A folder of whole chunks.

use super::{ShardError, Work, file};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of whole chunks of one work.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    work: Work,
}

impl Store {
    /// Opens or creates `folder` for `work`.
    ///
    /// # Errors
    /// [`ShardError::Io`]; [`ShardError::OtherWork`] or [`ShardError::ChunkDamaged`] where the first chunk that is there is
    /// not of this work.
    pub fn open(folder: &Path, work: Work) -> Result<Self, ShardError> {
        fs::create_dir_all(folder).map_err(|source| ShardError::Io {
            file: folder.to_owned(),
            source,
        })?;
        let store = Self {
            folder: folder.to_owned(),
            work,
        };
        let first = (0..store.work.chunks()).find(|&chunk| store.has(chunk));
        if let Some(chunk) = first {
            store.read(chunk)?;
        }
        Ok(store)
    }

    /// What it is of.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// Whether chunk `chunk` is there.
    pub fn has(&self, chunk: u64) -> bool {
        self.path(chunk).is_file()
    }

    /// Writes chunk `chunk`, whole or not at all.
    ///
    /// # Errors
    /// [`ShardError::RowLength`], [`ShardError::Io`].
    pub fn write(&self, chunk: u64, rows: &[Vec<f64>]) -> Result<(), ShardError> {
        let from = self.work.units_of(chunk).start;
        let columns = self.work.columns.len();
        for (unit, row) in (from..).zip(rows) {
            if row.len() != columns {
                return Err(ShardError::RowLength {
                    unit,
                    found: row.len(),
                    columns,
                });
            }
        }
        let path = self.path(chunk);
        // Two machines with one share may write the same chunk at once: the same bytes, under names of their own.
        let partial = path.with_extension(format!("partial-{}", std::process::id()));
        let failed = |source| ShardError::Io {
            file: partial.clone(),
            source,
        };
        file::write(&partial, &self.work, from, rows)
            .map_err(|error| failed(std::io::Error::other(error)))?;
        fs::rename(&partial, &path).map_err(failed)
    }

    /// The rows of chunk `chunk`.
    ///
    /// # Errors
    /// [`ShardError::Io`], [`ShardError::ChunkDamaged`], [`ShardError::OtherWork`].
    pub fn read(&self, chunk: u64) -> Result<Vec<Vec<f64>>, ShardError> {
        file::read(&self.path(chunk), &self.work, chunk)
    }

    /// All rows by unit.
    ///
    /// # Errors
    /// [`ShardError::ChunksMissing`], and as [`Self::read`].
    pub fn merge(&self) -> Result<Vec<Vec<f64>>, ShardError> {
        let chunks = self.work.chunks();
        let mut missing = (0..chunks).filter(|&chunk| !self.has(chunk));
        if let Some(first) = missing.next() {
            return Err(ShardError::ChunksMissing {
                missing: 1 + u64::try_from(missing.count()).unwrap_or(u64::MAX),
                chunks,
                first,
            });
        }
        let mut rows = Vec::new();
        for chunk in 0..chunks {
            rows.append(&mut self.read(chunk)?);
        }
        Ok(rows)
    }

    fn path(&self, chunk: u64) -> PathBuf {
        self.folder.join(format!("chunk-{chunk:06}.parquet"))
    }
}
