//! Cancel the transfer of a role.

use crate::error::LendingError;
use crate::event::RoleCancelled;
use crate::state::{GUARDIAN_ROLE, Market, PendingRole};
use anchor_lang::prelude::*;
use bytemuck::Zeroable;

/// Accounts of `role_cancel`. No instructions sysvar: it leaves every role where it is, so it works from any transaction.
#[derive(Accounts)]
pub struct RoleCancel {
    /// Governance, or the guardian for every role but its own.
    pub authority: Signer,
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
}

impl RoleCancel {
    /// 1. A transfer of the role is proposed.
    /// 2. Governance signs, or the guardian for every role but its own: who stole governance's key alone moves no role
    ///    against a guardian who watches, and who stole the guardian's cannot hold on to it.
    /// 3. The transfer is forgotten.
    pub fn cancel(&mut self, role: u8) -> Result<()> {
        let signer = *self.authority.address();
        let market = &mut *self.market;
        let (governance, guardian) = (market.roles.governance, market.roles.guardian);
        let pending = market.pending_roles.get_mut(usize::from(role));
        let pending = pending.ok_or(LendingError::UnknownRole)?;
        require!(
            signer == governance || signer == guardian && role != GUARDIAN_ROLE,
            LendingError::WrongAuthority
        );
        let holder = pending.holder;
        require!(holder != Address::default(), LendingError::RoleNotProposed);
        *pending = PendingRole::zeroed();
        emit!(RoleCancelled {
            market: *self.market.address(),
            holder,
            role: u64::from(role)
        });
        Ok(())
    }
}
