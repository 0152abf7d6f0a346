//! Who signs: keys at hand, and addresses whose keys are elsewhere.

use crate::error::MigrateError;
use ballast_bridge::keypair_for;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use std::collections::BTreeMap;
use std::path::Path;

/// Someone in the settings: `name:NAME` (a key that derives from a public name, for local networks), `file:PATH` (a
/// keypair file), `env:VARIABLE` (the same in the environment) or an address, whose key is not at hand.
#[derive(Debug)]
pub enum Holder {
    /// A key that derives from a public name.
    Named(Keypair),
    /// A key that was read.
    Held(Keypair),
    /// Only the address is known.
    Elsewhere(Address),
}

impl Holder {
    /// Reads `text`, the value of `setting`; files are looked for in `folder`.
    pub fn read(setting: &str, text: &str, folder: &Path) -> Result<Self, MigrateError> {
        let refuse = |reason: &str| MigrateError::setting(setting, reason);
        if let Some(name) = text.strip_prefix("name:") {
            return Ok(Self::Named(keypair_for(name)));
        }
        if let Some(path) = text.strip_prefix("file:") {
            let path = folder.join(path);
            let json = std::fs::read_to_string(&path)
                .map_err(|source| MigrateError::File { path, source })?;
            return keypair(&json)
                .map(Self::Held)
                .ok_or_else(|| refuse(NOT_A_KEY));
        }
        if let Some(variable) = text.strip_prefix("env:") {
            let json = std::env::var(variable)
                .map_err(|_| refuse(&format!("set the environment variable {variable}")))?;
            return keypair(&json)
                .map(Self::Held)
                .ok_or_else(|| refuse(NOT_A_KEY));
        }
        let address = text
            .parse()
            .map_err(|_| refuse("give an address, `file:PATH`, `env:VARIABLE` or `name:NAME`"))?;
        Ok(Self::Elsewhere(address))
    }

    /// The address.
    pub fn address(&self) -> Address {
        match self {
            Self::Named(key) | Self::Held(key) => key.pubkey(),
            Self::Elsewhere(address) => *address,
        }
    }

    /// The key, if it is at hand.
    pub fn key(&self) -> Option<&Keypair> {
        match self {
            Self::Named(key) | Self::Held(key) => Some(key),
            Self::Elsewhere(_) => None,
        }
    }

    /// True when anyone can derive the key.
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::Named(_))
    }
}

const NOT_A_KEY: &str = "holds no keypair: 64 numbers in brackets, as `solana-keygen` writes";

/// The key pair in the words of a keypair file.
fn keypair(json: &str) -> Option<Keypair> {
    let bytes: Vec<u8> = serde_json::from_str(json).ok()?;
    Keypair::try_from(bytes.as_slice()).ok()
}

/// The keys at hand, by address. Its debug output names addresses alone.
#[derive(Default)]
pub struct Keyring(BTreeMap<[u8; 32], Keypair>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let addresses = self.0.keys().copied().map(Address::from);
        formatter.debug_list().entries(addresses).finish()
    }
}

impl Keyring {
    /// Adds a key.
    pub fn add(&mut self, key: &Keypair) {
        self.0.insert(key.pubkey().to_bytes(), key.insecure_clone());
    }

    /// The key of `address`.
    pub fn get(&self, address: &Address) -> Option<&Keypair> {
        self.0.get(&address.to_bytes())
    }

    /// True when the key of `address` is at hand.
    pub fn holds(&self, address: &Address) -> bool {
        self.get(address).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_appears_in_debug_output() {
        let key = keypair_for("secret");
        let mut keyring = Keyring::default();
        keyring.add(&key);
        let secret = format!("{:?}", &key.to_bytes()[..32]);
        let shown = format!("{keyring:?}");
        assert!(shown.contains(&key.pubkey().to_string()));
        assert!(!shown.contains(secret.trim_matches(['[', ']'])));
    }

    #[test]
    fn what_is_neither_an_address_nor_a_source_says_what_would_be() {
        let error = Holder::read("keys.payer", "nonsense", Path::new(".")).unwrap_err();
        assert!(error.to_string().contains("file:PATH"), "{error}");
    }
}
