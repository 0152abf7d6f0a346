//! Addresses that derive from others, each with its bump.

use solana_address::Address;

/// The program.
pub const PROGRAM_ID: Address =
    Address::from_str_const("6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1");
/// The SPL token program.
pub const TOKEN_PROGRAM: Address =
    Address::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// The token program with extensions.
pub const TOKEN_2022_PROGRAM: Address =
    Address::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// The program that opens associated token accounts.
pub const ASSOCIATED_TOKEN_PROGRAM: Address =
    Address::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/// The system program.
pub const SYSTEM_PROGRAM: Address = Address::from_str_const("11111111111111111111111111111111");
/// The sysvar that lists a transaction's instructions; administrative instructions read it to refuse a durable nonce.
pub const INSTRUCTIONS_SYSVAR: Address =
    Address::from_str_const("Sysvar1nstructions1111111111111111111111111");

/// The market that `governance` created under `index`.
pub fn market(governance: &Address, index: u16) -> (Address, u8) {
    derive(&[b"market", governance.as_ref(), &index.to_le_bytes()])
}

/// A market's feed.
pub fn feed(market: &Address, index: u16) -> (Address, u8) {
    derive(&[b"feed", market.as_ref(), &index.to_le_bytes()])
}

/// A market's change of this number.
pub fn change(market: &Address, number: u64) -> (Address, u8) {
    derive(&[b"change", market.as_ref(), &number.to_le_bytes()])
}

/// A market's reserve.
pub fn reserve(market: &Address, index: u16) -> (Address, u8) {
    derive(&[b"reserve", market.as_ref(), &index.to_le_bytes()])
}

/// A reserve's vault.
pub fn vault(reserve: &Address) -> (Address, u8) {
    derive(&[b"vault", reserve.as_ref()])
}

/// Where the rewards of a side of a reserve lie, in one generation.
pub fn reward(reserve: &Address, side: u8, generation: u32) -> (Address, u8) {
    derive(&[
        b"reward",
        reserve.as_ref(),
        &[side],
        &generation.to_le_bytes(),
    ])
}

/// An owner's position in a market.
pub fn position(market: &Address, owner: &Address, index: u16) -> (Address, u8) {
    derive(&[
        b"position",
        market.as_ref(),
        owner.as_ref(),
        &index.to_le_bytes(),
    ])
}

/// The account in which `owner` holds `mint`, a token of `token_program`, unless it says otherwise.
pub fn associated_token_account(
    owner: &Address,
    mint: &Address,
    token_program: &Address,
) -> (Address, u8) {
    let seeds = [owner.as_ref(), token_program.as_ref(), mint.as_ref()];
    Address::find_program_address(&seeds, &ASSOCIATED_TOKEN_PROGRAM)
}

fn derive(seeds: &[&[u8]]) -> (Address, u8) {
    Address::find_program_address(seeds, &PROGRAM_ID)
}
