//! Mints and token accounts, written with the SPL token program's layouts.

use crate::error::VmError;
use crate::key::keypair_for;
use crate::machine::Machine;
use ballast_client::address::TOKEN_PROGRAM;
use solana_address::Address;
use solana_signer::Signer;

const MINT_LENGTH: usize = 82;
const TOKEN_ACCOUNT_LENGTH: usize = 165;
const AMOUNT: std::ops::Range<usize> = 64..72;

impl Machine {
    /// Creates the mint of `name`.
    pub fn create_mint(&mut self, name: &str, decimals: u8) -> Result<Address, VmError> {
        let address = keypair_for(&format!("mint {name}")).pubkey();
        let mut data = vec![0; MINT_LENGTH];
        data[36..44].copy_from_slice(&(u64::MAX / 2).to_le_bytes()); // supply
        data[44] = decimals;
        data[45] = 1; // initialised
        self.write(&address, &TOKEN_PROGRAM, data)?;
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
        self.write(&address, &TOKEN_PROGRAM, data)?;
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

/// Where [`Machine::create_tokens`] puts an owner's tokens.
pub(crate) fn tokens_of(owner: &Address, mint: &Address) -> Address {
    keypair_for(&format!("tokens {owner} {mint}")).pubkey()
}
