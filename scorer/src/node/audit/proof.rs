//! What an auditor finds when the rows are held against the seals.

use hex::FromHex as _;
use serde::Serialize;
use solana_address::Address;

use super::seal::{Hash, Kind};
use crate::time::Timestamp;

/// Faults that are told one by one.
const FAULTS_MOST: usize = 100;

/// What an auditor knows of a log from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The keys that may have signed it; empty: any.
    pub publishers: Vec<Address>,
    /// A head that it had when a copy was taken.
    pub head: Option<[u8; 32]>,
}

impl Known {
    /// The head that 64 hexadecimal digits name.
    pub fn head_of(digits: &str) -> Option<[u8; 32]> {
        <[u8; 32]>::from_hex(digits).ok()
    }
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where: such as `tick 17` or `seal 3`.
    pub row: String,
    /// What is wrong there.
    pub reason: String,
}

/// A key and what it signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The key, in base 58.
    pub publisher: String,
    /// The number of its first seal.
    pub from_seal: i64,
    /// How many it signed.
    pub seals: u64,
}

/// The newest seal: a copy of its head, kept elsewhere, is what binds even whoever has the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Newest {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Its head, in hex.
    pub head: String,
}

/// A whole log, held against its seals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LogProof {
    /// Seals.
    pub seals: u64,
    /// Ticks that are there and say what they said when they were sealed.
    pub ticks: u64,
    /// Publications of which the same is true.
    pub publications: u64,
    /// Sealed ticks that are not there and need not be: they were old, and no report stands on them.
    pub ticks_dropped: u64,
    /// Ticks that no seal covers yet.
    pub ticks_unsealed: u64,
    /// Publications that no seal covers yet.
    pub publications_unsealed: u64,
    /// When the first seal was made.
    pub first_at: Option<Timestamp>,
    /// The longest time between two seals, seconds.
    pub longest_pause_seconds: i64,
    /// Who signed, in the order of their first seals.
    pub signed: Vec<Signed>,
    /// The newest seal.
    pub newest: Option<Newest>,
    /// The seal whose head an auditor has a copy of.
    pub head_found: Option<i64>,
    /// What does not fit.
    pub faults: Vec<Fault>,
    /// How many more faults there are than are told.
    pub faults_untold: u64,
}

impl LogProof {
    /// Whether everything fits.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    pub(super) fn fault(&mut self, row: impl Into<String>, reason: impl Into<String>) {
        if self.faults.len() < FAULTS_MOST {
            let (row, reason) = (row.into(), reason.into());
            self.faults.push(Fault { row, reason });
        } else {
            self.faults_untold += 1;
        }
    }

    pub(super) const fn sealed(&mut self, kind: Kind) -> &mut u64 {
        match kind {
            Kind::Tick => &mut self.ticks,
            Kind::Publication => &mut self.publications,
        }
    }

    pub(super) const fn unsealed(&mut self, kind: Kind) -> &mut u64 {
        match kind {
            Kind::Tick => &mut self.ticks_unsealed,
            Kind::Publication => &mut self.publications_unsealed,
        }
    }

    /// That `publisher` signed seal `number`, made at `at`, with `head` in hex.
    pub(super) fn note_seal(
        &mut self,
        number: i64,
        at: Timestamp,
        publisher: &Address,
        head: String,
    ) {
        self.seals += 1;
        self.first_at.get_or_insert(at);
        if let Some(before) = &self.newest {
            let pause = at.seconds_floor() - before.at.seconds_floor();
            self.longest_pause_seconds = self.longest_pause_seconds.max(pause);
        }
        self.newest = Some(Newest { number, at, head });
        let publisher = publisher.to_string();
        let mut signed = self.signed.iter_mut();
        match signed.find(|signed| signed.publisher == publisher) {
            Some(signed) => signed.seals += 1,
            None => self.signed.push(Signed {
                publisher,
                from_seal: number,
                seals: 1,
            }),
        }
    }

    pub(super) fn note_head(&mut self, known: &Known, number: i64, head: &Hash) {
        if known.head.as_ref() == Some(head) {
            self.head_found = Some(number);
        }
    }
}
