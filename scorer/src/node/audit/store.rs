//! Writes and reads the database. Blocking: the node does it through [`super::AuditDesk`].

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row, params};

use super::error::AuditError;
use super::record::{Outcome, Publication, PublicationRow, TickRecord, TickRow};
use super::schema::{SCHEMA_VERSION, migrate};
use crate::send::Ticket;
use crate::time::Timestamp;

const TICK: &str = "id, feed, first_at_ms, last_at_ms, repeats, data_time_ms, input_hash, model_hash, score, half_width, \
                    depth_bps, detail";
const PUBLICATION: &str = "id, tick, feed, publisher, sequence, observed_at, cause, prepared_at_ms, signature, \
                           ticket, outcome, settled_at_ms, slot, error_class, error";

/// An open database.
#[derive(Debug)]
pub struct AuditStore {
    file: PathBuf,
    connection: Connection,
}

impl AuditStore {
    /// Opens `file`, makes it where it is not there, and brings it to the newest schema. Others may hold it for `busy`.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn open(file: &Path, busy: Duration) -> Result<Self, AuditError> {
        let failed = |source| AuditError::Database {
            file: file.to_owned(),
            source,
        };
        let mut connection = Connection::open(file).map_err(failed)?;
        connection.busy_timeout(busy).map_err(failed)?;
        connection
            .pragma_update(None, "journal_mode", "wal")
            .and_then(|()| connection.pragma_update(None, "synchronous", "full"))
            .and_then(|()| connection.pragma_update(None, "foreign_keys", true))
            .map_err(failed)?;
        if let Err(found) = migrate(&mut connection).map_err(failed)? {
            return Err(AuditError::SchemaNewer {
                file: file.to_owned(),
                found,
                known: SCHEMA_VERSION,
            });
        }
        Ok(Self {
            file: file.to_owned(),
            connection,
        })
    }

    /// Opens `file` to read it, also beside a node that writes.
    ///
    /// # Errors
    /// [`AuditError`]; a database that is not there is one.
    pub fn open_read_only(file: &Path) -> Result<Self, AuditError> {
        let failed = |source| AuditError::Database {
            file: file.to_owned(),
            source,
        };
        let connection =
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
        let version: i64 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(failed)?;
        if version > SCHEMA_VERSION {
            return Err(AuditError::SchemaNewer {
                file: file.to_owned(),
                found: version,
                known: SCHEMA_VERSION,
            });
        }
        Ok(Self {
            file: file.to_owned(),
            connection,
        })
    }

    fn failed(&self, source: rusqlite::Error) -> AuditError {
        AuditError::Database {
            file: self.file.clone(),
            source,
        }
    }

    /// Writes a tick and gives its number. One that says what the feed's last one said counts it on instead.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn tick(&mut self, tick: &TickRecord) -> Result<i64, AuditError> {
        let detail = to_json(tick)?;
        self.write_tick(tick, &detail)
            .map_err(|error| self.failed(error))
    }

    fn write_tick(&self, tick: &TickRecord, detail: &str) -> Result<i64, rusqlite::Error> {
        let last = "SELECT id FROM (SELECT * FROM tick WHERE feed = ?1 ORDER BY id DESC LIMIT 1)
                    WHERE input_hash = ?2 AND model_hash = ?3 AND score = ?4 AND half_width = ?5 AND depth_bps = ?6";
        let same: Option<i64> = self
            .connection
            .prepare_cached(last)?
            .query_row(
                params![
                    tick.feed,
                    tick.input_hash,
                    tick.model_hash,
                    tick.score,
                    tick.half_width,
                    tick.depth_bps
                ],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(id) = same {
            let again = "UPDATE tick SET last_at_ms = ?2, repeats = repeats + 1 WHERE id = ?1";
            let mut again = self.connection.prepare_cached(again)?;
            again.execute(params![id, tick.at.millis()])?;
            return Ok(id);
        }
        let insert = "INSERT INTO tick (feed, first_at_ms, last_at_ms, repeats, data_time_ms, input_hash, model_hash, score, \
                      half_width, depth_bps, detail) VALUES (?1, ?2, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.connection.prepare_cached(insert)?.insert(params![
            tick.feed,
            tick.at.millis(),
            tick.data_time.millis(),
            tick.input_hash,
            tick.model_hash,
            tick.score,
            tick.half_width,
            tick.depth_bps,
            detail
        ])
    }

    /// Writes a publication before it is sent, with the outcome that is known already, and gives its number.
    ///
    /// # Errors
    /// [`AuditError`]: then it must not be sent.
    pub fn publication(
        &mut self,
        publication: &Publication,
        outcome: Outcome,
    ) -> Result<i64, AuditError> {
        let insert = "INSERT INTO publication (tick, feed, publisher, sequence, observed_at, cause, prepared_at_ms, signature, \
                      ticket, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let ticket = ticket_text(publication.ticket.as_ref())?;
        let write = || {
            self.connection.prepare_cached(insert)?.insert(params![
                publication.tick,
                publication.feed,
                publication.publisher,
                signed(publication.sequence),
                signed(publication.observed_at),
                publication.cause,
                publication.prepared_at.millis(),
                publication.ticket.as_ref().map(|ticket| &ticket.signature),
                ticket,
                outcome.name()
            ])
        };
        write().map_err(|error| self.failed(error))
    }

    /// Writes how a publication ended.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn settle(
        &mut self,
        id: i64,
        at: Timestamp,
        outcome: Outcome,
        slot: Option<u64>,
        error: Option<(&str, &str)>,
    ) -> Result<(), AuditError> {
        let update = "UPDATE publication SET outcome = ?2, settled_at_ms = ?3, slot = ?4, error_class = ?5, error = ?6 WHERE id = ?1";
        let (class, text) = error.unzip();
        let write = || {
            self.connection.prepare_cached(update)?.execute(params![
                id,
                outcome.name(),
                at.millis(),
                slot.map(signed),
                class,
                text
            ])
        };
        write().map(drop).map_err(|error| self.failed(error))
    }

    /// Writes the ticket of a transaction that was signed anew, because the one before has expired.
    ///
    /// # Errors
    /// [`AuditError`]: then it must not be sent.
    pub fn signed_anew(&mut self, id: i64, ticket: &Ticket) -> Result<(), AuditError> {
        let update = "UPDATE publication SET signature = ?2, ticket = ?3 WHERE id = ?1";
        let text = ticket_text(Some(ticket))?;
        let write = || {
            let mut update = self.connection.prepare_cached(update)?;
            update.execute(params![id, ticket.signature, text])
        };
        write().map(drop).map_err(|error| self.failed(error))
    }

    /// The greatest sequence that was ever written down for `feed`, dry runs aside: they used none.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn last_sequence(&self, feed: &str) -> Result<Option<u64>, AuditError> {
        let select =
            "SELECT max(sequence) FROM publication WHERE feed = ?1 AND outcome <> 'dry_run'";
        let read = || {
            let mut select = self.connection.prepare_cached(select)?;
            select.query_row([feed], |row| row.get::<_, Option<i64>>(0))
        };
        let found = read().map_err(|error| self.failed(error))?;
        Ok(found.map(i64::cast_unsigned))
    }

    /// What was written down and whose end is not known, in the order it was prepared.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn in_flight(&self) -> Result<Vec<PublicationRow>, AuditError> {
        self.publications("outcome = 'in_flight' ORDER BY id", [])
    }

    /// The publications of `feed` with `sequence`, by any key, in the order they were prepared.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn by_sequence(
        &self,
        feed: &str,
        sequence: u64,
    ) -> Result<Vec<PublicationRow>, AuditError> {
        let condition = "feed = ?1 AND sequence = ?2 ORDER BY id";
        self.publications(condition, params![feed, signed(sequence)])
    }

    /// The publication that this transaction carried.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn by_signature(&self, signature: &str) -> Result<Option<PublicationRow>, AuditError> {
        let rows = self.publications("signature = ?1 ORDER BY id DESC LIMIT 1", [signature])?;
        Ok(rows.into_iter().next())
    }

    /// The tick with this number.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn tick_by_id(&self, id: i64) -> Result<Option<TickRow>, AuditError> {
        self.ticks("id = ?1", params![id])
            .map(|rows| rows.into_iter().next())
    }

    /// The last tick of any feed with these inputs.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn tick_by_inputs(&self, input_hash: &[u8; 32]) -> Result<Option<TickRow>, AuditError> {
        let condition = "input_hash = ?1 ORDER BY id DESC LIMIT 1";
        let rows = self.ticks(condition, params![input_hash])?;
        Ok(rows.into_iter().next())
    }

    /// Forgets ticks last seen before `before` that no publication stands on; how many there were.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn prune(&mut self, before: Timestamp) -> Result<usize, AuditError> {
        let delete = "DELETE FROM tick WHERE last_at_ms < ?1 AND NOT EXISTS \
                      (SELECT 1 FROM publication WHERE publication.tick = tick.id)";
        self.connection
            .execute(delete, [before.millis()])
            .map_err(|error| self.failed(error))
    }

    /// Whether writing works: a row is written and taken back.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn check_writable(&mut self) -> Result<(), AuditError> {
        let mut try_write = || {
            let transaction = self
                .connection
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            transaction.execute_batch("CREATE TABLE probe (x); DROP TABLE probe;")?;
            transaction.rollback()
        };
        let tried = try_write();
        tried.map_err(|error| self.failed(error))
    }

    fn publications(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<PublicationRow>, AuditError> {
        let select = format!("SELECT {PUBLICATION} FROM publication WHERE {condition}");
        let read = || {
            let mut select = self.connection.prepare_cached(&select)?;
            let rows = select.query_map(values, publication_of)?;
            rows.collect::<Result<Vec<_>, _>>()
        };
        read().map_err(|error| self.failed(error))
    }

    fn ticks(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<TickRow>, AuditError> {
        let select = format!("SELECT {TICK} FROM tick WHERE {condition}");
        let read = || {
            let mut select = self.connection.prepare_cached(&select)?;
            let rows = select.query_map(values, |row| Ok((tick_of(row)?, row.get(11)?)))?;
            rows.collect::<Result<Vec<(_, String)>, _>>()
        };
        let rows = read().map_err(|error| self.failed(error))?;
        let with_detail = rows.into_iter().map(|(tick, detail)| {
            let detail = serde_json::from_str(&detail).map_err(|error| AuditError::Unreadable {
                what: "tick.detail",
                reason: error.to_string(),
            })?;
            Ok(tick(detail))
        });
        with_detail.collect()
    }
}

fn to_json(tick: &TickRecord) -> Result<String, AuditError> {
    serde_json::to_string(&tick.detail).map_err(|error| AuditError::Unreadable {
        what: "tick.detail",
        reason: error.to_string(),
    })
}

fn ticket_text(ticket: Option<&Ticket>) -> Result<Option<String>, AuditError> {
    let text = ticket.map(serde_json::to_string).transpose();
    text.map_err(|error| AuditError::Unreadable {
        what: "publication.ticket",
        reason: error.to_string(),
    })
}

/// The row without its detail, which is read apart.
fn tick_of(
    row: &Row<'_>,
) -> Result<impl FnOnce(super::TickDetail) -> TickRow + use<>, rusqlite::Error> {
    let (id, feed) = (row.get(0)?, row.get(1)?);
    let (at, last_at, data_time) = (time(row, 2)?, time(row, 3)?, time(row, 5)?);
    let repeats: i64 = row.get(4)?;
    let (input_hash, model_hash) = (row.get(6)?, row.get(7)?);
    let (score, half_width, depth_bps) = (row.get(8)?, row.get(9)?, row.get(10)?);
    Ok(move |detail| TickRow {
        id,
        last_at,
        repeats: repeats.cast_unsigned(),
        record: TickRecord {
            feed,
            at,
            data_time,
            input_hash,
            model_hash,
            score,
            half_width,
            depth_bps,
            detail,
        },
    })
}

fn publication_of(row: &Row<'_>) -> Result<PublicationRow, rusqlite::Error> {
    let unsigned = |column| -> Result<Option<u64>, rusqlite::Error> {
        Ok(row.get::<_, Option<i64>>(column)?.map(i64::cast_unsigned))
    };
    let outcome: String = row.get(10)?;
    let outcome = Outcome::from_name(&outcome).ok_or_else(|| {
        let unknown = format!("unknown outcome {outcome:?}").into();
        rusqlite::Error::FromSqlConversionFailure(10, rusqlite::types::Type::Text, unknown)
    })?;
    let ticket: Option<String> = row.get(9)?;
    let ticket = ticket.map(|text| serde_json::from_str(&text)).transpose();
    let ticket = ticket.map_err(|error| {
        let error = Box::new(error);
        rusqlite::Error::FromSqlConversionFailure(9, rusqlite::types::Type::Text, error)
    })?;
    Ok(PublicationRow {
        id: row.get(0)?,
        publication: Publication {
            tick: row.get(1)?,
            feed: row.get(2)?,
            publisher: row.get(3)?,
            sequence: unsigned(4)?.unwrap_or(0),
            observed_at: unsigned(5)?.unwrap_or(0),
            cause: row.get(6)?,
            prepared_at: time(row, 7)?,
            ticket,
        },
        outcome,
        settled_at: row.get::<_, Option<i64>>(11)?.map(Timestamp::from_millis),
        slot: unsigned(12)?,
        error_class: row.get(13)?,
        error: row.get(14)?,
    })
}

fn time(row: &Row<'_>, column: usize) -> Result<Timestamp, rusqlite::Error> {
    row.get(column).map(Timestamp::from_millis)
}

/// `SQLite`'s integers are signed; the bits are kept.
fn signed(value: u64) -> i64 {
    value.cast_signed()
}

#[cfg(test)]
mod tests;
