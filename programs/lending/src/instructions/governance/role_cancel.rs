//! Cancel the transfer of a role.

use crate::error::LendingError;
use crate::event::RoleCancelled;
use crate::state::{Market, PendingRole};
use anchor_lang::prelude::*;
use bytemuck::Zeroable;

/// Accounts of `role_cancel`. No instructions sysvar: it leaves every role where it is, so it works from any transaction.
#[derive(Accounts)]
pub struct RoleCancel {
    /// Governance, the guardian, or the present holder of the role.
    pub authority: Signer,
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
}

impl RoleCancel {
    /// 1. A transfer of the role is proposed.
    /// 2. Governance, the guardian or the role's present holder signs: who stole one key alone moves no role against a
    ///    guardian who watches.
    /// 3. The transfer is forgotten.
    pub fn cancel(&mut self, role: u8) -> Result<()> {
        let signer = *self.authority.address();
        let market = &mut *self.market;
        let (governance, guardian) = (market.roles.governance, market.roles.guardian);
        let held = market.roles.holder_mut(role);
        let held = *held.ok_or(LendingError::UnknownRole)?;
        let pending = market.pending_roles.get_mut(usize::from(role));
        let pending = pending.ok_or(LendingError::UnknownRole)?;
        require!(
            signer == governance || signer == guardian || signer == held,
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
