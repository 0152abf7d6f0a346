//! Open a position.
#![allow(
    unused_variables,
    reason = "the derive binds the argument in paths that do not read it"
)]

use crate::constants::POSITION_SEED;
use crate::event::PositionOpened;
use crate::state::{Market, Position};
use anchor_lang::prelude::*;

/// Accounts of `position_open`.
#[derive(Accounts)]
#[instruction(index: u16)]
pub struct PositionOpen {
    /// Pays the rent.
    // Whoever signs besides may pay as well.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// Who will own the position.
    pub owner: Signer,
    /// The market it lives in.
    pub market: Account<Market>,
    /// The position to create.
    #[account(init, payer = payer, seeds = [POSITION_SEED, market.address().as_ref(), owner.address().as_ref(), &index.to_le_bytes()], bump)]
    pub position: Account<Position>,
    /// Creates the account.
    pub system_program: Program<System>,
}

impl PositionOpen {
    /// 1. The owner signs.
    /// 2. The position's address is the one that market, owner and index derive; it starts empty.
    pub fn open(&mut self, index: u16, bump: u8) -> Result<()> {
        let owner = *self.owner.address();
        let market = *self.market.address();
        let position = &mut self.position;
        position.market = market;
        position.owner = owner;
        position.index = index;
        position.bump = bump;
        emit!(PositionOpened {
            position: *self.position.address(),
            owner
        });
        Ok(())
    }
}
