//! From a signed transaction to its end.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use futures_util::FutureExt as _;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSendTransactionConfig;
use solana_client::rpc_response::TransactionError;
use solana_signature::Signature;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::status::settled;
use super::{Prepared, Revert, SendError, Sender, Status};
use crate::rpc::{Fault, Refusal, RpcError, Said, SaidNo};
use crate::telemetry::span;

/// A transaction that did what it was to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landed {
    /// Its signature.
    pub signature: Signature,
    /// Where it landed.
    pub slot: u64,
    /// Which attempt landed, from zero.
    pub attempt: u32,
    /// How often it was broadcast.
    pub broadcasts: u32,
    /// From the first broadcast until it counted as landed.
    pub took: Duration,
}

/// What is known of a delivery.
#[derive(Default)]
struct Course {
    broadcasts: u32,
    looks: u32,
    /// Whether any node may have passed it on.
    may_be_out: bool,
    /// The last refusal or fault of the nodes.
    refusal: Option<Refusal>,
    faults: Vec<(String, Fault)>,
}

impl Sender {
    /// Broadcasts to every node until the transaction has landed, reverted or expired.
    ///
    /// # Errors
    /// [`SendError::Reverted`]; [`SendError::Dropped`] once it can no longer land; [`SendError::Rejected`] and
    /// [`SendError::Unreachable`] when it never left; [`SendError::Ambiguous`] on `cancel` or after the time limit.
    pub async fn deliver(
        &self,
        prepared: &Prepared,
        cancel: &CancellationToken,
    ) -> Result<Landed, SendError> {
        let delivered = self.carry(prepared, cancel).await;
        match &delivered {
            Ok(_) => {
                self.counters.landed.fetch_add(1, Relaxed);
            }
            Err(error) => {
                self.counters.count(error.class());
                if let SendError::Dropped { .. } = error {
                    self.endpoints.suspect(&prepared.blockhash_host);
                }
            }
        }
        delivered
    }

    async fn carry(
        &self,
        prepared: &Prepared,
        cancel: &CancellationToken,
    ) -> Result<Landed, SendError> {
        let signature = prepared.ticket.signature();
        let began = Instant::now();
        let mut course = Course::default();
        let confirm = span::confirm();
        // A node that is slow to take it must not keep the others from being asked whether it landed.
        let mut sending = self.broadcast(prepared, 1).boxed();
        let mut resend_at = None;
        loop {
            let is_sending = resend_at.is_none();
            tokio::select! {
                said = &mut sending, if is_sending => {
                    course.note(said);
                    if let (Some(refusal), false) = (course.refusal.take(), course.may_be_out) {
                        return Err(SendError::Rejected { signature, refusal });
                    }
                    resend_at = Some(Instant::now() + self.confirm.resend(course.broadcasts));
                }
                () = cancel.cancelled() => {
                    course.may_be_out |= is_sending;
                    return Err(ended(prepared, course, "its sender was stopped"));
                }
                () = sleep(self.confirm.poll()) => {}
            }
            if resend_at.is_some_and(|at| Instant::now() >= at) {
                sending = self.broadcast(prepared, course.broadcasts + 1).boxed();
                resend_at = None;
            }
            let look = self.look(prepared, &mut course);
            if let Some(status) = look.instrument(confirm.clone()).await {
                return self.conclude(prepared, status, &course, began).await;
            }
            if began.elapsed() >= self.confirm.give_up() {
                course.may_be_out |= resend_at.is_none();
                return Err(ended(
                    prepared,
                    course,
                    "it neither landed nor expired in time",
                ));
            }
        }
    }

    /// How it ended, if it did. Whether it expired is asked at every fourth look.
    async fn look(&self, prepared: &Prepared, course: &mut Course) -> Option<Status> {
        const EXPIRY_EVERY: u32 = 4;
        course.looks = course.looks.wrapping_add(1);
        match self.glance(&prepared.ticket.signature()).await {
            Some(seen) => seen.is_final.then(|| settled(&seen)),
            None if course.looks.is_multiple_of(EXPIRY_EVERY) => self.judge_expiry(prepared).await,
            None => None,
        }
    }

    async fn conclude(
        &self,
        prepared: &Prepared,
        status: Status,
        course: &Course,
        began: Instant,
    ) -> Result<Landed, SendError> {
        let Status::Landed { slot } = status else {
            return Err(self.unlanded(prepared, status).await);
        };
        Ok(Landed {
            signature: prepared.ticket.signature(),
            slot,
            attempt: prepared.ticket.attempt,
            broadcasts: course.broadcasts.max(1),
            took: began.elapsed(),
        })
    }

    /// Whether it is over; asked of every node once its last height is near.
    async fn judge_expiry(&self, prepared: &Prepared) -> Option<Status> {
        let height = self.endpoints.block_height().await.ok()?;
        if height <= prepared.ticket.last_valid_block_height {
            return None;
        }
        match self.status(&prepared.ticket).await.ok()? {
            Status::Pending { .. } | Status::Forgotten => None,
            ended => Some(ended),
        }
    }

    async fn unlanded(&self, prepared: &Prepared, status: Status) -> SendError {
        let ticket = &prepared.ticket;
        let (signature, last_valid_block_height) =
            (ticket.signature(), ticket.last_valid_block_height);
        let Status::Failed { slot, error, .. } = status else {
            return SendError::Dropped {
                signature,
                last_valid_block_height,
            };
        };
        // The log has the operands; without it the rule's name is still known.
        let executed = self.endpoints.transaction(&signature).await.ok().flatten();
        let logs = executed.map(|executed| executed.logs).unwrap_or_default();
        let revert = Revert::of(&error, &[], &logs);
        let revert = revert.unwrap_or_else(|| Revert::of_transaction(&error));
        SendError::Reverted {
            signature,
            slot,
            revert,
        }
    }

    async fn broadcast(&self, prepared: &Prepared, number: u32) -> Vec<Said<Signature>> {
        self.counters.broadcasts.fetch_add(1, Relaxed);
        // It was simulated, and is broadcast again from here: the nodes need do neither.
        let settings = RpcSendTransactionConfig {
            skip_preflight: true,
            max_retries: Some(0),
            ..RpcSendTransactionConfig::default()
        };
        let transaction = &prepared.transaction;
        let ask = |client: Arc<RpcClient>| async move {
            client
                .send_transaction_with_config(transaction, settings)
                .await
        };
        let asked = self.endpoints.ask_all(ask);
        asked.instrument(span::broadcast(number)).await
    }
}

impl Course {
    /// Takes in what the nodes said to a broadcast.
    fn note(&mut self, said: Vec<Said<Signature>>) {
        self.broadcasts += 1;
        self.faults.clear();
        self.refusal = None;
        for Said { host, answer } in said {
            match answer {
                Ok(_) => self.may_be_out = true,
                Err(SaidNo::Fault(fault)) => {
                    self.may_be_out |= fault.may_be_heard();
                    self.faults.push((host, fault));
                }
                Err(SaidNo::Refusal(refusal)) => {
                    self.may_be_out |= is_known(&refusal);
                    self.refusal = Some(refusal);
                }
            }
        }
    }
}

/// Whether the node refuses because it has the transaction already, by its error or, where a node gives none, its words.
fn is_known(refusal: &Refusal) -> bool {
    refusal.transaction == Some(TransactionError::AlreadyProcessed)
        || refusal.message.contains("already been processed")
}

/// The end of a delivery whose transaction was not seen to end.
fn ended(prepared: &Prepared, course: Course, reason: &str) -> SendError {
    let ticket = &prepared.ticket;
    if course.may_be_out {
        return SendError::Ambiguous {
            signature: ticket.signature(),
            last_valid_block_height: ticket.last_valid_block_height,
            reason: reason.to_owned(),
        };
    }
    let source = RpcError::Exhausted {
        what: "sendTransaction",
        tried: course.faults,
    };
    SendError::Unreachable { source }
}
