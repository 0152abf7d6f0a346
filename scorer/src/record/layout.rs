//! Where the files of a store lie.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::{Days, NaiveDate};

use super::error::{RecordError, unreadable};
use super::row_reader::{RowReader, StreamKey};
use super::schema;
use crate::time::{Timestamp, Window};
use crate::venue::Venue;

const MILLIS_PER_DAY: i64 = 86_400_000;

/// A day in UTC, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    /// 1970-01-01.
    pub const FIRST: Self = Self(0);

    /// The day that `time` lies on; the first or last day that can be written, beyond those.
    pub fn of(time: Timestamp) -> Self {
        const LAST: i64 = 2_932_896;
        let day = time.millis().div_euclid(MILLIS_PER_DAY).clamp(0, LAST);
        Self(i32::try_from(day).unwrap_or(0))
    }

    /// From its midnight to the next.
    pub fn window(self) -> Window {
        let start = i64::from(self.0) * MILLIS_PER_DAY;
        Window::new(
            Timestamp::from_millis(start),
            Timestamp::from_millis(start + MILLIS_PER_DAY),
        )
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = Days::new(u64::from(self.0.unsigned_abs()));
        let date = NaiveDate::default().checked_add_days(days);
        write!(formatter, "{}", date.unwrap_or_default())
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let date: NaiveDate = text.parse().map_err(|_| format!("{text:?} is no day"))?;
        i32::try_from((date - NaiveDate::default()).num_days())
            .ok()
            .filter(|day| *day >= 0)
            .map(Self)
            .ok_or_else(|| format!("{text} lies before 1970"))
    }
}

/// The files of one stream on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayFiles {
    pub(super) key: StreamKey,
    pub(super) day: Day,
    folder: PathBuf,
    /// The day's file, whether or not it is there.
    pub(super) sealed: PathBuf,
    /// Parts by their number, ascending.
    pub(super) parts: Vec<(u32, PathBuf)>,
    /// Files that a crash left half-written.
    pub(super) temporary: Vec<PathBuf>,
}

impl DayFiles {
    /// The day's files in `folder`, without looking for parts.
    pub(super) fn of(folder: &Path, key: StreamKey, day: Day) -> Self {
        Self {
            key,
            day,
            folder: folder.to_owned(),
            sealed: folder.join(format!("{day}.parquet")),
            parts: Vec::new(),
            temporary: Vec::new(),
        }
    }

    /// Paths of the parts up to `last` that are there.
    pub(super) fn parts_on_disk(&self, last: u32) -> Vec<(u32, PathBuf)> {
        let path = |number: u32| self.folder.join(format!("{}.{number:06}.part", self.day));
        (0..=last)
            .map(|number| (number, path(number)))
            .filter(|(_, path)| path.is_file())
            .collect()
    }

    /// Number of the part after those that the day's file has taken in.
    pub(super) fn next_part(&self) -> Result<u32, RecordError> {
        if !self.sealed.is_file() {
            return Ok(0);
        }
        let reader = RowReader::open(&self.sealed, self.key.clone())?;
        Ok(reader.last_part().map_or(0, |last| last + 1))
    }

    /// Every file to read, in order.
    pub(super) fn readers(&self) -> Result<Vec<RowReader>, RecordError> {
        let mut readers = Vec::new();
        let mut taken = None;
        if self.sealed.is_file() {
            let reader = RowReader::open(&self.sealed, self.key.clone())?;
            taken = reader.last_part();
            readers.push(reader);
        }
        for (number, path) in &self.parts {
            if taken.is_none_or(|taken| *number > taken) {
                readers.push(RowReader::open(path, self.key.clone())?);
            }
        }
        Ok(readers)
    }
}

/// Every stream's days under `root`, by stream and day.
pub(super) fn find_days(root: &Path) -> Result<Vec<DayFiles>, RecordError> {
    let mut days = BTreeMap::new();
    for folder in schema::FOLDERS {
        let kind = root.join(folder);
        if !kind.is_dir() {
            continue;
        }
        for venue_folder in entries(&kind)? {
            let name = name_of(&venue_folder);
            let venue = Venue::from_name(&name).ok_or_else(|| RecordError::FolderMalformed {
                folder: venue_folder.clone(),
                reason: format!("{name:?} is no venue"),
            })?;
            for instrument_folder in entries(&venue_folder)? {
                let instrument = instrument_of(&name_of(&instrument_folder));
                let key = StreamKey {
                    folder,
                    venue,
                    instrument,
                };
                collect_days(&instrument_folder, &key, &mut days)?;
            }
        }
    }
    Ok(days.into_values().collect())
}

fn collect_days(
    folder: &Path,
    key: &StreamKey,
    days: &mut BTreeMap<(StreamKey, Day), DayFiles>,
) -> Result<(), RecordError> {
    for path in entries(folder)? {
        let name = name_of(&path);
        let mut pieces = name.split('.');
        let day: Day = pieces
            .next()
            .unwrap_or_default()
            .parse()
            .map_err(|reason| RecordError::FolderMalformed {
                folder: path.clone(),
                reason,
            })?;
        let files = days
            .entry((key.clone(), day))
            .or_insert_with(|| DayFiles::of(folder, key.clone(), day));
        match (pieces.next(), pieces.next()) {
            (Some("parquet"), None) => {}
            (Some(number), Some("part")) if number.parse::<u32>().is_ok() => {
                files.parts.push((number.parse().unwrap_or(0), path));
            }
            (_, Some("tmp")) | (Some("tmp"), None) => files.temporary.push(path),
            _ => {
                return Err(RecordError::FolderMalformed {
                    folder: path,
                    reason: "is neither a day's file nor a part".to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Entries of a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<Vec<_>, _>>()
        })
        .map_err(|error| unreadable(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A folder's name for an instrument: letters, digits, `-` and `_` stay, anything else becomes `%xx`.
pub(super) fn file_name_of(instrument: &str) -> String {
    use fmt::Write as _;
    instrument.bytes().fold(String::new(), |mut name, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            name.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(name, "%{byte:02x}");
        }
        name
    })
}

/// The instrument that a folder's name stands for.
fn instrument_of(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let coded = name
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(coded.unwrap_or(bytes[at]));
        at += if coded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instrument_survives_being_a_folder() {
        for name in ["BTC-USDT-SWAP", "a/b", "100%", "€.x", "", "../.."] {
            let folder = file_name_of(name);
            assert!(!folder.contains(['/', '.']), "{folder}");
            assert_eq!(instrument_of(&folder), name);
        }
    }

    #[test]
    fn day_is_named_by_its_date() {
        let day = Day::of(Timestamp::from_millis(1_723_161_255_030));

        assert_eq!(day.to_string(), "2024-08-08");
        assert_eq!("2024-08-08".parse(), Ok(day));
        assert!("2024-08-32".parse::<Day>().is_err());
        assert!("1969-12-31".parse::<Day>().is_err());
    }
}
