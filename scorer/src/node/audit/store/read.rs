//! What is asked of the database.

use rusqlite::params;

use super::AuditStore;
use super::rows::{PUBLICATION, TICK, publication_of, signed, tick_of};
use crate::node::audit::{AuditError, PublicationRow, TickRow};

impl AuditStore {
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
            let rows = select.query_map(values, tick_of)?;
            rows.collect::<Result<Vec<_>, _>>()
        };
        let rows = read().map_err(|error| self.failed(error))?;
        rows.into_iter().map(|tick| tick()).collect()
    }
}
