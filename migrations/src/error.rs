//! Why a migration cannot go on, and what to do.

use ballast_client::unsigned::ListTooLong;
use solana_address::Address;
use std::path::PathBuf;

/// Why a migration cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The settings are not understood.
    #[error("{path}: {reason}")]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A setting has a value that cannot be used.
    #[error("{setting}: {reason}")]
    Setting {
        /// The key in the file.
        setting: String,
        /// What is wrong, and what is expected.
        reason: String,
    },
    /// A setting breaks a relation that the program demands.
    #[error("{setting} would be refused by the program: {reason}")]
    Refused {
        /// The table in the file.
        setting: String,
        /// The rule that it breaks, with operands.
        reason: String,
    },
    /// Settings that put the market at risk.
    #[error(
        "unsafe settings: {}; change them, or accept each by name (`--allow NAME`, or `allow` in the file)",
        .0.join("; ")
    )]
    Unsafe(Vec<String>),
    /// The RPC node serves another cluster.
    #[error("the node's genesis hash {found} is not that of {expected}: check `rpc.url`")]
    WrongCluster {
        /// The cluster of the settings.
        expected: &'static str,
        /// The node's.
        found: String,
    },
    /// The RPC node did not answer, or with an error.
    #[error("the RPC node at {host} failed to {what}: {reason}")]
    Rpc {
        /// Its host; the whole address may hold a secret.
        host: String,
        /// What was asked.
        what: &'static str,
        /// What came back.
        reason: String,
    },
    /// A transaction was refused.
    #[error("a transaction was refused: {reason}\n{}", logs.join("\n"))]
    Transaction {
        /// The chain's words.
        reason: String,
        /// The transaction's log.
        logs: Vec<String>,
    },
    /// A transaction was not confirmed in time.
    #[error(
        "{missing} of {sent} transactions were not confirmed: run it again, it goes on from here"
    )]
    Unconfirmed {
        /// Transactions.
        sent: usize,
        /// Those without a confirmation.
        missing: usize,
    },
    /// The chain does not go on.
    #[error(
        "the chain stands at slot {reached}, and {wanted} was waited for: run again when it goes on"
    )]
    Stalled {
        /// The slot that was waited for.
        wanted: u64,
        /// Where it stands.
        reached: u64,
    },
    /// The payer is short of lamports.
    #[error("{payer} holds {held} lamports and about {needed} are needed: fund it and run again")]
    Underfunded {
        /// Who pays.
        payer: Address,
        /// What it holds.
        held: u64,
        /// An estimate of what is needed.
        needed: u64,
    },
    /// A step wants a signature that no key at hand gives.
    #[error(
        "`{step}` needs the signature of {signer}: run `migrate print` and have it sign, then run again"
    )]
    SignatureMissing {
        /// The step.
        step: String,
        /// Who has to sign.
        signer: Address,
    },
    /// A transaction that a multisig's message cannot hold.
    #[error(transparent)]
    Vault(#[from] ListTooLong),
    /// The chain differs from the settings in what a migration does not change.
    #[error("`{step}` differs from the file: {reason}")]
    Drifted {
        /// The step.
        step: String,
        /// What differs, and who can change it.
        reason: String,
    },
    /// A step's transactions went through, and it is still not done.
    #[error("`{step}` went through and is still not done: {reason}")]
    Incomplete {
        /// The step.
        step: String,
        /// What the chain says.
        reason: String,
    },
    /// An account holds something else than expected.
    #[error("the account at {address} is not {expected}: {reason}")]
    Account {
        /// Its address.
        address: Address,
        /// What it should be.
        expected: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl MigrateError {
    /// A setting that cannot be used.
    pub(crate) fn setting(setting: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Setting {
            setting: setting.into(),
            reason: reason.into(),
        }
    }
}
