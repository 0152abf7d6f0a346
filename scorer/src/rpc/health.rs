//! What is known of the nodes: for `/ready`, metrics and the order in which they are asked.

use std::collections::BTreeMap;

use serde::Serialize;

/// A node's state, as in Chainlink's `MultiNode`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EndpointState {
    /// It answers and is not behind, as far as is known.
    Alive,
    /// It answers, but is too far behind the others, or says so itself.
    OutOfSync {
        /// Slots it is behind the others; zero: it did not say.
        slots_behind: u64,
    },
    /// It is of another cluster: it is never asked.
    WrongCluster {
        /// That cluster's first block.
        genesis: String,
    },
    /// The last request to it failed.
    Unreachable {
        /// Why, in words.
        reason: String,
    },
}

impl EndpointState {
    /// Its name in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::OutOfSync { .. } => "out_of_sync",
            Self::WrongCluster { .. } => "wrong_cluster",
            Self::Unreachable { .. } => "unreachable",
        }
    }

    /// Its place in the order in which nodes are asked.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Alive => 0,
            Self::OutOfSync { .. } => 1,
            Self::Unreachable { .. } => 2,
            Self::WrongCluster { .. } => 3,
        }
    }
}

/// One node.
#[derive(Clone, Debug, Serialize)]
pub struct EndpointHealth {
    /// Its host.
    pub host: String,
    /// Its state.
    #[serde(flatten)]
    pub state: EndpointState,
    /// The latest slot it told; zero: none yet.
    pub slot: u64,
    /// Seconds since that slot last rose.
    pub slot_age_seconds: f64,
    /// How often it gave a blockhash that the others do not know, or that let a transaction expire.
    pub suspicions: u64,
    /// Requests to it.
    pub asked: u64,
    /// Answers, refusals among them.
    pub answered: u64,
    /// Faults by class; classes that never occurred are there with zero.
    pub faults: BTreeMap<&'static str, u64>,
}

/// All nodes.
#[derive(Clone, Debug, Serialize)]
pub struct Health {
    /// Each node, in the order of the configuration.
    pub endpoints: Vec<EndpointHealth>,
    /// How often a request went on to another node.
    pub failovers: u64,
    /// How often it was waited because every node had failed.
    pub waits: u64,
    /// How often a request failed at every node in every round.
    pub exhausted: u64,
}

impl Health {
    /// Nodes that are alive.
    pub fn alive(&self) -> usize {
        let alive = |node: &&EndpointHealth| node.state == EndpointState::Alive;
        self.endpoints.iter().filter(alive).count()
    }
}
