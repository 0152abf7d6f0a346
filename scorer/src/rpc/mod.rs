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

mod ask;
mod blockhash;
mod config;
mod endpoint;
mod error;
mod fault;
mod health;
mod history;
mod metrics;
mod read;
#[cfg(test)]
pub(crate) mod stub;
#[cfg(test)]
mod tests;
mod transport;
mod url;
mod watch;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;

pub use blockhash::RecentBlockhash;
pub use config::EndpointsConfig;
pub use error::{Refusal, RpcError};
pub use fault::Fault;
pub use health::{EndpointHealth, EndpointState, Health};
pub(crate) use history::kept;
pub(crate) use read::decode;
pub use read::{CLOCK, ChainClock, Executed, RawAccount};
pub use url::RpcUrl;

use endpoint::Endpoint;

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

    /// The hash of the cluster's first block: the expected one, or that of the first node that answered; None before.
    pub fn genesis(&self) -> Option<Hash> {
        self.shared.genesis.get().copied()
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
