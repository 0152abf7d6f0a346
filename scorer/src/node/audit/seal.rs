//! Seals over what was written down, so that an auditor can tell whether it still says what it said then.
//!
//! Each row has a leaf: SHA-256 of what never changes in it. A seal covers the rows after those of the seal before, and its
//! head, SHA-256 over it and over the head before, is what the reporting key signs ([`LogHead`]). Whoever holds the database
//! and not the key can then change, take out or put in nothing before the last seal; whoever holds the key too can do so only
//! after the last head that somebody else has a copy of.
//!
//! | hashed, integers of 8 bytes, little-endian | |
//! |---|---|
//! | leaf | `ballast-tick-1` or `ballast-publication-1`, then by column: 0 where it is empty; 1 and an integer; 3 (text) or 4 (bytes), the length, and the bytes |
//! | root | the leaves: 0 (tick) or 1 (publication), the row's number, its leaf; ticks first, each kind by number |
//! | head | `ballast-seal-1`, the head before or 32 zeros, number, time, `kept_from`, last tick, last publication, counts of both, the publisher's 32 bytes, the root |

use rusqlite::Row;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};
use solana_address::Address;
use solana_signature::Signature;

use crate::key::LogHead;
use crate::time::Timestamp;

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// Rows of a kind in one seal, so that no look at the database takes long. Never changed: a proof knows by it after which seals
/// older rows were still waiting.
pub(super) const ROWS_MOST: usize = 10_000;

/// Columns of a row that its leaf is over.
const COLUMNS: usize = 10;
const EMPTY: u8 = 0;
const INTEGER: u8 = 1;
const REAL: u8 = 2;
const TEXT: u8 = 3;
const BLOB: u8 = 4;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Tick,
    Publication,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::Tick, Self::Publication];

    pub(super) const fn table(self) -> &'static str {
        match self {
            Self::Tick => "tick",
            Self::Publication => "publication",
        }
    }

    /// What never changes once it is written. How often a tick was seen again and how a publication ended is not in it.
    pub(super) const fn columns(self) -> [&'static str; COLUMNS] {
        match self {
            Self::Tick => [
                "id",
                "feed",
                "first_at_ms",
                "data_time_ms",
                "input_hash",
                "model_hash",
                "score",
                "half_width",
                "depth_bps",
                "detail",
            ],
            Self::Publication => [
                "id",
                "tick",
                "feed",
                "publisher",
                "sequence",
                "observed_at",
                "cause",
                "prepared_at_ms",
                "signature",
                "ticket",
            ],
        }
    }

    /// The place of the time at which the row was written, by the node's clock.
    pub(super) const fn time_column(self) -> usize {
        match self {
            Self::Tick => 2,
            Self::Publication => 7,
        }
    }

    const fn domain(self) -> &'static [u8] {
        match self {
            Self::Tick => b"ballast-tick-1",
            Self::Publication => b"ballast-publication-1",
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Tick => 0,
            Self::Publication => 1,
        }
    }
}

/// A row's number and leaf, as they are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) kind: Kind,
    pub(super) id: i64,
    pub(super) hash: Hash,
}

impl Leaf {
    /// Bytes of a stored one.
    pub(super) const BYTES: usize = 1 + 8 + 32;

    /// That of `row`, which has the columns of `kind`.
    pub(super) fn of(kind: Kind, row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let mut hash = Sha256::new();
        hash.update(kind.domain());
        for column in 0..COLUMNS {
            let value = row.get_ref(column)?;
            hash.update([tag(value)]);
            match value {
                ValueRef::Null => {}
                ValueRef::Integer(value) => hash.update(value.to_le_bytes()),
                ValueRef::Real(value) => hash.update(value.to_le_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    hash.update((bytes.len() as u64).to_le_bytes());
                    hash.update(bytes);
                }
            }
        }
        Ok(Self {
            kind,
            id: row.get(0)?,
            hash: hash.finalize().into(),
        })
    }

    pub(super) fn write(&self, leaves: &mut Vec<u8>) {
        leaves.push(self.kind.byte());
        leaves.extend(self.id.to_le_bytes());
        leaves.extend(self.hash);
    }

    /// Those of a seal; None where the bytes are none.
    pub(super) fn all_of(leaves: &[u8]) -> Option<Vec<Self>> {
        let (leaves, rest) = leaves.as_chunks::<{ Self::BYTES }>();
        if !rest.is_empty() {
            return None;
        }
        let read = |bytes: &[u8; Self::BYTES]| {
            let kind = Kind::ALL.into_iter().find(|kind| kind.byte() == bytes[0])?;
            let (id, hash) = bytes[1..].split_first_chunk()?;
            Some(Self {
                kind,
                id: i64::from_le_bytes(*id),
                hash: hash.try_into().ok()?,
            })
        };
        leaves.iter().map(read).collect()
    }
}

const fn tag(value: ValueRef<'_>) -> u8 {
    match value {
        ValueRef::Null => EMPTY,
        ValueRef::Integer(_) => INTEGER,
        ValueRef::Real(_) => REAL,
        ValueRef::Text(_) => TEXT,
        ValueRef::Blob(_) => BLOB,
    }
}

/// The root of the leaves of a seal, as they are stored.
pub(super) fn root_of(leaves: &[u8]) -> Hash {
    Sha256::digest(leaves).into()
}

/// What a seal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its number, from one.
    pub number: i64,
    /// When it was made, by this machine's clock.
    pub at: Timestamp,
    /// From then on ticks of seals before this time, on which no report stands, may be dropped.
    pub kept_from: Timestamp,
    /// The last tick that it covers.
    pub last_tick: i64,
    /// The last publication that it covers.
    pub last_publication: i64,
    /// How many ticks it covers.
    pub ticks: i64,
    /// How many publications it covers.
    pub publications: i64,
    /// Whose key signs it.
    pub publisher: Address,
    /// Over the leaves.
    pub(super) root: Hash,
}

impl Seal {
    /// Its head, after the seal whose head is `before`.
    pub(super) fn head(&self, before: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(b"ballast-seal-1");
        hash.update(before);
        for number in [
            self.number,
            self.at.millis(),
            self.kept_from.millis(),
            self.last_tick,
            self.last_publication,
            self.ticks,
            self.publications,
        ] {
            hash.update(number.to_le_bytes());
        }
        hash.update(self.publisher);
        hash.update(self.root);
        hash.finalize().into()
    }

    /// The last row of `kind` that it covers.
    pub(super) const fn last(&self, kind: Kind) -> i64 {
        match kind {
            Kind::Tick => self.last_tick,
            Kind::Publication => self.last_publication,
        }
    }

    /// How many rows of `kind` it covers.
    pub(super) const fn count(&self, kind: Kind) -> i64 {
        match kind {
            Kind::Tick => self.ticks,
            Kind::Publication => self.publications,
        }
    }

    /// Whether it covers as many rows of `kind` as one takes, so that more of them may have waited.
    pub(super) fn is_full(&self, kind: Kind) -> bool {
        usize::try_from(self.count(kind)).is_ok_and(|count| count >= ROWS_MOST)
    }
}

/// A seal that is to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealDraft {
    /// What it says.
    pub seal: Seal,
    /// The head that it follows.
    pub(super) before: Hash,
    pub(super) leaves: Vec<u8>,
}

impl SealDraft {
    /// Whether more rows may wait than one seal takes.
    pub fn is_full(&self) -> bool {
        Kind::ALL.into_iter().any(|kind| self.seal.is_full(kind))
    }

    /// What the publisher's key is to sign.
    pub fn log_head(&self) -> LogHead {
        LogHead {
            number: self.seal.number,
            at: self.seal.at,
            head: self.seal.head(&self.before),
        }
    }
}

/// A stored seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SealRow {
    pub(super) seal: Seal,
    pub(super) head: Hash,
    pub(super) signature: Signature,
}

impl SealRow {
    /// What was signed.
    pub(super) fn log_head(&self) -> LogHead {
        LogHead {
            number: self.seal.number,
            at: self.seal.at,
            head: self.head,
        }
    }
}
