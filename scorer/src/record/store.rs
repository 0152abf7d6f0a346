//! The store: `<dir>/<kind>/<venue>/<instrument>/<YYYY-MM-DD>.parquet`, by receipt day in UTC.
//!
//! A flush writes what came since the last one as a part, `<day>.<number>.part`, first under a
//! temporary name and then renamed, so a crash loses at most what was not flushed. When a day is
//! over, or the recorder stops, its parts are put together into the day's file, whose metadata says
//! up to which part it goes; parts it has are then removed. A crash between the two leaves parts
//! that are known to be in the file, and they are passed over. What a crash left behind is put
//! together at the next start.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::{RecordError, unwritable};
use super::layout::{Day, DayFiles, file_name_of, find_days};
use super::row::Row;
use super::row_reader::{RowReader, StreamKey};
use super::row_writer::RowWriter;
use crate::durable;

const LOCK: &str = "recorder.lock";

/// A folder being recorded into.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    buffers: BTreeMap<(StreamKey, Day), Vec<Row>>,
    /// Days with parts, and the number of the last part.
    parts: BTreeMap<(StreamKey, Day), u32>,
    rows_written: u64,
    parts_written: u64,
}

impl Store {
    /// Opens or creates `folder` for one recorder, and puts together what an earlier one left.
    ///
    /// # Errors
    /// [`RecordError::StoreLocked`] while another recorder has it; or what cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, RecordError> {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        lock(folder)?;
        let mut store = Self {
            folder: folder.to_owned(),
            buffers: BTreeMap::new(),
            parts: BTreeMap::new(),
            rows_written: 0,
            parts_written: 0,
        };
        for files in find_days(folder)? {
            for temporary in &files.temporary {
                fs::remove_file(temporary).map_err(|error| unwritable(temporary, &error))?;
            }
            if !files.parts.is_empty() {
                seal(&files)?;
            }
        }
        store.parts.clear();
        Ok(store)
    }

    /// Keeps `row` until the next flush.
    pub fn push(&mut self, row: Row) {
        let key = StreamKey {
            folder: row.event.kind.folder(),
            venue: row.venue,
            instrument: row.event.instrument.clone(),
        };
        let day = Day::of(row.received_at);
        self.buffers.entry((key, day)).or_default().push(row);
    }

    /// Rows that a crash would lose now.
    pub fn pending(&self) -> usize {
        self.buffers.values().map(Vec::len).sum()
    }

    /// Rows written so far.
    pub fn rows_written(&self) -> u64 {
        self.rows_written
    }

    /// Parts written so far.
    pub fn parts_written(&self) -> u64 {
        self.parts_written
    }

    /// Writes everything kept, and puts together the days before `today`.
    ///
    /// # Errors
    /// [`RecordError::FileUnwritable`]; what could not be written is kept for the next flush.
    pub fn flush(&mut self, today: Day) -> Result<(), RecordError> {
        while let Some(((key, day), rows)) = self.buffers.pop_first() {
            let written = self.write_part(&key, day, &rows);
            if written.is_err() {
                self.buffers.insert((key, day), rows);
                return written;
            }
        }
        let over: Vec<(StreamKey, Day)> = self
            .parts
            .keys()
            .filter(|(_, day)| *day < today)
            .cloned()
            .collect();
        for (key, day) in over {
            self.seal_day(&key, day)?;
        }
        Ok(())
    }

    /// Flushes, puts every day together and gives the folder free.
    ///
    /// # Errors
    /// As [`Self::flush`].
    pub fn close(mut self) -> Result<u64, RecordError> {
        self.flush(Day::FIRST)?;
        let all: Vec<(StreamKey, Day)> = self.parts.keys().cloned().collect();
        for (key, day) in all {
            self.seal_day(&key, day)?;
        }
        Ok(self.rows_written)
    }

    fn write_part(&mut self, key: &StreamKey, day: Day, rows: &[Row]) -> Result<(), RecordError> {
        let folder = stream_folder(&self.folder, key);
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let number = match self.parts.get(&(key.clone(), day)) {
            Some(last) => last + 1,
            None => DayFiles::of(&folder, key.clone(), day).next_part()?,
        };
        let path = folder.join(format!("{day}.{number:06}.part"));
        write_whole(&path, key.folder, None, |writer| writer.write(rows))?;
        self.parts.insert((key.clone(), day), number);
        self.rows_written += u64::try_from(rows.len()).unwrap_or(0);
        self.parts_written += 1;
        Ok(())
    }

    fn seal_day(&mut self, key: &StreamKey, day: Day) -> Result<(), RecordError> {
        let folder = stream_folder(&self.folder, key);
        let last = self.parts.remove(&(key.clone(), day)).unwrap_or(0);
        let mut files = DayFiles::of(&folder, key.clone(), day);
        files.parts = files.parts_on_disk(last);
        seal(&files)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Only our own lock is here; that it cannot be removed shows at the next start.
        let _ = fs::remove_file(self.folder.join(LOCK));
    }
}

fn stream_folder(root: &Path, key: &StreamKey) -> PathBuf {
    root.join(key.folder)
        .join(key.venue.name())
        .join(file_name_of(&key.instrument))
}

/// Takes the lock. A lock whose process is gone (no `/proc` entry) is taken over.
fn lock(folder: &Path) -> Result<(), RecordError> {
    let path = folder.join(LOCK);
    if let Ok(owner) = fs::read_to_string(&path) {
        let owner = owner.trim();
        let proc = Path::new("/proc");
        let is_gone = proc.join("self").exists() && !proc.join(owner).exists();
        if !is_gone {
            return Err(RecordError::StoreLocked {
                folder: folder.to_owned(),
                lock: path,
            });
        }
        fs::remove_file(&path).map_err(|error| unwritable(&path, &error))?;
    }
    let mut file = fs::File::create_new(&path).map_err(|error| unwritable(&path, &error))?;
    write!(file, "{}", std::process::id()).map_err(|error| unwritable(&path, &error))
}

/// Puts the parts of a day, after what the day's file already has, into the day's file.
fn seal(files: &DayFiles) -> Result<(), RecordError> {
    let mut sources: Vec<RowReader> = Vec::new();
    let mut taken = None;
    if files.sealed.is_file() {
        let reader = RowReader::open(&files.sealed, files.key.clone())?;
        taken = reader.last_part();
        sources.push(reader);
    }
    let fresh = files
        .parts
        .iter()
        .filter(|(number, _)| taken.is_none_or(|taken| *number > taken));
    let mut last = taken;
    let mut has_fresh = false;
    for (number, path) in fresh {
        sources.push(RowReader::open(path, files.key.clone())?);
        last = Some(*number);
        has_fresh = true;
    }
    if has_fresh {
        let mut failure = None;
        write_whole(&files.sealed, files.key.folder, last, |writer| {
            for source in &mut sources {
                loop {
                    match source.next_group() {
                        Ok(Some(rows)) => writer.write(&rows)?,
                        Ok(None) => break,
                        Err(error) => {
                            let text = error.to_string();
                            failure = Some(error);
                            return Err(parquet::errors::ParquetError::General(text));
                        }
                    }
                }
            }
            Ok(())
        })
        .map_err(|error| failure.unwrap_or(error))?;
    }
    for (_, path) in &files.parts {
        fs::remove_file(path).map_err(|error| unwritable(path, &error))?;
    }
    Ok(())
}

/// Writes a file under a temporary name, puts it on the disk, and gives it its name.
fn write_whole(
    path: &Path,
    folder: &'static str,
    last_part: Option<u32>,
    fill: impl FnOnce(&mut RowWriter) -> Result<(), parquet::errors::ParquetError>,
) -> Result<(), RecordError> {
    let temporary = path.with_extension("tmp");
    let failed = |error: &dyn std::fmt::Display| unwritable(path, &error.to_string());
    let mut writer =
        RowWriter::create(&temporary, folder, last_part).map_err(|error| failed(&error))?;
    fill(&mut writer).map_err(|error| failed(&error))?;
    writer.finish().map_err(|error| failed(&error))?;
    durable::rename(&temporary, path).map_err(|error| failed(&error))
}
