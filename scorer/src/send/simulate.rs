//! What a transaction would do, before anything is signed.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use solana_address::Address;
use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSimulateTransactionConfig;
use solana_client::rpc_response::{RpcSimulateTransactionResult, TransactionError};
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use tracing::Instrument as _;

use super::fee::UNITS_MOST;
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
                let simulated = client.simulate_transaction_with_config(transaction, settings);
                let response = simulated.await?;
                let units = units(&response.value)?;
                Ok::<_, ClientError>((response.context.slot, units, response.value))
            }
        };
        let simulated = self.endpoints.ask("simulateTransaction", ask).await;
        let (slot, units, result) = simulated.map_err(|error| refused(error, &budgeted))?;
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
            units,
            logs,
            slot,
            returned,
        })
    }
}

/// The units of a simulation. A node that gives none for a success has not answered, so another one is asked: a limit that
/// follows from nothing has the transaction land, fail and pay.
fn units(result: &RpcSimulateTransactionResult) -> Result<u64, ClientError> {
    match (result.units_consumed, &result.err) {
        (Some(units @ 1..), _) => Ok(units),
        (_, Some(_)) => Ok(0),
        (_, None) => {
            let reason = "its simulation does not say how many units were used";
            Err(ClientErrorKind::Custom(reason.to_owned()).into())
        }
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

#[cfg(test)]
mod tests {
    use axum::extract::State;
    use axum::routing::post;
    use axum::{Json, Router};
    use serde_json::{Value, json};
    use tokio::net::TcpListener;

    use super::*;
    use crate::rpc::{Endpoints, EndpointsConfig, Fault};
    use crate::send::{ConfirmConfig, FeeConfig};

    /// A node whose simulations succeed with so many units.
    async fn node(units: Value) -> String {
        let answer = |State(units): State<Value>, Json(request): Json<Value>| async move {
            let result = if request["method"] == "getGenesisHash" {
                json!(Hash::default().to_string())
            } else {
                let value = json!({"err": null, "logs": [], "unitsConsumed": units});
                json!({"context": {"slot": 7}, "value": value})
            };
            Json(json!({"jsonrpc": "2.0", "id": request["id"], "result": result}))
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/", post(answer)).with_state(units);
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    /// What nodes with these answers simulate, asked in this order.
    async fn simulated(answers: &[Value]) -> Result<Simulation, SendError> {
        let mut urls = Vec::new();
        for units in answers {
            urls.push(node(units.clone()).await);
        }
        let config = EndpointsConfig {
            rounds_most: 1,
            ..EndpointsConfig::of(urls.iter().map(String::as_str)).unwrap()
        };
        let endpoints = Endpoints::new(&config).unwrap();
        let sender = Sender::new(endpoints, FeeConfig::default(), ConfirmConfig::default());
        let payer = Address::new_from_array([1; 32]);
        let one = ballast_client::instruction::terms_advance(&payer);
        sender.unwrap().simulate(&[one], &payer).await
    }

    #[tokio::test]
    async fn node_that_simulates_without_units_is_left_for_one_that_tells_them() {
        for untold in [json!(null), json!(0)] {
            let simulation = simulated(&[untold, json!(432)]).await.unwrap();

            assert_eq!(simulation.units, 432);
        }
    }

    #[tokio::test]
    async fn simulation_whose_units_no_node_tells_is_an_error() {
        let refused = simulated(&[json!(null)]).await.unwrap_err();

        let SendError::Unreachable {
            source: RpcError::Exhausted { tried, .. },
        } = &refused
        else {
            panic!("{refused}");
        };
        assert!(matches!(tried[0].1, Fault::Garbled { .. }), "{refused}");
    }
}
