//! The chain as a migration sees it: accounts, and transactions that are sent until they are confirmed.

mod fault;
mod send;

pub use send::Work;

use crate::error::MigrateError;
use ballast_client::layout;
use solana_address::Address;
use solana_client::client_error::ClientError;
use solana_client::rpc_client::RpcClient;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the node is given for one answer.
const ANSWER: Duration = Duration::from_secs(30);
/// How often confirmations are asked for.
const POLL: Duration = Duration::from_millis(50);
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

    /// The error of the node, without a word of the address that was asked.
    pub fn failed(&self, what: &'static str, error: &ClientError) -> MigrateError {
        MigrateError::Rpc {
            host: self.host.clone(),
            what,
            reason: fault::words(error),
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
