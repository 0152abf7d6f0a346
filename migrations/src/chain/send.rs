//! Transactions that are sent until they are confirmed, side by side where they are many.

use super::{Chain, POLL};
use crate::error::MigrateError;
use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::rpc_config::RpcSendTransactionConfig;
use solana_client::rpc_request::{RpcError, RpcRequest, RpcResponseErrorData};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{Hash, Message};
use solana_signature::Signature;
use solana_signer::Signer as _;
use solana_transaction::Transaction;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Transactions that are not confirmed within this are signed anew: a blockhash lives for about a minute.
const RESEND: Duration = Duration::from_secs(45);
/// How often they are signed.
const ROUNDS: usize = 4;
/// Transactions that are on their way to the node at one time: it may take most of a slot to answer.
const SENDERS: usize = 32;
/// Statuses that one call asks for.
const STATUSES: usize = 256;

/// A transaction to send.
#[derive(Debug)]
pub struct Work {
    /// What it does, in order.
    pub instructions: Vec<Instruction>,
    /// Who signs besides the payer.
    pub signers: Vec<Keypair>,
}

impl Chain {
    /// Sends transactions and waits for all of them. More than one are sent side by side, so they must not depend on
    /// each other.
    pub fn send_all(&self, work: &[Work]) -> Result<Vec<Signature>, MigrateError> {
        let mut signatures = Vec::new();
        self.send_noted(work, &mut signatures)?;
        Ok(signatures)
    }

    /// The same; adds to `signatures` those that landed, and with an error all that were made: any of them may have landed.
    pub(crate) fn send_noted(
        &self,
        work: &[Work],
        signatures: &mut Vec<Signature>,
    ) -> Result<(), MigrateError> {
        let mut done: Vec<Option<Signature>> = vec![None; work.len()];
        let mut made = Vec::new();
        let sent = self.rounds(work, &mut done, &mut made);
        match &sent {
            Ok(()) => signatures.extend(done.into_iter().flatten()),
            Err(_) => signatures.extend(made),
        }
        sent
    }

    fn rounds(
        &self,
        work: &[Work],
        done: &mut [Option<Signature>],
        made: &mut Vec<Signature>,
    ) -> Result<(), MigrateError> {
        for _ in 0..ROUNDS {
            self.round(work, done, made)?;
            if done.iter().all(Option::is_some) {
                return Ok(());
            }
        }
        Err(MigrateError::Unconfirmed {
            sent: work.len(),
            missing: done.iter().filter(|done| done.is_none()).count(),
        })
    }

    /// Sends one transaction and waits for it.
    pub fn send(
        &self,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Signature, MigrateError> {
        let work = Work {
            instructions: instructions.to_vec(),
            signers: signers.iter().map(|key| key.insecure_clone()).collect(),
        };
        let sent = self.send_all(std::slice::from_ref(&work))?;
        Ok(sent.into_iter().next().unwrap_or_default())
    }

    /// Signs what is not done under a new blockhash, sends it, and waits until it is confirmed or the blockhash is old.
    fn round(
        &self,
        work: &[Work],
        done: &mut [Option<Signature>],
        made: &mut Vec<Signature>,
    ) -> Result<(), MigrateError> {
        let blockhash = self.rpc.get_latest_blockhash();
        let blockhash = blockhash.map_err(|error| self.failed("give a blockhash", &error))?;
        let settings = RpcSendTransactionConfig {
            // Alone it is tried out first, so that a refusal comes with its log.
            skip_preflight: work.len() > 1,
            preflight_commitment: Some(self.rpc.commitment().commitment),
            ..RpcSendTransactionConfig::default()
        };
        let mut signed = Vec::new();
        for (index, work) in work.iter().enumerate() {
            if done.get(index).is_none_or(Option::is_none) {
                signed.push((index, self.sign(work, blockhash)?));
            }
        }
        // A transaction is known by its first signature.
        made.extend(signed.iter().filter_map(|(_, it)| it.signatures.first()));
        let waiting = self.broadcast(&signed, settings)?;
        self.wait(waiting, done)
    }

    /// Hands the transactions to the node, several at one time; which it took.
    fn broadcast(
        &self,
        signed: &[(usize, Transaction)],
        settings: RpcSendTransactionConfig,
    ) -> Result<Vec<(usize, Signature)>, MigrateError> {
        let send = |(index, transaction): &(usize, Transaction)| {
            let sent = self.rpc.send_transaction_with_config(transaction, settings);
            let sent = sent.map_err(|error| self.refusal(&error))?;
            Ok::<_, MigrateError>((*index, sent))
        };
        let share = signed.len().div_ceil(SENDERS).max(1);
        std::thread::scope(|scope| {
            let send = &send;
            let senders: Vec<_> = signed
                .chunks(share)
                .map(|share| {
                    scope.spawn(move || share.iter().map(send).collect::<Result<Vec<_>, _>>())
                })
                .collect();
            let mut sent = Vec::new();
            for sender in senders {
                // A sender that panicked leaves its share for the next round.
                sent.extend(sender.join().unwrap_or_else(|_| Ok(vec![]))?);
            }
            Ok(sent)
        })
    }

    fn sign(&self, work: &Work, blockhash: Hash) -> Result<Transaction, MigrateError> {
        let mut keys = vec![&self.payer];
        let others = work.signers.iter();
        keys.extend(others.filter(|key| key.pubkey() != self.payer.pubkey()));
        let message = Message::new(&work.instructions, Some(&self.payer.pubkey()));
        let mut transaction = Transaction::new_unsigned(message);
        let signed = transaction.try_sign(&keys, blockhash);
        signed.map_err(|error| MigrateError::Transaction {
            reason: format!("it cannot be signed: {error}"),
            logs: vec![],
        })?;
        Ok(transaction)
    }

    fn wait(
        &self,
        mut waiting: Vec<(usize, Signature)>,
        done: &mut [Option<Signature>],
    ) -> Result<(), MigrateError> {
        let deadline = Instant::now() + RESEND;
        while !waiting.is_empty() && Instant::now() < deadline {
            let asked = waiting.len().min(STATUSES);
            let signatures: Vec<Signature> =
                waiting.iter().take(asked).map(|(_, sent)| *sent).collect();
            let statuses = self.rpc.get_signature_statuses(&signatures);
            let statuses = statuses.map_err(|error| self.failed("give statuses", &error))?;
            let mut left = Vec::new();
            let mut moved = false;
            for ((index, signature), status) in waiting.drain(..asked).zip(statuses.value) {
                let status =
                    status.filter(|status| status.satisfies_commitment(self.rpc.commitment()));
                let Some(status) = status else {
                    left.push((index, signature));
                    continue;
                };
                if let Some(error) = status.err {
                    return Err(self.failure(&signature, &error.to_string()));
                }
                moved = true;
                if let Some(slot) = done.get_mut(index) {
                    *slot = Some(signature);
                }
            }
            waiting.extend(left);
            if !moved && !waiting.is_empty() {
                sleep(POLL);
            }
        }
        Ok(())
    }

    /// Why a transaction that landed failed, with its log where the node still knows it.
    fn failure(&self, signature: &Signature, reason: &str) -> MigrateError {
        let params = serde_json::json!([
            signature.to_string(),
            { "encoding": "json", "maxSupportedTransactionVersion": 0 }
        ]);
        let found: Option<serde_json::Value> =
            self.rpc.send(RpcRequest::GetTransaction, params).ok();
        let logs = found
            .as_ref()
            .and_then(|found| found.get("meta")?.get("logMessages")?.as_array())
            .map(|lines| {
                let lines = lines.iter().filter_map(|line| line.as_str());
                lines.map(str::to_owned).collect()
            });
        MigrateError::Transaction {
            reason: format!("{reason} ({signature})"),
            logs: logs.unwrap_or_default(),
        }
    }

    /// A node's refusal to take a transaction: the trial's log, where it was tried.
    fn refusal(&self, error: &ClientError) -> MigrateError {
        if let ClientErrorKind::RpcError(RpcError::RpcResponseError {
            message,
            data: RpcResponseErrorData::SendTransactionPreflightFailure(tried),
            ..
        }) = error.kind()
        {
            return MigrateError::Transaction {
                reason: message.clone(),
                logs: tried.logs.clone().unwrap_or_default(),
            };
        }
        self.failed("take a transaction", error)
    }
}
