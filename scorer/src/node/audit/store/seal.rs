//! Makes and keeps seals, and drops what they allow to be dropped.

use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};
use solana_address::Address;
use solana_signature::Signature;

use super::AuditStore;
use crate::node::audit::AuditError;
use crate::node::audit::seal::{Kind, Leaf, ROWS_MOST, Seal, SealDraft, SealRow, root_of};
use crate::time::Timestamp;

/// A seal's columns, in the order in which [`seal_of`] reads them.
pub(super) const SEAL: &str = "number, at_ms, kept_from_ms, last_tick, last_publication, ticks, publications, publisher, root, \
                               head, signature";

/// The last tick of the seals that were made before a time, in a row from the first one.
const LAST_TICK_SEALED_BEFORE: &str = "\
    SELECT coalesce(max(last_tick), 0) FROM seal WHERE number < \
    coalesce((SELECT min(number) FROM seal WHERE at_ms >= ?1), 9223372036854775807)";

impl AuditStore {
    /// A seal over the rows that have none, as many as one takes, to be signed by `publisher`; None where there are none.
    /// From then on what was sealed before `kept_from` may be dropped.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn draft_seal(
        &self,
        at: Timestamp,
        publisher: &Address,
        kept_from: Timestamp,
    ) -> Result<Option<SealDraft>, AuditError> {
        let draft = || {
            // One look at every table.
            let connection = self.connection.unchecked_transaction()?;
            let last = last_seal(&connection)?;
            let mut leaves = Vec::new();
            let mut take = |kind: Kind| -> Result<(i64, usize), rusqlite::Error> {
                let after = last.as_ref().map_or(0, |row| row.seal.last(kind));
                let found = leaves_after(&connection, kind, after)?;
                for leaf in &found {
                    leaf.write(&mut leaves);
                }
                Ok((found.last().map_or(after, |leaf| leaf.id), found.len()))
            };
            let (last_tick, ticks) = take(Kind::Tick)?;
            let (last_publication, publications) = take(Kind::Publication)?;
            if leaves.is_empty() {
                return Ok::<_, rusqlite::Error>(None);
            }
            let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
            let seal = Seal {
                number: last
                    .as_ref()
                    .map_or(1, |row| row.seal.number.saturating_add(1)),
                at,
                kept_from,
                last_tick,
                last_publication,
                ticks: count(ticks),
                publications: count(publications),
                publisher: *publisher,
                root: root_of(&leaves),
            };
            Ok(Some(SealDraft {
                seal,
                before: last.map_or([0; 32], |row| row.head),
                leaves,
            }))
        };
        draft().map_err(|error| self.failed(error))
    }

    /// Writes a signed seal, unless another one took its place meanwhile.
    ///
    /// # Errors
    /// [`AuditError`]; [`AuditError::SealOvertaken`].
    pub fn keep_seal(
        &mut self,
        draft: &SealDraft,
        signature: &Signature,
    ) -> Result<(), AuditError> {
        let insert = format!(
            "INSERT INTO seal ({SEAL}, leaves) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
        );
        let (seal, head) = (&draft.seal, draft.log_head().head);
        let mut keep = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let last = last_seal(&transaction)?;
            if last.map_or([0; 32], |row| row.head) != draft.before {
                return Ok::<_, rusqlite::Error>(false);
            }
            transaction.execute(
                &insert,
                params![
                    seal.number,
                    seal.at.millis(),
                    seal.kept_from.millis(),
                    seal.last_tick,
                    seal.last_publication,
                    seal.ticks,
                    seal.publications,
                    seal.publisher.to_string(),
                    seal.root,
                    head,
                    signature.to_string(),
                    draft.leaves
                ],
            )?;
            transaction.commit()?;
            Ok(true)
        };
        let kept = keep();
        if kept.map_err(|error| self.failed(error))? {
            Ok(())
        } else {
            let number = seal.number;
            Err(AuditError::SealOvertaken { number })
        }
    }

    /// From when the oldest row is that has no seal yet.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn unsealed_since(&self) -> Result<Option<Timestamp>, AuditError> {
        let select = "\
            SELECT min(at_ms) FROM ( \
            SELECT * FROM (SELECT first_at_ms AS at_ms FROM tick \
            WHERE id > coalesce((SELECT last_tick FROM seal ORDER BY number DESC LIMIT 1), 0) ORDER BY id LIMIT 1) \
            UNION ALL SELECT * FROM (SELECT prepared_at_ms FROM publication \
            WHERE id > coalesce((SELECT last_publication FROM seal ORDER BY number DESC LIMIT 1), 0) ORDER BY id LIMIT 1))";
        let read = || {
            let mut select = self.connection.prepare_cached(select)?;
            select.query_row([], |row| row.get::<_, Option<i64>>(0))
        };
        let since = read().map_err(|error| self.failed(error))?;
        Ok(since.map(Timestamp::from_millis))
    }

    /// Forgets ticks last seen before `before` that no publication stands on; how many there were. Of those that have a seal
    /// only what a later seal says may be dropped; the others as long as `keeps_unsealed` does not hold them for theirs.
    ///
    /// The last tick stays whatever its age: its number is not given again.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn prune(&mut self, before: Timestamp, keeps_unsealed: bool) -> Result<usize, AuditError> {
        let mut prune = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let last = last_seal(&transaction)?.map(|row| row.seal);
            let dropped_to = match &last {
                Some(seal) => {
                    let horizon = before.min(seal.kept_from).millis();
                    transaction.query_row(LAST_TICK_SEALED_BEFORE, [horizon], |row| row.get(0))?
                }
                None => 0_i64,
            };
            let sealed_to = last.map_or(0, |seal| seal.last_tick);
            let unsealed_from = if keeps_unsealed { i64::MAX } else { sealed_to };
            let delete = "DELETE FROM tick WHERE last_at_ms < ?1 AND (id <= ?2 OR id > ?3) \
                          AND id < (SELECT max(id) FROM tick) \
                          AND NOT EXISTS (SELECT 1 FROM publication WHERE publication.tick = tick.id)";
            let bounds = params![before.millis(), dropped_to, unsealed_from];
            let dropped = transaction.execute(delete, bounds)?;
            // The leaves of seals of which no row is left; publications are never dropped.
            let forget = "\
                UPDATE seal SET leaves = NULL WHERE leaves IS NOT NULL AND publications = 0 AND last_tick <= ?1 \
                AND NOT EXISTS (SELECT 1 FROM tick WHERE tick.id <= seal.last_tick AND tick.id > coalesce( \
                (SELECT earlier.last_tick FROM seal AS earlier WHERE earlier.number = seal.number - 1), 0))";
            transaction.execute(forget, [dropped_to])?;
            transaction.commit()?;
            Ok::<_, rusqlite::Error>(dropped)
        };
        let dropped = prune();
        dropped.map_err(|error| self.failed(error))
    }
}

/// The newest seal.
pub(super) fn last_seal(connection: &Connection) -> Result<Option<SealRow>, rusqlite::Error> {
    let select = format!("SELECT {SEAL} FROM seal ORDER BY number DESC LIMIT 1");
    connection.query_row(&select, [], seal_of).optional()
}

/// The leaves of the rows after number `after`, as many as a seal takes.
fn leaves_after(
    connection: &Connection,
    kind: Kind,
    after: i64,
) -> Result<Vec<Leaf>, rusqlite::Error> {
    let (columns, table) = (kind.columns().join(", "), kind.table());
    let select =
        format!("SELECT {columns} FROM {table} WHERE id > ?1 ORDER BY id LIMIT {ROWS_MOST}");
    let mut select = connection.prepare(&select)?;
    let leaves = select.query_map([after], |row| Leaf::of(kind, row))?;
    leaves.collect()
}

/// A stored seal. A publisher or signature that is none is all zero here: nothing verifies by it.
pub(super) fn seal_of(row: &Row<'_>) -> Result<SealRow, rusqlite::Error> {
    let (publisher, signature): (String, String) = (row.get(7)?, row.get(10)?);
    let time = |column| row.get(column).map(Timestamp::from_millis);
    Ok(SealRow {
        seal: Seal {
            number: row.get(0)?,
            at: time(1)?,
            kept_from: time(2)?,
            last_tick: row.get(3)?,
            last_publication: row.get(4)?,
            ticks: row.get(5)?,
            publications: row.get(6)?,
            publisher: publisher.parse().unwrap_or_default(),
            root: row.get(8)?,
        },
        head: row.get(9)?,
        signature: signature.parse().unwrap_or_default(),
    })
}

#[cfg(test)]
pub(super) mod tests;
