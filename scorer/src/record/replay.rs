//! Reads a store back: all kinds, venues and instruments merged in the order of receipt.
//!
//! Ties go by venue, then sequence, so the same files give the same rows on every machine. One row
//! group per stream is held in memory.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};
use std::path::Path;

use super::error::RecordError;
use super::layout::{DayFiles, find_days};
use super::row::Row;
use super::row_reader::RowReader;
use crate::time::Span;

/// A merged read of a store.
pub struct Replay {
    heads: BinaryHeap<Head>,
    streams: Vec<Stream>,
    span: Span,
}

/// What remains of one stream.
struct Stream {
    days: VecDeque<DayFiles>,
    files: VecDeque<RowReader>,
    rows: VecDeque<Row>,
}

/// The next row of a stream.
struct Head {
    row: Row,
    stream: usize,
}

impl Ord for Head {
    /// Reversed: the heap gives its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .row
            .replay_order(&self.row)
            .then_with(|| other.stream.cmp(&self.stream))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

impl std::fmt::Debug for Replay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Replay")
            .field("streams", &self.streams.len())
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

impl Replay {
    /// Opens what `folder` holds inside `span`, by receipt time.
    ///
    /// # Errors
    /// [`RecordError::StoreEmpty`] when there is nothing; or what cannot be read.
    pub fn open(folder: &Path, span: Span) -> Result<Self, RecordError> {
        let mut streams: Vec<Stream> = Vec::new();
        let mut key = None;
        for files in find_days(folder)? {
            let window = files.day.window();
            let is_before = span.from.is_some_and(|from| window.until <= from);
            let is_after = span.until.is_some_and(|until| until <= window.from);
            if is_before || is_after {
                continue;
            }
            if key.as_ref() != Some(&files.key) {
                key = Some(files.key.clone());
                streams.push(Stream {
                    days: VecDeque::new(),
                    files: VecDeque::new(),
                    rows: VecDeque::new(),
                });
            }
            if let Some(stream) = streams.last_mut() {
                stream.days.push_back(files);
            }
        }
        let mut replay = Self {
            heads: BinaryHeap::new(),
            streams,
            span,
        };
        for stream in 0..replay.streams.len() {
            replay.advance(stream)?;
        }
        if replay.heads.is_empty() {
            return Err(RecordError::StoreEmpty {
                folder: folder.to_owned(),
                from: span
                    .from
                    .map_or_else(|| "any".to_owned(), |time| time.to_string()),
                until: span
                    .until
                    .map_or_else(|| "any".to_owned(), |time| time.to_string()),
            });
        }
        Ok(replay)
    }

    /// Puts the next row of a stream that lies inside the span among the heads.
    fn advance(&mut self, index: usize) -> Result<(), RecordError> {
        while let Some(row) = self.streams[index].next()? {
            if self.span.contains(row.received_at) {
                self.heads.push(Head { row, stream: index });
                break;
            }
        }
        Ok(())
    }
}

impl Stream {
    fn next(&mut self) -> Result<Option<Row>, RecordError> {
        loop {
            if let Some(row) = self.rows.pop_front() {
                return Ok(Some(row));
            }
            if let Some(file) = self.files.front_mut() {
                match file.next_group()? {
                    Some(rows) => self.rows = rows.into(),
                    None => {
                        self.files.pop_front();
                    }
                }
            } else if let Some(day) = self.days.pop_front() {
                self.files = day.readers()?.into();
            } else {
                return Ok(None);
            }
        }
    }
}

impl Iterator for Replay {
    type Item = Result<Row, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Head { row, stream } = self.heads.pop()?;
        match self.advance(stream) {
            Ok(()) => Some(Ok(row)),
            Err(error) => {
                self.heads.clear();
                Some(Err(error))
            }
        }
    }
}
