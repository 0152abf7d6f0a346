//! A user with a position and tokens of every reserve.

use ballast_client::address;
use ballast_vm::{Deployment, Machine, keypair_for};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Tokens that every actor starts with, base units.
pub const PURSE: u64 = 1 << 60;

/// A user.
#[derive(Debug)]
pub struct Actor {
    /// Signs.
    pub key: Keypair,
    /// Its position.
    pub position: Address,
    /// Its token accounts, by reserve.
    pub tokens: Vec<Address>,
}

impl Actor {
    /// The actor of this name, with a purse of every token and an open position.
    pub(crate) fn join(machine: &mut Machine, market: &Deployment, name: &str) -> Self {
        let key = keypair_for(name);
        machine.fund(&key.pubkey(), 1 << 40).unwrap();
        let tokens = market
            .reserves
            .iter()
            .map(|reserve| {
                machine
                    .create_tokens(&key.pubkey(), &reserve.accounts.mint, PURSE)
                    .unwrap()
            })
            .collect();
        let position = address::position(&market.market, &key.pubkey(), 0).0;
        Self {
            key,
            position,
            tokens,
        }
    }

    /// Its address.
    pub fn address(&self) -> Address {
        self.key.pubkey()
    }
}
