//! Which network is meant, and how it is recognised.

use crate::error::MigrateError;
use serde::{Deserialize, Serialize};

const MAINNET_GENESIS: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
const DEVNET_GENESIS: &str = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

/// A network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cluster {
    /// One of this machine's.
    Localnet,
    /// The public network without value.
    Devnet,
    /// The network with value.
    Mainnet,
}

impl Cluster {
    /// Its name in settings and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Localnet => "localnet",
            Self::Devnet => "devnet",
            Self::Mainnet => "mainnet",
        }
    }

    /// The error unless a node with this genesis hash can serve it: a public network is known by its own, a local one
    /// by having none of theirs.
    pub fn check_genesis(self, found: &str) -> Result<(), MigrateError> {
        let fits = match self {
            Self::Localnet => found != MAINNET_GENESIS && found != DEVNET_GENESIS,
            Self::Devnet => found == DEVNET_GENESIS,
            Self::Mainnet => found == MAINNET_GENESIS,
        };
        if fits {
            return Ok(());
        }
        Err(MigrateError::WrongCluster {
            expected: self.name(),
            found: found.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_of_another_cluster_is_refused() {
        for (cluster, own, others) in [
            (Cluster::Mainnet, MAINNET_GENESIS, [DEVNET_GENESIS, "local"]),
            (Cluster::Devnet, DEVNET_GENESIS, [MAINNET_GENESIS, "local"]),
            (
                Cluster::Localnet,
                "local",
                [MAINNET_GENESIS, DEVNET_GENESIS],
            ),
        ] {
            cluster.check_genesis(own).unwrap();
            for other in others {
                let error = cluster.check_genesis(other).unwrap_err();
                assert!(
                    matches!(error, MigrateError::WrongCluster { .. }),
                    "{error}"
                );
            }
        }
    }
}
