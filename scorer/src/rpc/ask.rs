//! A request to one node after the other, or to several at once.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use futures_util::future::join_all;
use solana_client::client_error::ClientError;
use solana_client::nonblocking::rpc_client::RpcClient;
use tokio::time::sleep;

use super::endpoint::Failure;
use super::{EndpointState, Endpoints, Fault, RpcError, Said, SaidNo};

impl Endpoints {
    /// Asks the healthiest node, and others while nodes are at fault. `what` names the request in errors and logs.
    ///
    /// `request` may be called several times and must have no effect that may not happen twice.
    ///
    /// # Errors
    /// [`RpcError::Exhausted`] when no node answered in any round, [`RpcError::Refused`] with what every node would say.
    pub async fn ask<T, F, A>(&self, what: &'static str, request: F) -> Result<T, RpcError>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let answered = self.ask_but(what, &[], request).await;
        answered.map(|(_, answer)| answer)
    }

    /// As [`Self::ask`], without the nodes in `but`; says which node answered.
    pub(super) async fn ask_but<T, F, A>(
        &self,
        what: &'static str,
        but: &[usize],
        request: F,
    ) -> Result<(usize, T), RpcError>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let mut tried: Vec<(usize, Fault)> = Vec::new();
        for round in 0..self.shared.config.rounds_most {
            if round > 0 && !self.order(but).is_empty() {
                self.shared.waits.fetch_add(1, Relaxed);
                sleep(self.shortest_rest()).await;
            }
            for index in self.order(but) {
                if !tried.is_empty() {
                    self.shared.failovers.fetch_add(1, Relaxed);
                }
                match self.ask_one(index, &request).await {
                    Ok(answer) => return Ok((index, answer)),
                    Err(Failure::Refusal(refusal)) => {
                        return Err(RpcError::Refused { what, refusal });
                    }
                    Err(Failure::Fault(fault)) => {
                        let host = &self.shared.endpoints[index].host;
                        tracing::debug!(what, host, %fault, "node at fault");
                        tried.retain(|(other, _)| *other != index);
                        tried.push((index, fault));
                    }
                }
            }
        }
        self.shared.exhausted.fetch_add(1, Relaxed);
        let tried = tried.into_iter();
        let tried = tried.map(|(index, fault)| (self.shared.endpoints[index].host.clone(), fault));
        let mut tried: Vec<(String, Fault)> = tried.collect();
        if tried.is_empty() {
            tried = self.foreign();
        }
        Err(RpcError::Exhausted { what, tried })
    }

    /// Asks every node within reach at once, those that are behind too; all when none is in reach. Those of another cluster
    /// are left out.
    pub async fn ask_all<T, F, A>(&self, request: F) -> Vec<Said<T>>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let reached = self.up_to(EndpointState::OutOfSync { slots_behind: 0 }.rank());
        self.ask_some(reached, request).await
    }

    /// Asks every node that is alive at once; all when none is.
    pub async fn ask_living<T, F, A>(&self, request: F) -> Vec<Said<T>>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let living = self.up_to(EndpointState::Alive.rank());
        self.ask_some(living, request).await
    }

    async fn ask_some<T, F, A>(&self, some: Vec<usize>, request: F) -> Vec<Said<T>>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let asked = some.into_iter().map(|index| {
            let request = &request;
            async move {
                let answer = self.ask_one(index, request).await;
                Said {
                    host: self.shared.endpoints[index].host.clone(),
                    answer: answer.map_err(|failure| match failure {
                        Failure::Fault(fault) => SaidNo::Fault(fault),
                        Failure::Refusal(refusal) => SaidNo::Refusal(refusal),
                    }),
                }
            }
        });
        join_all(asked).await
    }

    /// Asks the node, after its cluster was compared.
    pub(super) async fn ask_one<T, F, A>(&self, index: usize, request: &F) -> Result<T, Failure>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let (endpoint, config) = (&self.shared.endpoints[index], &self.shared.config);
        if !endpoint.is_compared() {
            let ask = |client: Arc<RpcClient>| async move { client.get_genesis_hash().await };
            let found = endpoint.ask(config, &ask).await?;
            let expected = self.shared.genesis.get_or_init(|| found);
            endpoint.note_cluster(&found, expected, config);
            if found != *expected {
                let genesis = found.to_string();
                return Err(Failure::Fault(Fault::WrongCluster { genesis }));
            }
        }
        endpoint.ask(config, request).await
    }
}
