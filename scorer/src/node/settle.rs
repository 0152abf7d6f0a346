//! What an earlier run, or a delivery that was given up, left without an end: did it land?
//!
//! Nothing is sent in its place. The next report has the next sequence, and should the old one land after all, the program
//! ignores it or takes it as what it is: one report, once.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::audit::{AuditError, Outcome, PublicationRow};
use super::publish::{Post, effect, now};
use crate::send::Status;
use crate::telemetry::span;

/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Nodes that keep no transactions never tell what a report did: after ten minutes nobody is asked any more.
const UNREAD_MOST_MILLIS: i64 = 600_000;
const UNREAD: &str =
    "no node shows the transaction, so whether the report counted or was ignored is not known";

impl Post {
    /// Settles what is in flight, except what `busy` reports are about (feed and sequence), and says how many are left.
    ///
    /// # Errors
    /// [`AuditError`].
    pub(super) async fn settle_all(
        &self,
        busy: &BTreeSet<(String, u64)>,
    ) -> Result<usize, AuditError> {
        let rows = self.audit.call(|store| store.in_flight()).await?;
        let mut left = 0;
        for row in rows {
            let key = (row.publication.feed.clone(), row.publication.sequence);
            if busy.contains(&key) {
                continue;
            }
            let span = span::settle_earlier(&key.0, key.1);
            if !self.settle_one(&row).instrument(span).await? {
                left += 1;
            }
        }
        Ok(left)
    }

    /// The same at a start, again and again until nothing is left, `most` is over, or `stop`.
    ///
    /// # Errors
    /// [`AuditError`].
    pub(super) async fn settle_at_start(
        &self,
        most: Duration,
        stop: &CancellationToken,
    ) -> Result<usize, AuditError> {
        let start = Instant::now();
        loop {
            let left = self.settle_all(&BTreeSet::new()).await?;
            if left == 0 || start.elapsed() >= most {
                return Ok(left);
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(left),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Whether the end of `row` is known, and written down.
    async fn settle_one(&self, row: &PublicationRow) -> Result<bool, AuditError> {
        let (id, publication) = (row.id, &row.publication);
        let Some(ticket) = &publication.ticket else {
            return self.write_end(id, Outcome::Refused, None, None).await;
        };
        let Ok(status) = self.sender.status(ticket).await else {
            return Ok(false);
        };
        let (sequence, feed) = (publication.sequence, &publication.feed);
        tracing::info!(feed, sequence, ?status, "settling an earlier report");
        match status {
            Status::Pending { .. } => Ok(false),
            Status::Expired => self.write_end(id, Outcome::Expired, None, None).await,
            Status::Failed { slot, error, .. } => {
                let error = Some(("reverted", error.to_string()));
                self.write_end(id, Outcome::Refused, Some(slot), error)
                    .await
            }
            Status::Landed { slot } => {
                let publisher = publication.publisher.parse().unwrap_or_default();
                let endpoints = self.sender.endpoints();
                let signature = ticket.signature();
                if let Some(known) = effect(endpoints, &signature, &publisher, sequence).await {
                    return self.write_end(id, known, Some(slot), None).await;
                }
                if now().millis() - publication.prepared_at.millis() < UNREAD_MOST_MILLIS {
                    return Ok(false);
                }
                let error = Some(("unread", UNREAD.to_owned()));
                self.write_end(id, Outcome::Landed, Some(slot), error).await
            }
        }
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
