//! What a reserve gives to who holds its deposits, or to who owes it.

use super::{Builder, ReserveAccounts};
use crate::address::{self, INSTRUCTIONS_SYSVAR, SYSTEM_PROGRAM};
use solana_address::Address;
use solana_instruction::Instruction;

/// Which side of a reserve is rewarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RewardSide {
    /// Who holds deposits.
    Deposit = 0,
    /// Who owes.
    Borrow = 1,
}

/// One side's rewards, in one generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RewardAccounts {
    /// The market.
    pub market: Address,
    /// The reserve.
    pub reserve: Address,
    /// The feed that it follows.
    pub feed: Address,
    /// The side.
    pub side: RewardSide,
    /// Which life of the stream, from one on.
    pub generation: u32,
    /// The token that is given.
    pub mint: Address,
    /// The program that moves it.
    pub token_program: Address,
}

impl RewardAccounts {
    /// The rewards of a side of a reserve, in their first generation, in this token.
    pub const fn first(
        market: Address,
        reserve: &ReserveAccounts,
        side: RewardSide,
        (mint, token_program): (Address, Address),
    ) -> Self {
        Self {
            market,
            reserve: reserve.reserve,
            feed: reserve.feed,
            side,
            generation: 1,
            mint,
            token_program,
        }
    }

    /// Where the stream's tokens lie.
    pub fn vault(&self) -> Address {
        address::reward(&self.reserve, self.side as u8, self.generation).0
    }
}

/// Opens the rewards: `generation` is the one that begins.
pub fn reward_open(payer: &Address, governance: &Address, rewards: &RewardAccounts) -> Instruction {
    Builder::new(48)
        .payer(payer)
        .signer(governance)
        .readonly(&rewards.market)
        .writable(&rewards.reserve)
        .readonly(&rewards.mint)
        .writable(&rewards.vault())
        .readonly(&rewards.token_program)
        .readonly(&SYSTEM_PROGRAM)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&[rewards.side as u8])
        .build()
}

/// Gives `amount` from `source`, to be emitted within `seconds` together with what is left.
pub fn reward_fund(
    authority: &Address,
    rewards: &RewardAccounts,
    source: &Address,
    amount: u64,
    seconds: u32,
) -> Instruction {
    let builder = Builder::new(49)
        .signer(authority)
        .readonly(&rewards.market)
        .readonly(&rewards.feed)
        .writable(&rewards.reserve);
    tokens(builder, rewards, source)
        .data(&[rewards.side as u8])
        .data(&amount.to_le_bytes())
        .data(&seconds.to_le_bytes())
        .build()
}

/// Pays out what `position` has earned, to a token account of its owner.
pub fn reward_claim(
    rewards: &RewardAccounts,
    position: &Address,
    destination: &Address,
) -> Instruction {
    let builder = Builder::new(50)
        .readonly(&rewards.feed)
        .writable(&rewards.reserve)
        .writable(position);
    tokens(builder, rewards, destination)
        .data(&[rewards.side as u8])
        .build()
}

/// Closes the rewards long after their end; what is left goes to `destination`.
pub fn reward_retire(
    governance: &Address,
    rewards: &RewardAccounts,
    destination: &Address,
) -> Instruction {
    let builder = Builder::new(51)
        .signer(governance)
        .readonly(&rewards.market)
        .readonly(&rewards.feed)
        .writable(&rewards.reserve);
    tokens(builder, rewards, destination)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&[rewards.side as u8])
        .build()
}

/// The accounts of a move of tokens between `account` and the stream's vault.
fn tokens(builder: Builder, rewards: &RewardAccounts, account: &Address) -> Builder {
    builder
        .writable(account)
        .writable(&rewards.vault())
        .readonly(&rewards.mint)
        .readonly(&rewards.token_program)
}
