//! Rows of the database, and what they are here.

use rusqlite::Row;

use crate::node::audit::{
    AuditError, Outcome, Publication, PublicationRow, ShadowRecord, TickRecord, TickRow,
};
use crate::send::Ticket;
use crate::time::Timestamp;

/// A tick's columns, in the order in which [`tick_of`] reads them.
pub(super) const TICK: &str = "id, feed, first_at_ms, last_at_ms, repeats, data_time_ms, input_hash, model_hash, score, half_width, \
                    depth_bps, detail, shadow";
/// A publication's columns, in the order in which [`publication_of`] reads them.
pub(super) const PUBLICATION: &str = "id, tick, feed, publisher, sequence, observed_at, cause, prepared_at_ms, signature, \
                           ticket, outcome, settled_at_ms, slot, error_class, error";

pub(super) fn to_json(tick: &TickRecord) -> Result<String, AuditError> {
    serde_json::to_string(&tick.detail).map_err(unreadable("tick.detail"))
}

/// What a model on trial says of a tick.
pub(super) fn shadow_text(said: Option<&ShadowRecord>) -> Result<Option<String>, AuditError> {
    let text = said.map(serde_json::to_string).transpose();
    text.map_err(unreadable("tick.shadow"))
}

fn unreadable(what: &'static str) -> impl FnOnce(serde_json::Error) -> AuditError {
    move |error| AuditError::Unreadable {
        what,
        reason: error.to_string(),
    }
}

pub(super) fn ticket_text(ticket: Option<&Ticket>) -> Result<Option<String>, AuditError> {
    let text = ticket.map(serde_json::to_string).transpose();
    text.map_err(unreadable("publication.ticket"))
}

/// The row, whose JSON is read apart.
pub(super) fn tick_of(
    row: &Row<'_>,
) -> Result<impl FnOnce() -> Result<TickRow, AuditError> + use<>, rusqlite::Error> {
    let (id, feed) = (row.get(0)?, row.get(1)?);
    let (at, last_at, data_time) = (time(row, 2)?, time(row, 3)?, time(row, 5)?);
    let repeats: i64 = row.get(4)?;
    let (input_hash, model_hash) = (row.get(6)?, row.get(7)?);
    let (score, half_width, depth_bps) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let (detail, shadow): (String, Option<String>) = (row.get(11)?, row.get(12)?);
    Ok(move || {
        let detail = serde_json::from_str(&detail).map_err(unreadable("tick.detail"))?;
        let shadow = shadow.map(|text| serde_json::from_str(&text)).transpose();
        Ok(TickRow {
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
            shadow: shadow.map_err(unreadable("tick.shadow"))?,
        })
    })
}

pub(super) fn publication_of(row: &Row<'_>) -> Result<PublicationRow, rusqlite::Error> {
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
pub(super) fn signed(value: u64) -> i64 {
    value.cast_signed()
}
