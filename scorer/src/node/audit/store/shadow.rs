//! What a model on trial says, beside the ticks of the one that reports.
//!
//! A tick stands from when it was first seen until the next one, and what it holds of a shadow must be true as long. So a tick
//! that stood before with something else ends, and the same tick begins anew with what is true now. Whatever a shadow does, it
//! has stood for a minute before that.

use rusqlite::{OptionalExtension as _, params};

use super::AuditStore;
use super::rows::{TICK, shadow_text, tick_of, to_json};
use crate::node::audit::{AuditError, ShadowRecord, TickRecord, TickRow};
use crate::time::{Span, Timestamp};

/// How long a tick keeps what it holds of a shadow, milliseconds.
const KEEPS_MILLIS: i64 = 60_000;

impl AuditStore {
    /// Notes what a model on trial says of tick `id` as it was seen at `at`; None where it could not say. A tick that was
    /// just written takes it. Moves below `bound_hundredths` within a regime are left out.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn note_shadow(
        &mut self,
        id: i64,
        at: Timestamp,
        said: Option<&ShadowRecord>,
        bound_hundredths: u16,
    ) -> Result<(), AuditError> {
        let Some(row) = self.tick_by_id(id)? else {
            return Ok(());
        };
        let (repeats, mut tick, before) = (row.repeats, row.record, row.shadow);
        let is_kept = at.millis().saturating_sub(tick.at.millis()) < KEEPS_MILLIS;
        let stands = match (&before, said) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(_), None) => is_kept,
            (Some(before), Some(said)) => is_kept || !said.differs(before, bound_hundredths),
        };
        if stands {
            return Ok(());
        }
        let shadow = shadow_text(said)?;
        let written = if repeats == 0 && before.is_none() {
            self.write_shadow(id, shadow.as_deref())
        } else {
            tick.at = at;
            let detail = to_json(&tick)?;
            self.begin_anew(id, &tick, (&detail, shadow.as_deref()))
        };
        written.map_err(|error| self.failed(error))
    }

    /// Gives every tick of every feed that was seen in `span` to `visit`, in the order they were written.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn each_tick(&self, span: Span, mut visit: impl FnMut(TickRow)) -> Result<(), AuditError> {
        let select = format!(
            "SELECT {TICK} FROM tick WHERE last_at_ms >= ?1 AND first_at_ms < ?2 ORDER BY id"
        );
        let failed = |error| self.failed(error);
        let mut select = self.connection.prepare_cached(&select).map_err(failed)?;
        let from = span.from.map_or(i64::MIN, Timestamp::millis);
        let until = span.until.map_or(i64::MAX, Timestamp::millis);
        let mut rows = select.query([from, until]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let tick = tick_of(row).map_err(failed)?;
            visit(tick()?);
        }
        Ok(())
    }

    fn write_shadow(&self, id: i64, shadow: Option<&str>) -> Result<(), rusqlite::Error> {
        let update = "UPDATE tick SET shadow = ?2 WHERE id = ?1";
        let mut update = self.connection.prepare_cached(update)?;
        update.execute(params![id, shadow]).map(drop)
    }

    /// Writes `tick` behind the one it goes on from. Where that is no longer its feed's last, the look came too late to say
    /// anything of what stands now.
    fn begin_anew(
        &self,
        id: i64,
        tick: &TickRecord,
        (detail, shadow): (&str, Option<&str>),
    ) -> Result<(), rusqlite::Error> {
        let last = "SELECT id FROM tick WHERE feed = ?1 ORDER BY id DESC LIMIT 1";
        let mut last = self.connection.prepare_cached(last)?;
        let last: Option<i64> = last.query_row([&tick.feed], |row| row.get(0)).optional()?;
        if last == Some(id) {
            let id = self.insert_tick(tick, detail)?;
            self.write_shadow(id, shadow)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
