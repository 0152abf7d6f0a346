//! Token accounts.

use solana_address::Address;

use crate::rpc::RawAccount;

/// The associated token program.
const ASSOCIATED: Address = Address::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// The associated token account of `owner` for `mint`.
pub fn token_account(owner: &Address, mint: &Address, token_program: &Address) -> Address {
    let seeds = [owner.as_ref(), token_program.as_ref(), mint.as_ref()];
    Address::find_program_address(&seeds, &ASSOCIATED).0
}

/// What a token account holds, base units; none when it is no account of `mint`.
pub fn token_balance(account: &RawAccount, mint: &Address) -> Option<u64> {
    // Mint, owner, amount: the layout of both token programs.
    let found = account.data.get(..32)?;
    let amount = account.data.get(64..)?.first_chunk::<8>()?;
    (found == mint.as_ref()).then(|| u64::from_le_bytes(*amount))
}
