//! Token accounts.

use solana_address::Address;

use crate::rpc::RawAccount;

/// What a token account holds, base units; none when it is no account of `mint`.
pub fn token_balance(account: &RawAccount, mint: &Address) -> Option<u64> {
    // Mint, owner, amount: the layout of both token programs.
    let found = account.data.get(..32)?;
    let amount = account.data.get(64..)?.first_chunk::<8>()?;
    (found == mint.as_ref()).then(|| u64::from_le_bytes(*amount))
}
