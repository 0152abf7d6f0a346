//! Work that is spread over machines and can be interrupted: chunks of units, one Parquet file each.
//!
//! ```text
//! work    = units 0 .. n, each a pure function of its number, cut into chunks of equal size
//! share i/m = the chunks whose number leaves i - 1 when divided by m
//! store   = a folder of whole chunks; a chunk that is there is not computed again
//! merge   = all chunks in order: the same rows whoever computed them, in however many shares
//! ```
//!
//! A chunk is written under another name and renamed when it is whole, so that whatever stops a run leaves whole chunks
//! behind. Each carries the fingerprint of what was asked for: a folder that holds the answer to another question is refused.

mod error;
mod file;
mod run;
mod store;

pub use error::ShardError;
pub use run::{Ended, run};
pub use store::Store;

use sha2::{Digest, Sha256};
use std::ops::Range;
use std::str::FromStr;

/// What is to be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// SHA-256, in hex, of everything that decides the rows.
    pub fingerprint: String,
    /// What a row holds, by column; at least one.
    pub columns: Vec<String>,
    /// How many rows there are.
    pub units: u64,
    /// Rows of a chunk; at least one. The last chunk may be shorter.
    pub chunk_units: u64,
}

impl Work {
    /// `question` decides the rows: settings, data, versions, in any form that is the same every time.
    pub fn new(question: &[u8], columns: Vec<String>, units: u64, chunk_units: u64) -> Self {
        let chunk_units = chunk_units.max(1);
        let mut digest = Sha256::new();
        digest.update(question);
        digest.update(units.to_le_bytes());
        digest.update(chunk_units.to_le_bytes());
        for column in &columns {
            digest.update(column.as_bytes());
            digest.update([0]);
        }
        Self {
            fingerprint: hex::encode(digest.finalize()),
            columns,
            units,
            chunk_units,
        }
    }

    /// How many chunks there are.
    pub fn chunks(&self) -> u64 {
        self.units.div_ceil(self.chunk_units)
    }

    /// The units of chunk `chunk`; empty past the last.
    pub fn units_of(&self, chunk: u64) -> Range<u64> {
        let from = chunk.saturating_mul(self.chunk_units).min(self.units);
        let until = from.saturating_add(self.chunk_units).min(self.units);
        from..until
    }
}

/// SHA-256 of `bytes`, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Which part of the work is done here: `1/1` is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    index: u64,
    of: u64,
}

impl Default for Share {
    fn default() -> Self {
        Self::ALL
    }
}

impl Share {
    /// All of it.
    pub const ALL: Self = Self { index: 1, of: 1 };

    /// Share `index` of `of`, counted from one.
    ///
    /// # Errors
    /// [`ShardError::ShareOutOfRange`].
    pub fn new(index: u64, of: u64) -> Result<Self, ShardError> {
        if index == 0 || index > of {
            return Err(ShardError::ShareOutOfRange { index, of });
        }
        Ok(Self { index, of })
    }

    /// Whether chunk `chunk` is of this share.
    pub fn holds(&self, chunk: u64) -> bool {
        chunk % self.of == self.index - 1
    }
}

impl FromStr for Share {
    type Err = ShardError;

    /// Such as `2/8`.
    fn from_str(text: &str) -> Result<Self, ShardError> {
        let unreadable = || ShardError::ShareUnreadable {
            given: text.to_owned(),
        };
        let (index, of) = text.split_once('/').ok_or_else(unreadable)?;
        let number = |digits: &str| digits.trim().parse::<u64>().map_err(|_| unreadable());
        Self::new(number(index)?, number(of)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_together_hold_every_chunk_once() {
        let work = Work::new(b"question", vec!["a".to_owned()], 103, 10);
        let shares: Vec<Share> = (1..=4).map(|index| Share::new(index, 4).unwrap()).collect();

        for chunk in 0..work.chunks() {
            let holders = shares.iter().filter(|share| share.holds(chunk)).count();
            assert_eq!(holders, 1, "chunk {chunk}");
        }
        assert_eq!(work.chunks(), 11);
        assert_eq!(work.units_of(10), 100..103);
        assert!(work.units_of(11).is_empty());
    }

    #[test]
    fn a_share_reads_as_it_is_written_and_nothing_else_does() {
        assert_eq!("2/8".parse::<Share>().unwrap(), Share::new(2, 8).unwrap());
        for wrong in ["", "0/3", "4/3", "1", "1/0", "-1/2", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn another_question_has_another_fingerprint() {
        let columns = || vec!["a".to_owned(), "b".to_owned()];
        let base = Work::new(b"question", columns(), 10, 5);

        let others = [
            Work::new(b"other", columns(), 10, 5),
            Work::new(b"question", vec!["ab".to_owned()], 10, 5),
            Work::new(b"question", columns(), 11, 5),
            Work::new(b"question", columns(), 10, 2),
        ];

        assert_eq!(base, Work::new(b"question", columns(), 10, 5));
        assert!(
            others
                .iter()
                .all(|other| other.fingerprint != base.fingerprint)
        );
    }
}
