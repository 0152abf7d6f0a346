//! Signing keys: from a file, the environment, the configuration, or behind a socket, where the node never sees them.
//!
//! ```toml
//! [key]                                   # exactly one of:
//! file = "/etc/ballast/publisher.json"    # a Solana key file that only its owner may read
//! # variable = "PUBLISHER_KEY"            # an environment variable with the same JSON, or base 58
//! # value = "[12,34,...]"                 # the same, here: let the environment override it in
//! # socket = "/run/ballast/signer.sock"   # `scorer signer` or another program that speaks `key::protocol`
//! ```

mod allowance;
mod config;
mod error;
mod local;
mod log_head;
pub mod policy;
pub mod protocol;
mod purpose;
mod remote;
mod server;

use std::fmt;
use std::sync::Arc;

use solana_address::Address;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer as _;

pub use allowance::MOST_PER_MINUTE;
pub use config::KeyConfig;
pub use error::KeyError;
pub use local::read_key_file;
pub use log_head::LogHead;
pub use policy::SigningPolicy;
pub use purpose::Purpose;
pub use server::{SignerOptions, serve};

use remote::Remote;

/// A key that signs. Clones share it; its bytes are overwritten when the last one is dropped, and never printed.
#[derive(Clone)]
pub struct SigningKey(Kind);

#[derive(Clone)]
enum Kind {
    // `ed25519-dalek` overwrites the bytes when the key is dropped.
    Local(Arc<Keypair>),
    Remote(Arc<Remote>),
}

impl SigningKey {
    /// The key that `config` names; a signing socket is asked for its address.
    ///
    /// # Errors
    /// No source or several, a key that cannot be read or that others could read, a socket that does not answer.
    pub async fn load(config: &KeyConfig) -> Result<Self, KeyError> {
        let kind = match config.source()? {
            config::Source::Socket(path) => Kind::Remote(Arc::new(Remote::connect(path).await?)),
            config::Source::File(path) => Kind::Local(Arc::new(read_key_file(path)?)),
            config::Source::Variable(name) => Kind::Local(Arc::new(local::from_variable(name)?)),
            config::Source::Value(secret) => Kind::Local(Arc::new(local::from_text(secret)?)),
        };
        Ok(Self(kind))
    }

    /// Whose signature it makes.
    pub fn address(&self) -> Address {
        match &self.0 {
            Kind::Local(key) => key.pubkey(),
            Kind::Remote(remote) => remote.address(),
        }
    }

    /// Signs a serialized transaction message.
    ///
    /// # Errors
    /// A socket that does not answer, refuses, or gives a signature that is not this address's.
    pub async fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        match &self.0 {
            Kind::Local(key) => Ok(key.sign_message(message)),
            Kind::Remote(remote) => remote.sign(message).await,
        }
    }

    /// Signs the head of this key's score log.
    ///
    /// # Errors
    /// As [`Self::sign`]; a signer of an earlier version knows no such request and refuses it.
    pub async fn sign_log_head(&self, head: &LogHead) -> Result<Signature, KeyError> {
        match &self.0 {
            Kind::Local(key) => Ok(key.sign_message(&head.message(&key.pubkey()))),
            Kind::Remote(remote) => remote.sign_log_head(head).await,
        }
    }
}

impl From<Keypair> for SigningKey {
    fn from(key: Keypair) -> Self {
        Self(Kind::Local(Arc::new(key)))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_address_alone() {
        let bytes = [7; 32];
        let key = SigningKey::from(Keypair::new_from_array(bytes));

        let shown = format!("{key:?} {key:#?}");

        assert_eq!(shown.matches(&key.address().to_string()).count(), 2);
        assert!(!shown.contains("7, 7"), "{shown}");
        assert!(
            !shown.contains(&Keypair::new_from_array(bytes).to_base58_string()),
            "{shown}"
        );
    }
}
