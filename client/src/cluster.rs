//! The public networks, each known by its first block: a URL alone proves nothing.

use core::fmt;

/// A network that anyone may use, and on which others act on what they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicCluster {
    /// The network with value.
    Mainnet,
    /// The network without value for programs that are tried.
    Devnet,
    /// The network without value for validators that are tried.
    Testnet,
}

impl PublicCluster {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Mainnet, Self::Devnet, Self::Testnet];

    /// The hash of its first block, in base 58.
    pub const fn genesis_hash(self) -> &'static str {
        match self {
            Self::Mainnet => "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
            Self::Devnet => "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
            Self::Testnet => "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mainnet => "mainnet",
            Self::Devnet => "devnet",
            Self::Testnet => "testnet",
        }
    }

    /// The one whose first block has the hash `genesis`; None for every other network.
    pub fn of(genesis: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|cluster| cluster.genesis_hash() == genesis)
    }
}

impl fmt::Display for PublicCluster {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_is_known_by_its_first_block_and_a_local_one_is_no_public_one() {
        for cluster in PublicCluster::ALL {
            assert_eq!(PublicCluster::of(cluster.genesis_hash()), Some(cluster));
        }
        assert_eq!(PublicCluster::of("11111111111111111111111111111111"), None);
    }
}
