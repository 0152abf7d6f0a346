//! Close an empty position and return its rent.

use crate::error::refused;
use crate::event::PositionClosed;
use crate::guard::check_owner;
use crate::state::Position;
use anchor_lang::prelude::*;

/// Accounts of `position_close`.
#[derive(Accounts)]
pub struct PositionClose {
    /// The position's owner, who gets the rent.
    #[account(mut)]
    pub owner: Signer,
    /// The position to close.
    #[account(mut, close = owner)]
    pub position: Account<Position>,
}

impl PositionClose {
    /// 1. The owner signs.
    /// 2. The position holds and owes nothing.
    /// 3. The account is closed; its rent goes to the owner.
    pub fn close(&mut self) -> Result<()> {
        check_owner(&self.position, &self.owner)?;
        self.position
            .holdings
            .policy()
            .check_empty()
            .map_err(refused)?;
        emit!(PositionClosed {
            position: *self.position.address(),
            owner: *self.owner.address()
        });
        Ok(())
    }
}
