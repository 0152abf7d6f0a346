//! Simulates and sends a hand-over, and looks whether the chain has it.

use std::time::Duration;

use solana_instruction::Instruction;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::{Batch, Rotation, RotationError};
use crate::key::SigningKey;
use crate::node::config::NodeConfig;
use crate::rpc::Endpoints;
use crate::send::{Sender, Shipment, Ticket};

/// How long a look after the landing may show the state before it: `finalized` is half a minute behind.
const SEEN_MOST: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A transaction that landed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its signature, base 58.
    pub signature: String,
    /// Its slot.
    pub slot: u64,
}

/// Naming the same successor twice names it once: nothing is written down.
struct Naming(Vec<Instruction>);

impl Shipment for Naming {
    fn instructions(&mut self, _attempt: u32) -> Option<Vec<Instruction>> {
        Some(self.0.clone())
    }

    async fn persist(&mut self, ticket: &Ticket) -> Result<(), String> {
        tracing::debug!(signature = ticket.signature, "sent");
        Ok(())
    }
}

/// The units that each of `batches` would use; nothing is signed.
///
/// # Errors
/// [`RotationError::Send`], with the rule that the program would refuse it by.
pub async fn simulate(
    sender: &Sender,
    rotation: &Rotation,
    batches: &[Batch],
) -> Result<Vec<u64>, RotationError> {
    let mut units = Vec::with_capacity(batches.len());
    for batch in batches {
        let payer = &rotation.present.address;
        let simulated = sender.simulate(&batch.instructions, payer).await?;
        units.push(simulated.units);
    }
    Ok(units)
}

/// Sends `batches`, one after the other.
///
/// # Errors
/// [`RotationError::Send`]; those before it have landed, and the same command sends what is missing.
pub async fn send(
    sender: &Sender,
    batches: &[Batch],
    signers: &[SigningKey],
) -> Result<Vec<Sent>, RotationError> {
    let cancel = CancellationToken::new();
    let mut sent = Vec::with_capacity(batches.len());
    for batch in batches {
        let mut naming = Naming(batch.instructions.clone());
        let landed = sender.send(&mut naming, signers, &cancel).await?;
        sent.push(Sent {
            signature: landed.signature.to_string(),
            slot: landed.slot,
        });
    }
    Ok(sent)
}

/// Looks until the chain shows the successor as named, or as having taken over already, on every feed of `choice`.
///
/// # Errors
/// [`RotationError::Unseen`], when it does not within a minute; what [`Rotation::look`] refuses.
pub async fn await_named(
    config: &NodeConfig,
    endpoints: &Endpoints,
    choice: &str,
) -> Result<Rotation, RotationError> {
    let begun = Instant::now();
    loop {
        let rotation = Rotation::look(config, endpoints, choice).await?;
        if rotation.due().next().is_none() {
            return Ok(rotation);
        }
        if begun.elapsed() >= SEEN_MOST {
            let successor = rotation.successor.address;
            return Err(RotationError::Unseen { successor });
        }
        sleep(LOOK_EVERY).await;
    }
}
