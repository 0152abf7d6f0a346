//! Let someone else do a part of what the owner may, or no one.

use crate::error::LendingError;
use crate::event::PositionDelegated;
use crate::guard::check_owner;
use crate::state::{ALL_RIGHTS, Position};
use anchor_lang::prelude::*;

/// Accounts of `position_delegate`.
#[derive(Accounts)]
pub struct PositionDelegate {
    /// The position's owner.
    pub owner: Signer,
    /// The position.
    #[account(mut)]
    pub position: Account<Position>,
}

impl PositionDelegate {
    /// 1. The owner signs.
    /// 2. The rights are known, and are someone's; or there is no delegate and there are none.
    /// 3. They take the place of those before. Closing, delegating and joining a group stay the owner's own.
    pub fn delegate(&mut self, delegate: Address, rights: u8) -> Result<()> {
        check_owner(&self.position, &self.owner)?;
        let is_no_one = delegate == Address::default();
        require!(
            rights & !ALL_RIGHTS == 0 && is_no_one == (rights == 0),
            LendingError::UnknownRight
        );
        self.position.delegate = delegate;
        self.position.rights = rights;
        emit!(PositionDelegated {
            position: *self.position.address(),
            delegate,
            rights: u64::from(rights)
        });
        Ok(())
    }
}
