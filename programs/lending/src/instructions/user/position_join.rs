//! Join a group of correlated assets, or leave it.

use crate::error::refused;
use crate::event::PositionJoined;
use crate::guard::check_owner;
use crate::state::Position;
use anchor_lang::prelude::*;

/// Accounts of `position_join`.
#[derive(Accounts)]
pub struct PositionJoin {
    /// The position's owner.
    pub owner: Signer,
    /// The position.
    #[account(mut)]
    pub position: Account<Position>,
}

impl PositionJoin {
    /// 1. The owner signs.
    /// 2. The position owes nothing; it is judged on the group's terms from now on, or on none's for zero.
    pub fn join(&mut self, group: u16) -> Result<()> {
        check_owner(&self.position, &self.owner)?;
        let holdings = self.position.holdings.policy_mut();
        holdings.join(group).map_err(refused)?;
        emit!(PositionJoined {
            position: *self.position.address(),
            group: u64::from(group)
        });
        Ok(())
    }
}
