//! What a node does wrong.

use std::time::Duration;

/// What the proxy does to a request or its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: the request and its answer pass as they are.
    #[default]
    None,
    /// The answer comes this much later.
    Slow(Duration),
    /// No answer ever comes, and the connection stays open.
    Silent,
    /// Status 200 and a body that is no JSON.
    Garbage,
    /// This HTTP status and no body.
    Status(u16),
    /// Status 429, with `Retry-After` in seconds.
    RateLimited {
        /// The seconds.
        retry_after: u64,
    },
    /// A JSON-RPC error.
    RpcError {
        /// Its code.
        code: i64,
        /// Its words.
        message: &'static str,
    },
    /// `getLatestBlockhash` gives a hash that no node knows.
    ForgedBlockhash,
    /// `getLatestBlockhash` gives what it gave first, for ever.
    StaleBlockhash,
    /// Slots and block heights are told as this much lower.
    Behind(u64),
    /// `sendTransaction` answers with the signature and passes nothing on.
    SwallowTransactions,
    /// No transactions are kept, as by Agave without `--enable-rpc-transaction-history`: `getTransaction` is refused, and
    /// `getSignatureStatuses` where it is to search history.
    NoHistory,
    /// `getGenesisHash` gives that of another cluster.
    OtherCluster,
}
