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

/// The key pair of the program's address on local networks. It is public, so that anyone can deploy there: a build for
/// another cluster declares another address.
pub fn program_keypair() -> Keypair {
    Keypair::new_from_array(Sha256::digest("ballast lending localnet").into())
}

#[cfg(test)]
mod tests {
    use super::program_keypair;
    use solana_signer::Signer as _;

    #[test]
    fn the_local_programs_key_is_that_of_the_declared_address() {
        let address = program_keypair().pubkey();
        assert_eq!(address, ballast_client::PROGRAM_ID);
    }
}
