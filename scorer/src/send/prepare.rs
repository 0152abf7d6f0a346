//! From instructions to a signed transaction.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use solana_address::Address;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::{Message, VersionedMessage};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use tracing::Instrument as _;

use super::{Prepared, SendError, Sender, Ticket};
use crate::key::SigningKey;
use crate::telemetry::span;

/// Bytes of a packet: what a transaction may have.
const BYTES_MOST: usize = 1232;
/// Bytes of a signature.
const SIGNATURE: usize = 64;
/// Accounts that a question for recent fees may name.
const FEE_ACCOUNTS_MOST: usize = 128;

impl Sender {
    /// Simulates, prices and signs `instructions`; the first of `signers` pays. Nothing is sent: write the ticket down
    /// first, then [`Self::deliver`].
    ///
    /// Never prepare anew what an earlier ticket of the same work may still do: see [`Self::status`].
    ///
    /// # Errors
    /// The simulation's, or no blockhash, no signature, or a transaction that is too large.
    pub async fn prepare(
        &self,
        instructions: &[Instruction],
        signers: &[SigningKey],
        attempt: u32,
    ) -> Result<Prepared, SendError> {
        let Some(payer) = signers.first().map(SigningKey::address) else {
            let reason = "no key pays for it".to_owned();
            return Err(self.failed(SendError::Unbuildable { reason }));
        };
        let (simulation, recent, blockhash) = tokio::join!(
            self.simulate(instructions, &payer),
            self.recent_fees(instructions),
            self.endpoints.blockhash(),
        );
        let simulation = simulation?;
        let blockhash =
            blockhash.map_err(|source| self.failed(SendError::Unreachable { source }))?;
        let units = self.fee.compute_limit(simulation.units);
        let micro_lamports = self.fee.micro_lamports(&recent, attempt);
        let budgeted = budgeted(instructions, units, micro_lamports);
        let message = message(&budgeted, &payer, blockhash.hash);
        let signed = sign(message, signers).instrument(span::sign()).await;
        let transaction = signed.map_err(|error| self.failed(error))?;
        self.counters.prepared.fetch_add(1, Relaxed);
        let counter = &self.counters.last_micro_lamports;
        counter.store(micro_lamports, Relaxed);
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        Ok(Prepared {
            ticket: Ticket {
                signature: signature.to_string(),
                blockhash: blockhash.hash.to_string(),
                last_valid_block_height: blockhash.last_valid_block_height,
                units,
                micro_lamports,
                attempt,
            },
            transaction,
            blockhash_host: blockhash.host,
            units_simulated: simulation.units,
        })
    }

    /// What recent blocks took from transactions that write what these write; none when no node says.
    async fn recent_fees(&self, instructions: &[Instruction]) -> Vec<u64> {
        let metas = instructions
            .iter()
            .flat_map(|instruction| &instruction.accounts);
        let written = metas
            .filter(|meta| meta.is_writable)
            .map(|meta| meta.pubkey);
        let written: BTreeSet<Address> = written.collect();
        let written: Vec<Address> = written.into_iter().take(FEE_ACCOUNTS_MOST).collect();
        let ask = |client: Arc<RpcClient>| {
            let written = &written;
            async move { client.get_recent_prioritization_fees(written).await }
        };
        let told = self.endpoints.ask("getRecentPrioritizationFees", ask).await;
        let Ok(told) = told else {
            self.counters.fees_unknown.fetch_add(1, Relaxed);
            return Vec::new();
        };
        let fees = told.iter().map(|block| block.prioritization_fee);
        fees.collect()
    }
}

/// The instructions after their compute budget.
pub(super) fn budgeted(
    instructions: &[Instruction],
    units: u32,
    micro_lamports: u64,
) -> Vec<Instruction> {
    let limit = ComputeBudgetInstruction::set_compute_unit_limit(units);
    let price = ComputeBudgetInstruction::set_compute_unit_price(micro_lamports);
    let budget = [limit, price].into_iter();
    budget.chain(instructions.iter().cloned()).collect()
}

pub(super) fn message(
    instructions: &[Instruction],
    payer: &Address,
    blockhash: Hash,
) -> VersionedMessage {
    let message = Message::new_with_blockhash(instructions, Some(payer), &blockhash);
    VersionedMessage::Legacy(message)
}

async fn sign(
    message: VersionedMessage,
    signers: &[SigningKey],
) -> Result<VersionedTransaction, SendError> {
    let bytes = message.serialize();
    let needed = usize::from(message.header().num_required_signatures);
    let length = bytes.len() + 1 + needed * SIGNATURE;
    if length > BYTES_MOST {
        let reason = format!("it has {length} bytes, at most {BYTES_MOST}");
        return Err(SendError::Unbuildable { reason });
    }
    let mut signatures: Vec<Signature> = Vec::with_capacity(needed);
    for address in message.static_account_keys().iter().take(needed) {
        let signer = signers.iter().find(|signer| signer.address() == *address);
        let Some(signer) = signer else {
            let reason = format!("it needs the signature of {address}");
            return Err(SendError::Unbuildable { reason });
        };
        let signature = signer.sign(&bytes).await;
        signatures.push(signature.map_err(|source| SendError::Unsigned { source })?);
    }
    Ok(VersionedTransaction {
        signatures,
        message,
    })
}
