//! Nodes that keep no transactions: Agave's, unless they were started with `--enable-rpc-transaction-history`.
//!
//! They answer so to whoever asks for a transaction, or has history searched for a signature. It is no fault of theirs, and
//! waiting mends it as little: they know what the latest blocks hold, and no more.

use std::sync::Arc;

use serde::de::IgnoredAny;
use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_custom_error::JSON_RPC_SERVER_ERROR_TRANSACTION_HISTORY_NOT_AVAILABLE as UNKEPT;
use solana_client::rpc_request::{RpcError as JsonRpcError, RpcRequest};
use solana_signature::Signature;

use super::read::transaction_request;
use super::{Endpoints, Said};

impl Endpoints {
    /// Whether each node within reach keeps transactions: it is asked for one that cannot be.
    pub async fn keep_transactions(&self) -> Vec<Said<bool>> {
        let request = transaction_request(&Signature::default());
        let ask = |client: Arc<RpcClient>| {
            let request = request.clone();
            async move {
                let found = client.send::<Option<IgnoredAny>>(RpcRequest::GetTransaction, request);
                kept(found.await).map(|found| found.is_some())
            }
        };
        self.ask_all(ask).await
    }
}

/// An answer; none where the node keeps no transactions.
pub(crate) fn kept<T>(answer: Result<T, ClientError>) -> Result<Option<T>, ClientError> {
    match answer {
        Err(error) if is_unkept(&error) => Ok(None),
        answer => answer.map(Some),
    }
}

fn is_unkept(error: &ClientError) -> bool {
    matches!(
        error.kind(),
        ClientErrorKind::RpcError(JsonRpcError::RpcResponseError { code: UNKEPT, .. })
    )
}
