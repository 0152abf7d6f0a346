//! Keys and ids that derive from a name, so that every run meets the same addresses.

use sha2::{Digest, Sha256};
use solana_keypair::Keypair;

/// The key pair of `name`.
pub fn keypair_for(name: &str) -> Keypair {
    Keypair::new_from_array(Sha256::digest(format!("ballast key {name}")).into())
}

/// The oracle's feed id of `asset`.
pub fn feed_id_for(asset: &str) -> [u8; 32] {
    Sha256::digest(format!("ballast price feed {asset}")).into()
}
