//! Mints and token accounts, written with the layouts of the SPL token programs.

use crate::error::VmError;
use crate::machine::Machine;
use ballast_bridge::keypair_for;
use ballast_client::address::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use solana_address::Address;
use solana_signer::Signer;

const MINT_LENGTH: usize = 82;
const TOKEN_ACCOUNT_LENGTH: usize = 165;
const AMOUNT: std::ops::Range<usize> = 64..72;
/// The extension of a mint that takes a fee of its transfers, and what its token accounts carry for it.
const TRANSFER_FEE: (u16, u16) = (1, 2);

/// An extension of a mint of Token-2022: its type and its value.
pub type Extension = (u16, Vec<u8>);

/// The extension that takes `rate_bps` of every transfer, `most` base units at most; changed from `since`, an epoch, on.
pub fn transfer_fee(older: (u16, u64), newer: (u16, u64), since: u64) -> Extension {
    let mut value = vec![0; 72];
    for (from, (rate_bps, most)) in [(0, older), (since, newer)] {
        value.extend_from_slice(&from.to_le_bytes());
        value.extend_from_slice(&most.to_le_bytes());
        value.extend_from_slice(&rate_bps.to_le_bytes());
    }
    (TRANSFER_FEE.0, value)
}

impl Machine {
    /// Creates the mint of `name`, of the SPL Token program.
    pub fn create_mint(&mut self, name: &str, decimals: u8) -> Result<Address, VmError> {
        let address = keypair_for(&format!("mint {name}")).pubkey();
        self.write(&address, &TOKEN_PROGRAM, mint(decimals))?;
        Ok(address)
    }

    /// Creates the mint of `name`, of Token-2022, with these extensions.
    pub fn create_extended_mint(
        &mut self,
        name: &str,
        decimals: u8,
        extensions: &[Extension],
    ) -> Result<Address, VmError> {
        let address = keypair_for(&format!("mint {name}")).pubkey();
        let data = extended(mint(decimals), 1, extensions);
        self.write(&address, &TOKEN_2022_PROGRAM, data)?;
        Ok(address)
    }

    /// Creates, or overwrites, the token account of `owner` for `mint` with `amount` in it.
    pub fn create_tokens(
        &mut self,
        owner: &Address,
        mint: &Address,
        amount: u64,
    ) -> Result<Address, VmError> {
        let address = tokens_of(owner, mint);
        let mut data = vec![0; TOKEN_ACCOUNT_LENGTH];
        data[..32].copy_from_slice(mint.as_ref());
        data[32..64].copy_from_slice(owner.as_ref());
        data[AMOUNT].copy_from_slice(&amount.to_le_bytes());
        data[108] = 1; // initialised
        let of = self.account(mint)?;
        let takes_fee = of.data.get(166) == Some(&1);
        if of.owner == TOKEN_2022_PROGRAM && takes_fee {
            data = extended(data, 2, &[(TRANSFER_FEE.1, vec![0; 8])]);
        }
        self.write(&address, &of.owner, data)?;
        Ok(address)
    }

    /// What a token account holds.
    pub fn token_balance(&self, address: &Address) -> Result<u64, VmError> {
        let data = self.account(address)?.data;
        let bytes = data.get(AMOUNT).and_then(|bytes| bytes.first_chunk::<8>());
        bytes
            .map(|bytes| u64::from_le_bytes(*bytes))
            .ok_or(VmError::AccountMissing(*address))
    }
}

/// A mint of both programs, without extensions.
fn mint(decimals: u8) -> Vec<u8> {
    let mut data = vec![0; MINT_LENGTH];
    data[36..44].copy_from_slice(&(u64::MAX / 2).to_le_bytes()); // supply
    data[44] = decimals;
    data[45] = 1; // initialised
    data
}

/// Base data with what the account is and its extensions behind it, if there are any.
fn extended(mut data: Vec<u8>, kind: u8, extensions: &[Extension]) -> Vec<u8> {
    if extensions.is_empty() {
        return data;
    }
    data.resize(TOKEN_ACCOUNT_LENGTH, 0);
    data.push(kind);
    for (extension, value) in extensions {
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
        data.extend_from_slice(&extension.to_le_bytes());
        data.extend_from_slice(&length.to_le_bytes());
        data.extend_from_slice(value);
    }
    data
}

/// Where [`Machine::create_tokens`] puts an owner's tokens.
pub fn tokens_of(owner: &Address, mint: &Address) -> Address {
    keypair_for(&format!("tokens {owner} {mint}")).pubkey()
}
