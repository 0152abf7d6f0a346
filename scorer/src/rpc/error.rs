//! Why a request to the chain failed.

use ballast_client::DecodeError;
use solana_address::Address;
use solana_client::rpc_response::TransactionError;

use super::Fault;
use crate::settings::SettingsError;

/// Why nothing could be read, or the settings cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RpcError {
    /// A setting that cannot work.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// A URL that is none. The text is not repeated: it may hold a key.
    #[error("an RPC URL cannot be used: {reason}")]
    UrlInvalid {
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made: {reason}")]
    ClientUnusable {
        /// Why.
        reason: String,
    },
    /// Every node was tried.
    #[error("{what}: no node answered ({})", in_words(tried))]
    Exhausted {
        /// What was asked.
        what: &'static str,
        /// Each node's host and its last fault, in the order in which they were tried.
        tried: Vec<(String, Fault)>,
    },
    /// A node refused in a way in which every node would.
    #[error("{what}: {refusal}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// What the node said.
        refusal: Refusal,
    },
    /// Every node was asked and keeps no transactions.
    #[error(
        "no RPC node keeps transactions: name one in rpc.urls that does (Agave: --enable-rpc-transaction-history)"
    )]
    HistoryUnkept,
    /// There is no such account.
    #[error("there is no account at {address}")]
    AccountMissing {
        /// Where.
        address: Address,
    },
    /// An account that another program owns.
    #[error("the account at {address} belongs to {owner}, not to {expected}")]
    AccountForeign {
        /// Where.
        address: Address,
        /// Who owns it.
        owner: Address,
        /// Who should.
        expected: Address,
    },
    /// An account whose bytes are not what was expected.
    #[error("the account at {address} cannot be read: {source}")]
    AccountMalformed {
        /// Where.
        address: Address,
        /// What is wrong.
        source: DecodeError,
    },
}

/// A node's "no" that every other node would repeat.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{host} refuses: {message} ({code})")]
pub struct Refusal {
    /// The node's host.
    pub host: String,
    /// JSON-RPC's code.
    pub code: i64,
    /// The node's words.
    pub message: String,
    /// The transaction's own error, when a preflight found one.
    pub transaction: Option<TransactionError>,
    /// The preflight's log.
    pub logs: Vec<String>,
}

fn in_words(tried: &[(String, Fault)]) -> String {
    let faults = tried.iter().map(|(host, fault)| format!("{host}: {fault}"));
    faults.collect::<Vec<_>>().join("; ")
}
