//! One report on its way: built, written down, sent, and written down again.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballast_client::PROGRAM_ID;
use ballast_client::event::{Event, in_logs};
use ballast_client::instruction::{ReportArguments, report_submit, terms_advance};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signature::Signature;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::audit::{AuditDesk, AuditError, Outcome, Publication};
use super::trigger::Trigger;
use crate::key::SigningKey;
use crate::rpc::{Endpoints, RpcError};
use crate::send::{SendError, Sender, Shipment, Ticket};
use crate::telemetry::span;
use crate::time::Timestamp;

/// How long, and how often, nodes are asked what a report that landed did, before that is left to the next settling.
const READ_MOST: Duration = Duration::from_secs(3);
const READ_EVERY: Duration = Duration::from_millis(100);

/// What a report needs on its way. Shared by all of a node's reports.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) sender: Sender,
    pub(super) audit: AuditDesk,
    pub(super) keys: Vec<Address>,
    pub(super) advances: bool,
    pub(super) is_dry: bool,
    pub(super) cancel: CancellationToken,
}

/// A report that is due.
#[derive(Clone, Debug)]
pub(super) struct DueReport {
    pub(super) feed: Address,
    pub(super) tick: i64,
    pub(super) trigger: Trigger,
    pub(super) key: SigningKey,
    pub(super) arguments: ReportArguments,
    /// How many before it expired in a row: it offers that much more.
    pub(super) attempt: u32,
}

/// How it ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    /// Class and words of what went wrong.
    pub(super) error: Option<(&'static str, String)>,
    pub(super) slot: Option<u64>,
    pub(super) ticket: Option<Ticket>,
    /// Whether its end is written down. Otherwise the next settling finds it.
    pub(super) is_recorded: bool,
}

impl Post {
    /// Sees `due` through to its end.
    pub(super) async fn publish(&self, due: DueReport) -> Ended {
        if self.is_dry {
            return self.rehearse(&due).await;
        }
        let mut parcel = Parcel {
            post: self,
            due: &due,
            written: None,
        };
        let sent = self
            .sender
            .send(&mut parcel, std::slice::from_ref(&due.key), &self.cancel)
            .await;
        let (row, ticket) = parcel.written.unzip();
        let mut ended = match sent {
            Ok(landed) => Ended {
                outcome: self.outcome_of(&due, &landed.signature).await,
                slot: Some(landed.slot),
                ..Ended::of(Outcome::Landed)
            },
            Err(error) => Ended::failed(&error),
        };
        ended.ticket = ticket;
        match row {
            Some(row) => ended.is_recorded = self.settle(row, &ended).await.is_ok(),
            // It never left: what it was refused for is still written down.
            None => {
                let _ = self.record_refused(&due, &ended).await;
            }
        }
        ended
    }

    /// Everything but the sending.
    async fn rehearse(&self, due: &DueReport) -> Ended {
        let payer = due.key.address();
        let simulated = self.sender.simulate(&self.instructions(due), &payer).await;
        let mut ended = match simulated {
            Ok(_) => Ended::of(Outcome::DryRun),
            Err(error) => Ended {
                outcome: Outcome::DryRun,
                ..Ended::failed(&error)
            },
        };
        ended.is_recorded = self.record_refused(due, &ended).await.is_ok();
        ended
    }

    fn instructions(&self, due: &DueReport) -> Vec<Instruction> {
        let report = report_submit(&due.key.address(), &due.feed, &due.arguments);
        // A round is held by whoever asks, and asking fails for no report.
        let round = self.advances.then(|| terms_advance(&due.feed));
        [report].into_iter().chain(round).collect()
    }

    /// Whether the transaction that landed changed anything; still in flight while no node can tell, or where none ever will.
    async fn outcome_of(&self, due: &DueReport, signature: &Signature) -> Outcome {
        let (publisher, sequence) = (due.key.address(), due.arguments.sequence);
        let start = Instant::now();
        loop {
            let endpoints = self.sender.endpoints();
            match effect(endpoints, signature, &publisher, sequence).await {
                Ok(Some(known)) => return known,
                Err(RpcError::HistoryUnkept) => return Outcome::InFlight,
                Ok(None) | Err(_) => {}
            }
            if start.elapsed() >= READ_MOST {
                return Outcome::InFlight;
            }
            tokio::select! {
                () = self.cancel.cancelled() => return Outcome::InFlight,
                () = tokio::time::sleep(READ_EVERY) => {}
            }
        }
    }

    async fn settle(&self, row: i64, ended: &Ended) -> Result<(), AuditError> {
        let (outcome, slot, error) = (ended.outcome, ended.slot, ended.error.clone());
        self.audit
            .call(move |store| {
                let error = error.as_ref().map(|(class, text)| (*class, text.as_str()));
                store.settle(row, now(), outcome, slot, error)
            })
            .instrument(span::settle())
            .await
    }

    async fn record_refused(&self, due: &DueReport, ended: &Ended) -> Result<(), AuditError> {
        let publication = due.publication(None);
        let (outcome, error) = (ended.outcome, ended.error.clone());
        self.audit
            .call(move |store| {
                let row = store.publication(&publication, outcome)?;
                let error = error.as_ref().map(|(class, text)| (*class, text.as_str()));
                store.settle(row, now(), outcome, None, error)
            })
            .instrument(span::settle())
            .await
    }
}

/// What the report `sequence` of `publisher` did in this transaction, which landed: [`Outcome::Landed`] or
/// [`Outcome::Ignored`]. None while no node can tell: a node may confirm a transaction before it can show it.
///
/// # Errors
/// No answer; [`RpcError::HistoryUnkept`] where no node will ever tell.
pub(super) async fn effect(
    endpoints: &Endpoints,
    signature: &Signature,
    publisher: &Address,
    sequence: u64,
) -> Result<Option<Outcome>, RpcError> {
    let executed = endpoints.transaction(signature).await?;
    Ok(executed.and_then(|executed| effect_in(&executed.logs, publisher, sequence)))
}

/// The same from the transaction's logs. A report that counts leaves no event, so its absence says something only where the
/// program's lines are there.
fn effect_in(logs: &[String], publisher: &Address, sequence: u64) -> Option<Outcome> {
    let program = PROGRAM_ID.to_string();
    if !logs.iter().any(|line| line.contains(&program)) {
        return None;
    }
    let is_ignored = in_logs(logs).iter().any(|event| {
        matches!(event, Event::ReportIgnored(ignored)
            if ignored.publisher == *publisher && ignored.sequence == sequence)
    });
    Some(if is_ignored {
        Outcome::Ignored
    } else {
        Outcome::Landed
    })
}

impl DueReport {
    fn publication(&self, ticket: Option<Ticket>) -> Publication {
        Publication {
            tick: self.tick,
            feed: self.feed.to_string(),
            publisher: self.key.address().to_string(),
            sequence: self.arguments.sequence,
            observed_at: self.arguments.observed_at,
            cause: self.trigger.name().to_owned(),
            prepared_at: now(),
            ticket,
        }
    }
}

impl Ended {
    /// Tells the report's span.
    pub(super) fn tell(&self) {
        let ticket = self.ticket.as_ref();
        span::tell_end(span::ReportEnd {
            outcome: self.outcome.name(),
            slot: self.slot,
            signature: ticket.map(|ticket| ticket.signature.as_str()),
            class: self.error.as_ref().map(|(class, _)| *class),
        });
    }

    fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            error: None,
            slot: None,
            ticket: None,
            is_recorded: true,
        }
    }

    /// Its task panicked, and where it stood then nobody knows. Its row stays as it is, and is settled later.
    pub(super) fn panicked(cause: &(dyn Any + Send)) -> Self {
        let words = cause.downcast_ref::<&str>().copied();
        let words = words.or_else(|| cause.downcast_ref::<String>().map(String::as_str));
        let words = words.unwrap_or("a panic without words");
        Self {
            error: Some(("panicked", words.to_owned())),
            ..Self::of(Outcome::InFlight)
        }
    }

    fn failed(error: &SendError) -> Self {
        let outcome = match error {
            // Nobody knows yet: the row stays as it is, and is settled later.
            SendError::Ambiguous { .. } => Outcome::InFlight,
            SendError::Dropped { .. } => Outcome::Expired,
            _ => Outcome::Refused,
        };
        Self {
            error: Some((error.class().name(), error.to_string())),
            ..Self::of(outcome)
        }
    }
}

/// What the sender takes: the report, and where its tickets are written down before anything leaves.
struct Parcel<'a> {
    post: &'a Post,
    due: &'a DueReport,
    /// Its row in the audit and what was signed, once it is written down.
    written: Option<(i64, Ticket)>,
}

impl Shipment for Parcel<'_> {
    fn first_attempt(&self) -> u32 {
        self.due.attempt
    }

    fn instructions(&mut self, attempt: u32) -> Option<Vec<Instruction>> {
        // Once: a transaction takes a minute to expire, and a report of that age is not what is true by then.
        (attempt == self.due.attempt).then(|| self.post.instructions(self.due))
    }

    async fn persist(&mut self, ticket: &Ticket) -> Result<(), String> {
        let publication = self.due.publication(Some(ticket.clone()));
        let audit = &self.post.audit;
        let write = audit.call(move |store| store.publication(&publication, Outcome::InFlight));
        let row = write.await.map_err(|error| error.to_string())?;
        self.written = Some((row, ticket.clone()));
        Ok(())
    }
}

/// This machine's clock.
pub(super) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// A report's way, shared.
pub(super) type SharedPost = Arc<Post>;

#[cfg(test)]
mod tests;
