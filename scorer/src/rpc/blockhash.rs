//! A recent blockhash that more than one node knows.
//!
//! A node that makes one up, or repeats an old one, would let every transaction expire: a minute each. So a second node
//! has to know it; one whose blockhash the others deny is suspected, and the next node is asked for its own. The other
//! node is given the slot that the first one spoke of, so that one which lags says so in place of "no". Where no other
//! node answers, or each denies the others' blockhash, the best that is there is taken; a transaction that expires on it
//! raises the suspicion ([`Endpoints::suspect`]).

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::json;
use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_request::RpcRequest;
use solana_client::rpc_response::{Response, RpcBlockhash};
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;

use super::health::EndpointState;
use super::{Endpoints, RpcError};

/// A blockhash to sign over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentBlockhash {
    /// The hash.
    pub hash: Hash,
    /// The last block height at which a transaction with it can land.
    pub last_valid_block_height: u64,
    /// Other nodes that know it.
    pub confirmed_by: usize,
    /// The host of the node that gave it.
    pub host: String,
}

/// What the others say of a blockhash.
#[derive(Clone, Copy, Default)]
struct Votes {
    known: usize,
    denied: usize,
}

impl Endpoints {
    /// A recent blockhash that a second node knows, where there is one to ask.
    ///
    /// # Errors
    /// No node gave any.
    pub async fn blockhash(&self) -> Result<RecentBlockhash, RpcError> {
        let mut asked = Vec::new();
        let mut fallback: Option<RecentBlockhash> = None;
        loop {
            let given = self
                .ask_but("getLatestBlockhash", &asked, latest_blockhash)
                .await;
            let (index, given) = match (given, fallback.take()) {
                (Ok(given), kept) => {
                    fallback = kept;
                    given
                }
                (Err(_), Some(kept)) => return Ok(kept),
                (Err(error), None) => return Err(error),
            };
            let found = RecentBlockhash {
                hash: given.hash,
                last_valid_block_height: given.last_valid_block_height,
                confirmed_by: 0,
                host: self.shared.endpoints[index].host.clone(),
            };
            let votes = self.votes(index, &found.hash, given.slot).await;
            if votes.known > 0 || votes.denied == 0 {
                return Ok(RecentBlockhash {
                    confirmed_by: votes.known,
                    ..found
                });
            }
            self.shared.endpoints[index].suspect();
            asked.push(index);
            let first = fallback.get_or_insert(found);
            if asked.len() == self.shared.endpoints.len() {
                return Ok(first.clone());
            }
        }
    }

    /// A transaction on this node's blockhash expired: others are asked first for a while.
    pub fn suspect(&self, host: &str) {
        let endpoints = self.shared.endpoints.iter();
        let named = endpoints.filter(|endpoint| endpoint.host == host);
        named.for_each(super::Endpoint::suspect);
    }

    /// Whether the living others know `hash`; one that has not seen `slot` has no vote.
    async fn votes(&self, giver: usize, hash: &Hash, slot: u64) -> Votes {
        let others = self.order(&[giver]).into_iter();
        let living =
            others.filter(|index| self.shared.endpoints[*index].state() == EndpointState::Alive);
        let ask = |client: Arc<RpcClient>| is_known(client, hash.to_string(), slot);
        let asked = living.map(|index| {
            let ask = &ask;
            async move { self.ask_one(index, ask).await }
        });
        let mut votes = Votes::default();
        for known in join_all(asked).await.into_iter().flatten() {
            if known.value {
                votes.known += 1;
            } else {
                votes.denied += 1;
            }
        }
        votes
    }
}

/// What a node gives.
struct Given {
    hash: Hash,
    last_valid_block_height: u64,
    slot: u64,
}

async fn latest_blockhash(client: Arc<RpcClient>) -> Result<Given, ClientError> {
    let settings = json!([CommitmentConfig::confirmed()]);
    let told = client.send::<Response<RpcBlockhash>>(RpcRequest::GetLatestBlockhash, settings);
    let told = told.await?;
    let hash = told.value.blockhash.parse();
    let no_hash = |_| ClientErrorKind::Custom("its blockhash is no hash".to_owned());
    Ok(Given {
        hash: hash.map_err(no_hash)?,
        last_valid_block_height: told.value.last_valid_block_height,
        slot: told.context.slot,
    })
}

async fn is_known(
    client: Arc<RpcClient>,
    hash: String,
    slot: u64,
) -> Result<Response<bool>, ClientError> {
    let settings = json!([hash, {"commitment": "processed", "minContextSlot": slot}]);
    client.send(RpcRequest::IsBlockhashValid, settings).await
}
