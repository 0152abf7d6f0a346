//! From a signed transaction to its end.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSendTransactionConfig;
use solana_client::rpc_response::TransactionError;
use solana_signature::Signature;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::status::settled;
use super::{Prepared, Revert, SendError, Sender, Status};
use crate::rpc::{Fault, Refusal, RpcError, SaidNo};

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
        let ticket = &prepared.ticket;
        let signature = ticket.signature();
        let began = Instant::now();
        let mut course = Course::default();
        let mut next = began;
        loop {
            if Instant::now() >= next {
                self.broadcast(prepared, &mut course).await;
                if let (Some(refusal), false) = (course.refusal.take(), course.may_be_out) {
                    return Err(SendError::Rejected { signature, refusal });
                }
                next = Instant::now() + self.confirm.resend(course.broadcasts);
            }
            tokio::select! {
                () = cancel.cancelled() => return Err(ended(prepared, course, "its sender was stopped")),
                () = sleep(self.confirm.poll()) => {}
            }
            let status = match self.glance(&signature).await {
                Some(seen) if seen.is_final => settled(&seen),
                Some(_) => continue,
                None => match self.judge_expiry(prepared, &course).await {
                    Some(status) => status,
                    None if began.elapsed() < self.confirm.give_up() => continue,
                    None => {
                        return Err(ended(
                            prepared,
                            course,
                            "it neither landed nor expired in time",
                        ));
                    }
                },
            };
            let (attempt, broadcasts) = (ticket.attempt, course.broadcasts);
            return match status {
                Status::Landed { slot } => Ok(Landed {
                    signature,
                    slot,
                    attempt,
                    broadcasts,
                    took: began.elapsed(),
                }),
                status => Err(self.unlanded(prepared, status).await),
            };
        }
    }

    /// Whether it is over; asked of every node once its last height is near.
    async fn judge_expiry(&self, prepared: &Prepared, course: &Course) -> Option<Status> {
        let height = self.endpoints.block_height().await.ok()?;
        if height <= prepared.ticket.last_valid_block_height || course.broadcasts == 0 {
            return None;
        }
        match self.status(&prepared.ticket).await.ok()? {
            Status::Pending { .. } => None,
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

    async fn broadcast(&self, prepared: &Prepared, course: &mut Course) {
        self.counters.broadcasts.fetch_add(1, Relaxed);
        course.broadcasts += 1;
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
        course.faults.clear();
        course.refusal = None;
        for said in self.endpoints.ask_all(ask).await {
            match said.answer {
                Ok(_) => course.may_be_out = true,
                Err(SaidNo::Fault(fault)) => {
                    course.may_be_out |= fault.may_be_heard();
                    course.faults.push((said.host, fault));
                }
                Err(SaidNo::Refusal(refusal)) => {
                    let processed = Some(TransactionError::AlreadyProcessed);
                    course.may_be_out |= refusal.transaction == processed;
                    course.refusal = Some(refusal);
                }
            }
        }
    }
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
    if course.broadcasts == 0 {
        return SendError::Cancelled;
    }
    let source = RpcError::Exhausted {
        what: "sendTransaction",
        tried: course.faults,
    };
    SendError::Unreachable { source }
}
