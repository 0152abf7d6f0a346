//! Opens and writes the database; `read` asks it, `shadow` notes what a model on trial says, `rows` knows its columns, `seal` seals
//! it and `prove` looks whether it still is what was sealed. Blocking: the node does it through [`super::AuditDesk`].

mod prove;
mod read;
mod rows;
mod seal;
mod shadow;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use super::error::AuditError;
use super::record::{Outcome, Publication, TickRecord};
use super::schema::{SCHEMA_VERSION, migrate};
use crate::time::Timestamp;

use rows::{signed, ticket_text, to_json};

/// The feed's last tick, if it says the same. Asked at every look: it must not get slower with what is stored.
const LAST_TICK_IF_SAME: &str = "\
    SELECT id FROM (SELECT * FROM tick WHERE feed = ?1 ORDER BY id DESC LIMIT 1) \
    WHERE input_hash = ?2 AND model_hash = ?3 AND score = ?4 AND half_width = ?5 AND depth_bps = ?6";

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
    /// [`AuditError`]; a database that is not there is one, and one of another schema than the newest: who reads does not change it.
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
        let (file, known) = (file.to_owned(), SCHEMA_VERSION);
        match version {
            SCHEMA_VERSION => Ok(Self { file, connection }),
            0 => Err(AuditError::NoAudit { file }),
            found if found < known => Err(AuditError::SchemaOlder { file, found, known }),
            found => Err(AuditError::SchemaNewer { file, found, known }),
        }
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
        let same: Option<i64> = self
            .connection
            .prepare_cached(LAST_TICK_IF_SAME)?
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
        self.insert_tick(tick, detail)
    }

    fn insert_tick(&self, tick: &TickRecord, detail: &str) -> Result<i64, rusqlite::Error> {
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
}

#[cfg(test)]
mod tests;
