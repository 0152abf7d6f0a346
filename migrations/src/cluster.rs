//! Which network is meant, and how it is recognised.

use crate::error::MigrateError;
use ballast_client::PublicCluster;
use serde::{Deserialize, Serialize};

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
        let expected = match self {
            Self::Localnet => None,
            Self::Devnet => Some(PublicCluster::Devnet),
            Self::Mainnet => Some(PublicCluster::Mainnet),
        };
        if PublicCluster::of(found) == expected {
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
        let [mainnet, devnet, testnet] = PublicCluster::ALL.map(PublicCluster::genesis_hash);
        for (cluster, own, others) in [
            (Cluster::Mainnet, mainnet, [devnet, testnet, "local"]),
            (Cluster::Devnet, devnet, [mainnet, testnet, "local"]),
            (Cluster::Localnet, "local", [mainnet, devnet, testnet]),
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
