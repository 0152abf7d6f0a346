//! The chain as a migration sees it: accounts, and transactions that are sent until they are confirmed.

use crate::error::MigrateError;
use ballast_client::layout;
use solana_address::Address;
use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSendTransactionConfig;
use solana_client::rpc_request::{RpcError, RpcResponseErrorData};
use solana_commitment_config::CommitmentConfig;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{Hash, Message};
use solana_signature::Signature;
use solana_signer::Signer as _;
use solana_transaction::Transaction;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the node is given for one answer.
const ANSWER: Duration = Duration::from_secs(30);
/// How often confirmations are asked for.
const POLL: Duration = Duration::from_millis(50);
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

/// A node's view of the chain, and who pays.
pub struct Chain {
    rpc: RpcClient,
    host: String,
    payer: Keypair,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Chain");
        shown.field("host", &self.host).finish_non_exhaustive()
    }
}

/// The host of an address, which may hold a secret in its path or query.
pub(crate) fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    host.to_owned()
}

impl Chain {
    /// The chain behind the node at `url`; transactions are paid by `payer` and waited for until `commitment`.
    pub fn connect(url: &str, commitment: CommitmentConfig, payer: &Keypair) -> Self {
        let rpc = RpcClient::new_with_timeout_and_commitment(url, ANSWER, commitment);
        Self {
            rpc,
            host: host_of(url),
            payer: payer.insecure_clone(),
        }
    }

    /// The node.
    pub fn rpc(&self) -> &RpcClient {
        &self.rpc
    }

    /// The node's host.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Who pays.
    pub fn payer(&self) -> Address {
        self.payer.pubkey()
    }

    /// The error of the node, without the address that was asked.
    pub fn failed(&self, what: &'static str, error: &ClientError) -> MigrateError {
        let url = self.rpc.url();
        let reason = error
            .to_string()
            .replace(url.trim_end_matches('/'), &self.host);
        MigrateError::Rpc {
            host: self.host.clone(),
            what,
            reason,
        }
    }

    /// The chain's first block, in base 58.
    pub fn genesis(&self) -> Result<String, MigrateError> {
        let genesis = self.rpc.get_genesis_hash();
        let genesis = genesis.map_err(|error| self.failed("give its genesis hash", &error))?;
        Ok(genesis.to_string())
    }

    /// Waits until the chain, at the commitment that is read, has come to `slot`.
    ///
    /// # Errors
    /// [`MigrateError::Stalled`], when it does not within [`ANSWER`].
    pub fn wait_for_slot(&self, slot: u64) -> Result<(), MigrateError> {
        let deadline = Instant::now() + ANSWER;
        loop {
            let reached = self.rpc.get_slot();
            let reached = reached.map_err(|error| self.failed("give its slot", &error))?;
            if reached >= slot {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(MigrateError::Stalled {
                    wanted: slot,
                    reached,
                });
            }
            sleep(POLL);
        }
    }

    /// Lamports of a wallet.
    pub fn lamports(&self, address: &Address) -> Result<u64, MigrateError> {
        let lamports = self.rpc.get_balance(address);
        lamports.map_err(|error| self.failed("give a balance", &error))
    }

    /// What an account of this many bytes must hold.
    pub fn rent(&self, length: usize) -> Result<u64, MigrateError> {
        let rent = self.rpc.get_minimum_balance_for_rent_exemption(length);
        rent.map_err(|error| self.failed("give the rent", &error))
    }

    /// An account's owner and bytes; none where none stands.
    pub fn account(&self, address: &Address) -> Result<Option<(Address, Vec<u8>)>, MigrateError> {
        let found = self
            .rpc
            .get_account_with_commitment(address, self.rpc.commitment());
        let found = found.map_err(|error| self.failed("give an account", &error))?;
        let found = found.value.filter(|account| account.lamports > 0);
        Ok(found.map(|account| (account.owner, account.data)))
    }

    /// An account of the program; none where none stands.
    pub fn read<T: layout::Account>(&self, address: &Address) -> Result<Option<T>, MigrateError> {
        let Some((owner, data)) = self.account(address)? else {
            return Ok(None);
        };
        let refuse = |reason: String| MigrateError::Account {
            address: *address,
            expected: T::NAME,
            reason,
        };
        if owner != ballast_client::PROGRAM_ID {
            return Err(refuse(format!("{owner} owns it")));
        }
        T::decode(&data)
            .map(Some)
            .map_err(|error| refuse(error.to_string()))
    }

    /// Sends transactions and waits for all of them. More than one are sent side by side, so they must not depend on
    /// each other.
    pub fn send_all(&self, work: &[Work]) -> Result<Vec<Signature>, MigrateError> {
        let mut done: Vec<Option<Signature>> = vec![None; work.len()];
        for _ in 0..ROUNDS {
            self.round(work, &mut done)?;
            if done.iter().all(Option::is_some) {
                return Ok(done.into_iter().flatten().collect());
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
    fn round(&self, work: &[Work], done: &mut [Option<Signature>]) -> Result<(), MigrateError> {
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
        let send = |(index, transaction): &(usize, Transaction)| {
            let sent = self.rpc.send_transaction_with_config(transaction, settings);
            let sent = sent.map_err(|error| self.refusal(&error))?;
            Ok::<_, MigrateError>((*index, sent))
        };
        let share = signed.len().div_ceil(SENDERS).max(1);
        let mut waiting = Vec::new();
        std::thread::scope(|scope| {
            let send = &send;
            let senders: Vec<_> = signed
                .chunks(share)
                .map(|share| {
                    scope.spawn(move || share.iter().map(send).collect::<Result<Vec<_>, _>>())
                })
                .collect();
            for sender in senders {
                // A sender that panicked leaves its share for the next round.
                waiting.extend(sender.join().unwrap_or_else(|_| Ok(vec![]))?);
            }
            Ok::<_, MigrateError>(())
        })?;
        self.wait(waiting, done)
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
        let request = solana_client::rpc_request::RpcRequest::GetTransaction;
        let found: Option<serde_json::Value> = self.rpc.send(request, params).ok();
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

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_host_holds_no_key_and_no_password() {
        assert_eq!(
            host_of("https://user:secret@node.example:8899/key?api=secret"),
            "node.example:8899"
        );
        assert_eq!(host_of("http://127.0.0.1:8899"), "127.0.0.1:8899");
        assert_eq!(host_of("node.example/secret"), "node.example");
    }
}
