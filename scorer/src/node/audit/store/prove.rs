//! Holds every row against the seals.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::AuditStore;
use super::seal::{SEAL, seal_of};
use crate::node::audit::seal::{Hash, Kind, Leaf, Seal, SealRow, root_of};
use crate::node::audit::{AuditError, Known, LogProof};
use crate::time::Timestamp;

const CHANGED: &str = "it says something else than when it was sealed";
const PUT_IN: &str =
    "it stands among sealed rows and was not there when they were sealed: it was put in";
const TAKEN_OUT: &str = "it was sealed and is not there: it was taken out";
const BACKDATED: &str = "its time lies before the seal before it, where it was not: it was put in later, or the clock was set back";
const NEEDED: &str = "it was sealed and is not there, and a report stands on it: it was taken out";
const HEAD_WRONG: &str =
    "its head does not follow from what it says and from the head before: one of them was changed";
const SIGNATURE_WRONG: &str = "its signature is not its publisher's over its head";
const ROOT_WRONG: &str = "its root is not that of its leaves: they were changed";
const LEAVES_UNREADABLE: &str = "its leaves are not readable";
const LEAVES_GONE: &str = "its leaves are gone, and its rows were to be kept";
const COUNT_WRONG: &str = "it counts other rows than it has leaves of";
const NO_SEAL: &str = "it has no seal: nothing shows that it says what it said";
const HEAD_UNKNOWN: &str = "no seal has this head: the log was cut off or written anew since it was copied, or it is another log's";

/// How much later than its time a row is written at most: a node's clock may be set back by as much.
const LATE_MOST_MILLIS: i64 = 300_000;

impl AuditStore {
    /// Holds every row against the seals, and the seals against what is `known` from elsewhere. A database that a node is
    /// writing to is seen as it is at one moment.
    ///
    /// # Errors
    /// [`AuditError`], where the database cannot be read; what does not fit is in the proof.
    pub fn prove_log(&self, known: &Known) -> Result<LogProof, AuditError> {
        let prove = || {
            let connection = self.connection.unchecked_transaction()?;
            let mut prover = Prover {
                connection: &connection,
                known,
                kept_from: Timestamp::from_millis(i64::MIN),
                proof: LogProof::default(),
                last: None,
                all_sealed_at: BTreeMap::new(),
            };
            // A database of an earlier version has no such table.
            if connection.table_exists(None, "seal")? {
                prover.walk()?;
            }
            prover.end()
        };
        prove().map_err(|error| self.failed(error))
    }
}

/// On the way along the seals.
struct Prover<'a> {
    connection: &'a Connection,
    known: &'a Known,
    /// Ticks of seals before may have been dropped.
    kept_from: Timestamp,
    proof: LogProof,
    last: Option<SealRow>,
    /// When the last seal was made, by kind of row, after which none waited: all that follow were written later.
    all_sealed_at: BTreeMap<Kind, Timestamp>,
}

impl Prover<'_> {
    fn walk(&mut self) -> Result<(), rusqlite::Error> {
        let connection = self.connection;
        let kept_from = "SELECT max(kept_from_ms) FROM seal";
        let kept_from: Option<i64> = connection.query_row(kept_from, [], |row| row.get(0))?;
        self.kept_from = Timestamp::from_millis(kept_from.unwrap_or(i64::MIN));
        let select = format!("SELECT {SEAL}, leaves FROM seal ORDER BY number");
        let mut select = connection.prepare(&select)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (sealed, leaves) = (seal_of(row)?, row.get::<_, Option<Vec<u8>>>(11)?);
            self.check_chain(&sealed);
            match leaves {
                Some(leaves) => self.check_rows(&sealed.seal, &leaves)?,
                None => self.check_gone(&sealed.seal)?,
            }
            let (seal, head) = (&sealed.seal, &sealed.head);
            let proof = &mut self.proof;
            proof.note_seal(seal.number, seal.at, &seal.publisher, hex::encode(head));
            proof.note_head(self.known, seal.number, head);
            for kind in Kind::ALL.into_iter().filter(|kind| !seal.is_full(*kind)) {
                self.all_sealed_at.insert(kind, seal.at);
            }
            self.last = Some(sealed);
        }
        Ok(())
    }

    /// Whether the seal follows on the one before and is signed.
    fn check_chain(&mut self, sealed: &SealRow) {
        let (seal, proof) = (&sealed.seal, &mut self.proof);
        let row = format!("seal {}", seal.number);
        let last = self.last.as_ref();
        let next = last.map_or(1, |last| last.seal.number.saturating_add(1));
        if seal.number != next {
            proof.fault(format!("seal {next}"), TAKEN_OUT);
        }
        let before = last.map_or([0; 32], |last| last.head);
        if seal.head(&before) != sealed.head {
            proof.fault(&row, HEAD_WRONG);
        }
        let (publisher, message) = (&seal.publisher, sealed.log_head());
        let message = message.message(publisher);
        if !sealed.signature.verify(publisher.as_ref(), &message) {
            proof.fault(&row, SIGNATURE_WRONG);
        }
        let publishers = &self.known.publishers;
        if !publishers.is_empty() && !publishers.contains(publisher) {
            let reason = format!("it is signed by {publisher}, which is not among --publisher");
            proof.fault(&row, reason);
        }
    }

    /// Whether the rows of `seal` are those of its leaves.
    fn check_rows(&mut self, seal: &Seal, leaves: &[u8]) -> Result<(), rusqlite::Error> {
        let row = format!("seal {}", seal.number);
        if root_of(leaves) != seal.root {
            self.proof.fault(&row, ROOT_WRONG);
        }
        let Some(leaves) = Leaf::all_of(leaves) else {
            self.proof.fault(&row, LEAVES_UNREADABLE);
            return Ok(());
        };
        for kind in Kind::ALL {
            let sealed = leaves.iter().filter(|leaf| leaf.kind == kind);
            let mut sealed: BTreeMap<i64, Hash> = sealed.map(|leaf| (leaf.id, leaf.hash)).collect();
            if i64::try_from(sealed.len()) != Ok(seal.count(kind)) {
                self.proof.fault(&row, COUNT_WRONG);
            }
            let all_sealed_at = self.all_sealed_at.get(&kind).copied();
            for (found, at) in self.rows_of(seal, kind)? {
                let late =
                    all_sealed_at.map_or(0, |sealed| sealed.millis().saturating_sub(at.millis()));
                let reason = match sealed.remove(&found.id) {
                    Some(hash) if hash != found.hash => CHANGED,
                    Some(_) if late > LATE_MOST_MILLIS => BACKDATED,
                    Some(_) => {
                        *self.proof.sealed(kind) += 1;
                        continue;
                    }
                    None => PUT_IN,
                };
                self.proof.fault(name(kind, found.id), reason);
            }
            for id in sealed.into_keys() {
                self.check_missing(seal, kind, id)?;
            }
        }
        Ok(())
    }

    /// Whether row `id` of `seal`, which is not there, may be missing.
    fn check_missing(&mut self, seal: &Seal, kind: Kind, id: i64) -> Result<(), rusqlite::Error> {
        if kind == Kind::Publication || seal.at >= self.kept_from {
            self.proof.fault(name(kind, id), TAKEN_OUT);
            return Ok(());
        }
        let needs = "SELECT EXISTS (SELECT 1 FROM publication WHERE tick = ?1)";
        let mut needs = self.connection.prepare_cached(needs)?;
        if needs.query_row([id], |row| row.get(0))? {
            self.proof.fault(name(kind, id), NEEDED);
        } else {
            self.proof.ticks_dropped += 1;
        }
        Ok(())
    }

    /// Whether every row of `seal`, whose leaves are gone, is gone too and may be.
    fn check_gone(&mut self, seal: &Seal) -> Result<(), rusqlite::Error> {
        if seal.publications > 0 || seal.at >= self.kept_from {
            self.proof
                .fault(format!("seal {}", seal.number), LEAVES_GONE);
        }
        for kind in Kind::ALL {
            for (found, _) in self.rows_of(seal, kind)? {
                self.proof.fault(name(kind, found.id), PUT_IN);
            }
        }
        // Any number may stand in a seal that nobody signed.
        let dropped = &mut self.proof.ticks_dropped;
        *dropped = dropped.saturating_add(seal.ticks.unsigned_abs());
        Ok(())
    }

    /// What stands after the last row of the seal before and up to that of `seal`, and of when it says that it is.
    fn rows_of(&self, seal: &Seal, kind: Kind) -> Result<Vec<(Leaf, Timestamp)>, rusqlite::Error> {
        let last = self.last.as_ref();
        let after = last.map_or(i64::MIN, |last| last.seal.last(kind));
        let (columns, table) = (kind.columns().join(", "), kind.table());
        let select = format!("SELECT {columns} FROM {table} WHERE id > ?1 AND id <= ?2");
        let mut select = self.connection.prepare_cached(&select)?;
        let range = params![after, seal.last(kind)];
        let rows = select.query_map(range, |row| {
            let at = row.get(kind.time_column()).map(Timestamp::from_millis)?;
            Ok((Leaf::of(kind, row)?, at))
        })?;
        rows.collect()
    }

    /// What is left to say of the whole.
    fn end(mut self) -> Result<LogProof, rusqlite::Error> {
        for kind in Kind::ALL {
            let after = self.last.as_ref().map_or(0, |last| last.seal.last(kind));
            let count = format!("SELECT count(*) FROM {} WHERE id > ?1", kind.table());
            let count: i64 = self
                .connection
                .query_row(&count, [after], |row| row.get(0))?;
            *self.proof.unsealed(kind) = count.unsigned_abs();
        }
        if self.last.is_none() {
            self.proof.fault("the log", NO_SEAL);
        }
        if let (Some(head), None) = (&self.known.head, self.proof.head_found) {
            self.proof
                .fault(format!("head {}", hex::encode(head)), HEAD_UNKNOWN);
        }
        Ok(self.proof)
    }
}

fn name(kind: Kind, id: i64) -> String {
    format!("{} {id}", kind.table())
}

#[cfg(test)]
mod tests;
