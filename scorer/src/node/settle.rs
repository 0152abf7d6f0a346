//! What an earlier run, or a delivery that was given up, left without an end: did it land?
//!
//! Nothing is sent in its place. The next report has the next sequence, and should the old one land after all, the program
//! ignores it or takes it as what it is: one report, once.
//!
//! Every row comes to an end. Nodes that keep no transactions cannot tell what one did; then its end says that nobody knows.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::audit::{AuditError, Outcome, PublicationRow};
use super::publish::{Post, effect, now};
use crate::rpc::RpcError;
use crate::send::{Status, Ticket};
use crate::telemetry::span;

/// Time between two looks at the start.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Rows that are asked about in one turn while the node runs.
const ROWS_MOST: usize = 20;
/// After ten minutes nobody is asked any more what a report that landed did.
const UNREAD_MOST_MILLIS: i64 = 600_000;
/// After a day nobody is asked any more whether a report landed, as long as nodes answer anything at all.
const UNANSWERED_MOST_MILLIS: i64 = 86_400_000;
/// The class of an end that nobody knows.
const UNREAD: &str = "unread";
const EFFECT_UNKNOWN: &str =
    "no node shows the transaction, so whether the report counted or was ignored is not known";
const LANDING_UNKNOWN: &str =
    "it can no longer land, and no node says whether it did: none keeps transactions for that long";

/// The rows after number `last`, as many as have a turn, and then the first ones again: none keeps the others from theirs.
pub(super) fn turn(mut rows: Vec<PublicationRow>, last: i64) -> Vec<PublicationRow> {
    let after = rows.partition_point(|row| row.id <= last);
    rows.rotate_left(after);
    rows.truncate(ROWS_MOST);
    rows
}

impl Post {
    /// What is in flight, except what `busy` reports are about (feed and sequence), in the order it was prepared.
    ///
    /// # Errors
    /// [`AuditError`].
    pub(super) async fn unsettled(
        &self,
        busy: &BTreeSet<(String, u64)>,
    ) -> Result<Vec<PublicationRow>, AuditError> {
        let mut rows = self.audit.call(|store| store.in_flight()).await?;
        rows.retain(|row| {
            let publication = &row.publication;
            !busy.contains(&(publication.feed.clone(), publication.sequence))
        });
        Ok(rows)
    }

    /// Asks what became of `rows`, writes down what is known, and says of how many it is.
    ///
    /// # Errors
    /// [`AuditError`].
    pub(super) async fn settle_rows(&self, rows: &[PublicationRow]) -> Result<usize, AuditError> {
        let mut settled = 0;
        for row in rows {
            let (feed, sequence) = (&row.publication.feed, row.publication.sequence);
            let span = span::settle_earlier(feed, sequence);
            settled += usize::from(self.settle_one(row).instrument(span).await?);
        }
        Ok(settled)
    }

    /// The same at a start with everything that is in flight, again and again until nothing is left, `most` is over, or
    /// `stop`; how many are left.
    ///
    /// # Errors
    /// [`AuditError`].
    pub(super) async fn settle_at_start(
        &self,
        most: Duration,
        stop: &CancellationToken,
    ) -> Result<usize, AuditError> {
        let none_busy = BTreeSet::new();
        let settling = async {
            loop {
                let rows = self.unsettled(&none_busy).await?;
                if self.settle_rows(&rows).await? == rows.len() {
                    return Ok::<_, AuditError>(());
                }
                sleep(LOOK_EVERY).await;
            }
        };
        // Nodes that hang take no longer than those that do not know.
        tokio::select! {
            () = stop.cancelled() => {}
            ended = timeout(most, settling) => ended.unwrap_or(Ok(()))?,
        }
        self.unsettled(&none_busy).await.map(|rows| rows.len())
    }

    /// Whether the end of `row` is known, and written down.
    async fn settle_one(&self, row: &PublicationRow) -> Result<bool, AuditError> {
        let (id, publication) = (row.id, &row.publication);
        let Some(ticket) = &publication.ticket else {
            return self.write_end(id, Outcome::Refused, None, None).await;
        };
        let Ok(status) = self.sender.status(ticket).await else {
            let is_hopeless = age_millis(row) >= UNANSWERED_MOST_MILLIS;
            if is_hopeless && self.is_past(ticket).await {
                return self.write_unseen(id).await;
            }
            return Ok(false);
        };
        let (sequence, feed) = (publication.sequence, &publication.feed);
        tracing::info!(feed, sequence, ?status, "settling an earlier report");
        match status {
            Status::Pending { .. } => Ok(false),
            Status::Expired => self.write_end(id, Outcome::Expired, None, None).await,
            Status::Forgotten => self.write_unseen(id).await,
            Status::Failed { slot, error, .. } => {
                let error = Some(("reverted", error.to_string()));
                self.write_end(id, Outcome::Refused, Some(slot), error)
                    .await
            }
            Status::Landed { slot } => self.settle_landed(row, ticket, slot).await,
        }
    }

    /// The same for a report that landed in `slot`.
    async fn settle_landed(
        &self,
        row: &PublicationRow,
        ticket: &Ticket,
        slot: u64,
    ) -> Result<bool, AuditError> {
        let publication = &row.publication;
        let publisher = publication.publisher.parse().unwrap_or_default();
        let (endpoints, signature) = (self.sender.endpoints(), ticket.signature());
        let told = effect(endpoints, &signature, &publisher, publication.sequence).await;
        let is_hopeless = match told {
            Ok(Some(known)) => return self.write_end(row.id, known, Some(slot), None).await,
            Err(RpcError::HistoryUnkept) => true,
            Ok(None) | Err(_) => age_millis(row) >= UNREAD_MOST_MILLIS,
        };
        if !is_hopeless {
            return Ok(false);
        }
        let error = Some((UNREAD, EFFECT_UNKNOWN.to_owned()));
        self.write_end(row.id, Outcome::Landed, Some(slot), error)
            .await
    }

    /// Whether a node answers at all, and the transaction can no longer land.
    async fn is_past(&self, ticket: &Ticket) -> bool {
        let height = self.sender.endpoints().block_height().await;
        height.is_ok_and(|height| height > ticket.last_valid_block_height)
    }

    /// That it can no longer land, and that nobody knows whether it did.
    async fn write_unseen(&self, id: i64) -> Result<bool, AuditError> {
        let error = Some((UNREAD, LANDING_UNKNOWN.to_owned()));
        self.write_end(id, Outcome::Expired, None, error).await
    }

    async fn write_end(
        &self,
        id: i64,
        outcome: Outcome,
        slot: Option<u64>,
        error: Option<(&'static str, String)>,
    ) -> Result<bool, AuditError> {
        let write = self.audit.call(move |store| {
            let error = error.as_ref().map(|(class, text)| (*class, text.as_str()));
            store.settle(id, now(), outcome, slot, error)
        });
        write.await.map(|()| true)
    }
}

/// How long ago it was prepared, by this machine's clock.
fn age_millis(row: &PublicationRow) -> i64 {
    let prepared_at = row.publication.prepared_at.millis();
    now().millis().saturating_sub(prepared_at)
}

#[cfg(test)]
mod tests;
