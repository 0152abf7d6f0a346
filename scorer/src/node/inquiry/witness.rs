//! A report on chain, found in a publisher's database.

use super::change::Spoken;
use crate::node::audit::{AuditError, AuditStore, PublicationRow, TickRow};
use crate::node::tick::input_hash;

/// What a database says of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// What the score was made of.
    pub tick: TickRow,
    /// What was sent, where this database's node sent it.
    pub publication: Option<PublicationRow>,
    /// Whether the inputs as stored have the hash that the report states.
    pub inputs_match: bool,
    /// Whether score, half-width and depth are those of the report.
    pub score_matches: bool,
}

/// Looks for `spoken`, a report to `feed`, in `store`: by its sequence, else by its inputs. None where it is not there.
///
/// # Errors
/// [`AuditError`].
pub fn witness(
    store: &AuditStore,
    feed: &str,
    spoken: &Spoken,
) -> Result<Option<Witness>, AuditError> {
    let publisher = spoken.publisher.to_string();
    let rows = store.by_sequence(feed, spoken.said.sequence)?;
    let sent = rows.into_iter().rev().find(|row| {
        let publication = &row.publication;
        let ticket = publication.ticket.as_ref();
        publication.publisher == publisher
            && ticket.is_some_and(|ticket| ticket.signature == spoken.signature)
    });
    let tick = match &sent {
        Some(row) => store.tick_by_id(row.publication.tick)?,
        None => store.tick_by_inputs(&spoken.said.input_hash)?,
    };
    Ok(tick.map(|tick| {
        let (record, said) = (&tick.record, &spoken.said);
        let is_same = (record.score, record.half_width, record.depth_bps)
            == (said.score, said.half_width, said.depth_bps);
        Witness {
            inputs_match: input_hash(&record.detail) == said.input_hash,
            score_matches: is_same && record.model_hash == said.model_hash,
            publication: sent,
            tick,
        }
    }))
}
