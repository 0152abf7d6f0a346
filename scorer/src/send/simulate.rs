//! What a transaction would do, before anything is signed.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use solana_address::Address;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSimulateTransactionConfig;
use solana_client::rpc_response::TransactionError;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use tracing::Instrument as _;

use super::prepare::{budgeted, message};
use super::{Revert, SendError, Sender};
use crate::rpc::RpcError;
use crate::telemetry::span;

/// What a transaction would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// Compute units it used.
    pub units: u64,
    /// Its log.
    pub logs: Vec<String>,
    /// The slot it was simulated at.
    pub slot: u64,
    /// What the last program returned.
    pub returned: Option<Vec<u8>>,
}

impl Sender {
    /// Runs `instructions`, paid by `payer`, on the latest state without sending them; nothing is signed.
    ///
    /// # Errors
    /// [`SendError::SimulationReverted`] with the broken rule, [`SendError::SimulationFailed`],
    /// [`SendError::Unbuildable`], [`SendError::Unreachable`].
    pub async fn simulate(
        &self,
        instructions: &[Instruction],
        payer: &Address,
    ) -> Result<Simulation, SendError> {
        self.counters.simulated.fetch_add(1, Relaxed);
        let span = span::simulate();
        let run = self.run(instructions, payer).instrument(span.clone());
        let simulated = run.await;
        if let Ok(simulation) = &simulated {
            span::tell_units(&span, simulation.units);
        }
        simulated.map_err(|error| self.failed(error))
    }

    async fn run(
        &self,
        instructions: &[Instruction],
        payer: &Address,
    ) -> Result<Simulation, SendError> {
        const UNITS_MOST: u32 = 1_400_000;
        let budgeted = budgeted(instructions, UNITS_MOST, 0);
        // The node puts a blockhash of its own in place of this one.
        let message = message(&budgeted, payer, Hash::default());
        let signers = usize::from(message.header().num_required_signatures);
        let transaction = VersionedTransaction {
            signatures: vec![Signature::default(); signers],
            message,
        };
        let settings = RpcSimulateTransactionConfig {
            sig_verify: false,
            replace_recent_blockhash: true,
            commitment: Some(self.endpoints.commitment()),
            ..RpcSimulateTransactionConfig::default()
        };
        let ask = |client: Arc<RpcClient>| {
            let (transaction, settings) = (&transaction, settings.clone());
            async move {
                client
                    .simulate_transaction_with_config(transaction, settings)
                    .await
            }
        };
        let simulated = self.endpoints.ask("simulateTransaction", ask).await;
        let response = simulated.map_err(|error| refused(error, &budgeted))?;
        let (slot, result) = (response.context.slot, response.value);
        let logs = result.logs.unwrap_or_default();
        if let Some(error) = result.err {
            return Err(failure(&error.into(), &budgeted, logs));
        }
        let returned = result.return_data.and_then(|returned| {
            use base64::Engine as _;
            base64::prelude::BASE64_STANDARD
                .decode(returned.data.0)
                .ok()
        });
        Ok(Simulation {
            units: result.units_consumed.unwrap_or_default(),
            logs,
            slot,
            returned,
        })
    }
}

fn refused(error: RpcError, instructions: &[Instruction]) -> SendError {
    match error {
        RpcError::Refused { refusal, .. } => match refusal.transaction {
            Some(error) => failure(&error, instructions, refusal.logs),
            None => SendError::SimulationFailed {
                reason: refusal.to_string(),
                logs: refusal.logs,
            },
        },
        source => SendError::Unreachable { source },
    }
}

fn failure(error: &TransactionError, instructions: &[Instruction], logs: Vec<String>) -> SendError {
    match Revert::of(error, instructions, &logs) {
        Some(revert) => SendError::SimulationReverted { revert, logs },
        None => SendError::SimulationFailed {
            reason: error.to_string(),
            logs,
        },
    }
}
