//! What anyone may do to a reserve: flash loans, insurance, fees.

use super::{Builder, ReserveAccounts};
use crate::address::{self, INSTRUCTIONS_SYSVAR};
use solana_address::Address;
use solana_instruction::Instruction;

/// Lends to `destination` for the length of the transaction; a later [`flash_repay`] in it is demanded.
pub fn flash_borrow(
    market: &Address,
    reserve: &ReserveAccounts,
    destination: &Address,
    amount: u64,
) -> Instruction {
    let builder = Builder::new(40)
        .writable(market)
        .readonly(&reserve.feed)
        .writable(&reserve.reserve);
    tokens(builder, reserve, destination)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&amount.to_le_bytes())
        .build()
}

/// Brings the reserve's flash loan back, with its fee.
pub fn flash_repay(
    payer: &Address,
    market: &Address,
    reserve: &ReserveAccounts,
    source: &Address,
) -> Instruction {
    let builder = Builder::new(41)
        .signer(payer)
        .readonly(market)
        .writable(&reserve.reserve)
        .readonly(&reserve.feed);
    tokens(builder, reserve, source).build()
}

/// Gives tokens for bad debt; they never come back.
pub fn insure(
    payer: &Address,
    reserve: &ReserveAccounts,
    source: &Address,
    amount: u64,
) -> Instruction {
    let builder = Builder::new(42)
        .signer(payer)
        .readonly(&reserve.feed)
        .writable(&reserve.reserve);
    tokens(builder, reserve, source)
        .data(&amount.to_le_bytes())
        .build()
}

/// Pays the protocol's fees out to a token account of governance.
pub fn fees_collect(
    market: &Address,
    reserve: &ReserveAccounts,
    destination: &Address,
) -> Instruction {
    let builder = Builder::new(43)
        .readonly(market)
        .readonly(&reserve.feed)
        .writable(&reserve.reserve);
    tokens(builder, reserve, destination).build()
}

/// The accounts of a move of tokens between `account` and the reserve's vault.
fn tokens(builder: Builder, reserve: &ReserveAccounts, account: &Address) -> Builder {
    builder
        .writable(account)
        .writable(&address::vault(&reserve.reserve).0)
        .readonly(&reserve.mint)
        .readonly(&reserve.token_program)
}
