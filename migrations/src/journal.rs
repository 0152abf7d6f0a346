//! What was done to a cluster, one line a step, only ever added to.

use crate::error::MigrateError;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// One step that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unix seconds.
    pub time: u64,
    /// The cluster's first block, so that two local networks are told apart.
    pub genesis: String,
    /// The step.
    pub step: String,
    /// The account that it is about.
    pub subject: String,
    /// SHA-256 of that account's bytes before, hexadecimal; empty where it did not stand.
    pub before: String,
    /// The same after.
    pub after: String,
    /// The transactions; of many alike the first and the last.
    pub signatures: Vec<String>,
    /// How many transactions there were.
    pub transactions: usize,
}

/// The journal of a cluster.
#[derive(Clone, Debug)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// The journal `<cluster>.jsonl` in `folder`, which is made with the first entry.
    pub fn open(folder: &Path, cluster: &str) -> Self {
        let path = folder.join(format!("{cluster}.jsonl"));
        Self { path }
    }

    /// Adds `entry`.
    pub fn add(&self, entry: &Entry) -> Result<(), MigrateError> {
        let failed = |source| MigrateError::File {
            path: self.path.clone(),
            source,
        };
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut line = serde_json::to_string(entry).map_err(|error| failed(error.into()))?;
        line.push('\n');
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true).open(&self.path);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(failed)
    }

    /// Every entry, oldest first; none where there is no journal.
    pub fn entries(&self) -> Result<Vec<Entry>, MigrateError> {
        let failed = |source| MigrateError::File {
            path: self.path.clone(),
            source,
        };
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(failed(error)),
        };
        let lines = text.lines().map(serde_json::from_str);
        lines
            .collect::<Result<_, _>>()
            .map_err(|error| failed(error.into()))
    }
}

/// Unix seconds by this machine's clock: for the record alone.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_added_and_read_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&folder.path().join("deep"), "localnet");
        assert_eq!(journal.entries().unwrap(), []);
        let entry = |step: &str| Entry {
            time: 1,
            genesis: "genesis".into(),
            step: step.into(),
            subject: "subject".into(),
            before: String::new(),
            after: "00".into(),
            signatures: vec!["signature".into()],
            transactions: 1,
        };
        journal.add(&entry("first")).unwrap();
        journal.add(&entry("second")).unwrap();
        assert_eq!(
            journal.entries().unwrap(),
            [entry("first"), entry("second")]
        );
    }
}
