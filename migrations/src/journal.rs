//! What was done to a cluster, only ever added to: a line when a step begins, before anything is sent, and one when it ends.

use crate::error::MigrateError;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What a line says of its step. A line without it is of a journal that held nothing else than steps that were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Its transactions are about to be sent.
    Begun,
    /// They landed, and the chain is as the plan wants it.
    #[default]
    Done,
    /// An error ended it: its transactions may have landed or not.
    Stopped,
    /// It had begun and no line said how it ended; a later run found it done.
    Found,
}

impl Stage {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Found => "found",
        }
    }
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unix seconds.
    pub time: u64,
    /// The cluster's first block, so that two local networks are told apart.
    pub genesis: String,
    /// The step.
    pub step: String,
    /// What the line says of it.
    #[serde(default)]
    pub stage: Stage,
    /// The account that it is about.
    pub subject: String,
    /// SHA-256 of that account's bytes before, hexadecimal; empty where it did not stand.
    pub before: String,
    /// The same after; none where nobody looked or the node did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The transactions of this run that landed; of a step that stopped all that were signed. Old journals hold the first
    /// and the last.
    pub signatures: Vec<String>,
    /// How many there were; of a step that begins how many there will be.
    pub transactions: usize,
    /// Why the step stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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

    /// Adds `entry`; when this returns it is on the disk.
    pub fn add(&self, entry: &Entry) -> Result<(), MigrateError> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| self.failed(source))?;
        }
        let line = serde_json::to_string(entry).map_err(|error| self.failed(error.into()))?;
        let mut options = OpenOptions::new();
        let file = options.create(true).read(true).append(true);
        let file = file.open(&self.path);
        file.and_then(|file| append(file, &line))
            .map_err(|source| self.failed(source))
    }

    /// Every entry, oldest first; none where there is no journal. A line that a crash cut short is left out.
    pub fn entries(&self) -> Result<Vec<Entry>, MigrateError> {
        let text = match std::fs::read(&self.path) {
            // A crash may have cut a character.
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(self.failed(error)),
        };
        let lines = text.lines().map(serde_json::from_str);
        let whole = lines.filter(
            |read: &Result<Entry, serde_json::Error>| !matches!(read, Err(error) if error.is_eof()),
        );
        whole
            .collect::<Result<_, _>>()
            .map_err(|error| self.failed(error.into()))
    }

    /// What each step's last line says, where that is not how it ended: of the chain that begins with `genesis`.
    pub(crate) fn unended(&self, genesis: &str) -> Result<Vec<Entry>, MigrateError> {
        let mut unended: Vec<Entry> = Vec::new();
        for entry in self.entries()? {
            if entry.genesis != genesis {
                continue;
            }
            unended.retain(|held| (&held.step, &held.subject) != (&entry.step, &entry.subject));
            if matches!(entry.stage, Stage::Begun | Stage::Stopped) {
                unended.push(entry);
            }
        }
        Ok(unended)
    }

    fn failed(&self, source: std::io::Error) -> MigrateError {
        let path = self.path.clone();
        MigrateError::File { path, source }
    }
}

/// Writes `line` behind what is there, on a line of its own even where a crash cut the last one.
fn append(mut file: File, line: &str) -> std::io::Result<()> {
    let mut bytes = Vec::with_capacity(line.len() + 2);
    if file.metadata()?.len() > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            bytes.push(b'\n');
        }
    }
    bytes.extend_from_slice(line.as_bytes());
    bytes.push(b'\n');
    file.write_all(&bytes)?;
    file.sync_data()
}

/// Unix seconds by this machine's clock: for the record alone.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(step: &str, stage: Stage) -> Entry {
        Entry {
            time: 1,
            genesis: "genesis".into(),
            step: step.into(),
            stage,
            subject: "subject".into(),
            before: String::new(),
            after: Some("00".into()),
            signatures: vec!["signature".into()],
            transactions: 1,
            reason: None,
        }
    }

    #[test]
    fn entries_are_added_and_read_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&folder.path().join("deep"), "localnet");
        assert_eq!(journal.entries().unwrap(), []);
        let first = entry("first", Stage::Begun);
        let second = Entry {
            reason: Some("a node's\nwords".into()),
            after: None,
            ..entry("second", Stage::Stopped)
        };
        journal.add(&first).unwrap();
        journal.add(&second).unwrap();
        assert_eq!(journal.entries().unwrap(), [first, second]);
    }

    #[test]
    fn journal_from_before_steps_were_begun_is_read_as_steps_that_were_done() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), "mainnet");
        let old = r#"{"time":1,"genesis":"genesis","step":"first","subject":"subject","before":"","after":"00","signatures":["signature"],"transactions":1}"#;
        std::fs::write(folder.path().join("mainnet.jsonl"), format!("{old}\n")).unwrap();

        assert_eq!(journal.entries().unwrap(), [entry("first", Stage::Done)]);
        assert_eq!(journal.unended("genesis").unwrap(), []);
    }

    #[test]
    fn line_that_a_crash_cut_is_left_out_and_the_next_one_stands_on_its_own() {
        // Given a whole line and one that lacks its end
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), "localnet");
        journal.add(&entry("first", Stage::Begun)).unwrap();
        let path = folder.path().join("localnet.jsonl");
        let line = std::fs::read_to_string(&path).unwrap();
        for cut in [1, 10, line.len() - 2] {
            std::fs::write(&path, format!("{line}{}", &line[..cut])).unwrap();

            // When another is added
            assert_eq!(journal.entries().unwrap().len(), 1);
            journal.add(&entry("second", Stage::Begun)).unwrap();

            // Then both whole ones are read
            let entries = journal.entries().unwrap().into_iter();
            let steps: Vec<String> = entries.map(|entry| entry.step).collect();
            assert_eq!(steps, ["first", "second"]);
        }
        // And what is no line of a journal is refused, not left out
        std::fs::write(&path, "{}\n").unwrap();
        assert!(journal.entries().is_err());
    }

    #[test]
    fn step_is_unended_until_a_line_says_how_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), "localnet");
        let unended = || -> Vec<String> {
            let unended = journal.unended("genesis").unwrap().into_iter();
            unended.map(|entry| entry.step).collect()
        };
        for (stage, left) in [
            (Stage::Begun, 1),
            (Stage::Stopped, 1),
            (Stage::Begun, 1),
            (Stage::Done, 0),
            (Stage::Begun, 1),
            (Stage::Found, 0),
        ] {
            journal.add(&entry("step", stage)).unwrap();
            assert_eq!(unended().len(), left, "{stage:?}");
        }
        // A step of another account or chain is another step
        let other = Entry {
            subject: "other".into(),
            ..entry("step", Stage::Begun)
        };
        journal.add(&other).unwrap();
        journal.add(&entry("step", Stage::Done)).unwrap();
        assert_eq!(journal.unended("genesis").unwrap(), [other]);
        assert_eq!(journal.unended("another").unwrap(), []);
    }
}
