//! Sends transactions so that each has its effect at most once.
//!
//! simulate (how many units, would it revert) -> price (what our accounts cost of late) -> sign over a blockhash that two
//! nodes know -> **persist** -> broadcast to every node until it is confirmed, reverted or expired.
//!
//! Before anything leaves, the caller has the [`Ticket`] (signature, blockhash, last block height): it writes it down, and
//! after a crash asks [`Sender::status`] whether that transaction landed, failed, expired or may still land. A transaction
//! is signed anew only after the old one has expired: every living node says that its blockhash is no longer valid at the
//! confirmed height, that the height has passed, and that it never saw the signature. Nothing else ends a delivery
//! except the caller's cancel and a time limit, and both are [`SendError::Ambiguous`]: it may still land.

mod config;
mod counters;
mod deliver;
mod error;
mod fee;
mod prepare;
mod revert;
mod simulate;
mod status;
mod ticket;

use std::fmt;
use std::sync::Arc;

use solana_instruction::Instruction;
use tokio_util::sync::CancellationToken;

pub use config::{ConfirmConfig, FeeConfig};
pub use counters::{SendCounters, SendCounts};
pub use deliver::Landed;
pub use error::{ErrorClass, SendError};
pub use revert::Revert;
pub use simulate::Simulation;
pub use status::Status;
pub use ticket::{Prepared, Ticket};

use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::settings::SettingsError;

/// Sends transactions over several nodes. Clones share counters and nodes.
#[derive(Clone)]
pub struct Sender {
    endpoints: Endpoints,
    fee: FeeConfig,
    confirm: ConfirmConfig,
    counters: Arc<SendCounters>,
}

/// What is to be sent, and where its tickets are written down.
pub trait Shipment: Send {
    /// The attempt that it begins with: above zero where an earlier one of its kind expired, so that this one offers more.
    fn first_attempt(&self) -> u32 {
        0
    }

    /// The instructions of attempt number `attempt`; none: give up, because what they say is no longer true.
    fn instructions(&mut self, attempt: u32) -> Option<Vec<Instruction>>;

    /// Writes the ticket down, before its transaction is sent. An error stops the sending.
    fn persist(&mut self, ticket: &Ticket) -> impl Future<Output = Result<(), String>> + Send;
}

impl Sender {
    /// A sender over `endpoints`.
    ///
    /// # Errors
    /// [`SettingsError::Value`], by the setting that cannot work.
    pub fn new(
        endpoints: Endpoints,
        fee: FeeConfig,
        confirm: ConfirmConfig,
    ) -> Result<Self, SettingsError> {
        fee.check()?;
        confirm.check()?;
        Ok(Self {
            endpoints,
            fee,
            confirm,
            counters: Arc::default(),
        })
    }

    /// The nodes.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// What has happened so far.
    pub fn counts(&self) -> SendCounts {
        self.counters.read()
    }

    /// Prepares, persists and delivers; when a transaction expires, does so again at a higher price, as often as the
    /// settings and the shipment allow.
    ///
    /// # Errors
    /// The last attempt's error; [`SendError::Unwritten`] when a ticket could not be written down.
    pub async fn send(
        &self,
        shipment: &mut impl Shipment,
        signers: &[SigningKey],
        cancel: &CancellationToken,
    ) -> Result<Landed, SendError> {
        let first = shipment.first_attempt();
        let mut last = SendError::NothingToSend;
        for attempt in first..first.saturating_add(self.fee.attempts_most) {
            let Some(instructions) = shipment.instructions(attempt) else {
                return Err(last);
            };
            if cancel.is_cancelled() {
                return Err(SendError::Cancelled);
            }
            let prepared = self.prepare(&instructions, signers, attempt).await?;
            let written = shipment.persist(&prepared.ticket).await;
            written.map_err(|reason| self.failed(SendError::Unwritten { reason }))?;
            match self.deliver(&prepared, cancel).await {
                Err(dropped @ SendError::Dropped { .. }) => last = dropped,
                ended => return ended,
            }
        }
        Err(last)
    }

    /// Counts an error on its way out.
    fn failed(&self, error: SendError) -> SendError {
        self.counters.count(error.class());
        error
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Sender");
        shown.field("endpoints", &self.endpoints);
        shown
            .field("fee", &self.fee)
            .field("confirm", &self.confirm);
        shown.finish_non_exhaustive()
    }
}
