//! Several nodes of one cluster, asked as if they were one.
//!
//! A request goes to the healthiest node and on to the next when the node is at fault ([`Fault`]): no connection, no
//! answer in time, 429, a 5xx, an answer that is none, a node that is behind or unhealthy. What every node would say (a
//! transaction that reverts, parameters that are refused, an account that is not there) is not asked twice. A node that
//! failed rests, longer each time in a row; when all rest, the request waits for the first to be over it, in a bounded
//! number of rounds.
//!
//! Before its first answer is used, a node's first block is compared with the cluster's. [`Endpoints::watch`] probes all
//! nodes and finds those that are behind. [`Endpoints::blockhash`] has a blockhash confirmed by a second node.
//!
//! ```no_run
//! # async fn example() -> Result<(), ballast_scorer::rpc::RpcError> {
//! use ballast_scorer::rpc::{Endpoints, EndpointsConfig};
//!
//! let config = EndpointsConfig::of(["https://a.example.com", "https://b.example.com"])?;
//! let chain = Endpoints::new(&config)?;
//! let version = chain
//!     .ask("getVersion", |client| async move { client.get_version().await })
//!     .await?;
//! # Ok(()) }
//! ```

mod blockhash;
mod config;
mod endpoint;
mod error;
mod fault;
mod health;
mod metrics;
mod read;
#[cfg(test)]
mod tests;
mod transport;
mod url;
mod watch;

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::future::join_all;
use solana_client::client_error::ClientError;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use tokio::time::sleep;

pub use blockhash::RecentBlockhash;
pub use config::EndpointsConfig;
pub use error::{Refusal, RpcError};
pub use fault::Fault;
pub use health::{EndpointHealth, EndpointState, Health};
pub(crate) use read::decode;
pub use read::{CLOCK, ChainClock, Executed, RawAccount};
pub use url::RpcUrl;

use endpoint::{Endpoint, Failure};

/// The nodes of one cluster. Clones share everything.
#[derive(Clone)]
pub struct Endpoints {
    shared: Arc<Shared>,
    commitment: CommitmentConfig,
}

struct Shared {
    config: EndpointsConfig,
    endpoints: Vec<Endpoint>,
    /// The cluster's first block: the expected one, or that of the first node that answered.
    genesis: OnceLock<Hash>,
    failovers: AtomicU64,
    waits: AtomicU64,
    exhausted: AtomicU64,
}

/// What one of several nodes said.
#[derive(Debug)]
pub struct Said<T> {
    /// The node's host.
    pub host: String,
    /// Its answer.
    pub answer: Result<T, SaidNo>,
}

/// Why one of several nodes gave no answer.
#[derive(Debug)]
pub enum SaidNo {
    /// Its own fault.
    Fault(Fault),
    /// What every node would say.
    Refusal(Refusal),
}

impl Endpoints {
    /// Prepares clients; nothing is asked yet.
    ///
    /// # Errors
    /// Settings that cannot work.
    pub fn new(config: &EndpointsConfig) -> Result<Self, RpcError> {
        config.check()?;
        let (nodes, expected) = (config.nodes()?, config.genesis()?);
        let endpoints = nodes.iter().map(|url| Endpoint::new(url, config));
        let endpoints = endpoints.collect::<Result<_, _>>()?;
        Ok(Self {
            commitment: config.commitment(),
            shared: Arc::new(Shared {
                config: config.clone(),
                endpoints,
                genesis: expected.map_or_else(OnceLock::new, OnceLock::from),
                failovers: AtomicU64::new(0),
                waits: AtomicU64::new(0),
                exhausted: AtomicU64::new(0),
            }),
        })
    }

    /// The settings.
    pub fn config(&self) -> &EndpointsConfig {
        &self.shared.config
    }

    /// What reads are taken from.
    pub fn commitment(&self) -> CommitmentConfig {
        self.commitment
    }

    /// The same nodes, with reads taken from `commitment`.
    #[must_use]
    pub fn at(&self, commitment: CommitmentConfig) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            commitment,
        }
    }

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
    async fn ask_but<T, F, A>(
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
    async fn ask_one<T, F, A>(&self, index: usize, request: &F) -> Result<T, Failure>
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

    /// Nodes by health, then by preference; those of another cluster are left out.
    fn order(&self, but: &[usize]) -> Vec<usize> {
        let endpoints = self.shared.endpoints.iter().enumerate();
        let usable = endpoints.filter(|(index, endpoint)| {
            !but.contains(index) && !matches!(endpoint.state(), EndpointState::WrongCluster { .. })
        });
        let mut ordered: Vec<_> = usable
            .map(|(index, endpoint)| (endpoint.order(), index))
            .collect();
        ordered.sort_unstable();
        ordered.into_iter().map(|(_, index)| index).collect()
    }

    /// Nodes whose state is at least as good as that of `rank`; all that may be asked when none is.
    fn up_to(&self, rank: u8) -> Vec<usize> {
        let all = self.order(&[]);
        let state = |index: usize| self.shared.endpoints[index].state().rank();
        let good: Vec<usize> = all
            .iter()
            .copied()
            .filter(|index| state(*index) <= rank)
            .collect();
        if good.is_empty() { all } else { good }
    }

    /// Nodes of another cluster, each as its fault.
    fn foreign(&self) -> Vec<(String, Fault)> {
        let endpoints = self.shared.endpoints.iter();
        let foreign = endpoints.filter_map(|endpoint| match endpoint.state() {
            EndpointState::WrongCluster { genesis } => {
                Some((endpoint.host.clone(), Fault::WrongCluster { genesis }))
            }
            _ => None,
        });
        foreign.collect()
    }

    fn shortest_rest(&self) -> Duration {
        let rests = self.shared.endpoints.iter().map(Endpoint::rest_left);
        let longest = Duration::from_millis(self.shared.config.wait_most_ms);
        rests.min().unwrap_or_default().min(longest)
    }

    /// What is known of every node, and the counters.
    pub fn health(&self) -> Health {
        let shared = &self.shared;
        Health {
            endpoints: shared.endpoints.iter().map(Endpoint::health).collect(),
            failovers: shared.failovers.load(Relaxed),
            waits: shared.waits.load(Relaxed),
            exhausted: shared.exhausted.load(Relaxed),
        }
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self.shared.endpoints.iter().map(|endpoint| &endpoint.host);
        formatter.debug_list().entries(hosts).finish()
    }
}
