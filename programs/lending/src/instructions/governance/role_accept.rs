//! Accept a role: the second of two steps.

use crate::error::LendingError;
use crate::event::RoleAccepted;
use crate::guard::{check_role, now, refuse_durable_nonce};
use crate::state::{Market, PendingRole};
use anchor_lang::prelude::*;
use ballast_policy::unit::Timestamp;
use bytemuck::Zeroable;

/// Accounts of `role_accept`.
#[derive(Accounts)]
pub struct RoleAccept {
    /// The proposed holder, who proves by signing that the key is at hand.
    pub holder: Signer,
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl RoleAccept {
    fn validate(&self, role: u8) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        let pending = self.market.pending_roles.get(usize::from(role));
        let pending = pending.ok_or(LendingError::UnknownRole)?;
        require!(
            pending.holder != Address::default(),
            LendingError::RoleNotProposed
        );
        check_role(&self.holder, &pending.holder)?;
        let not_before = Timestamp(pending.not_before);
        let launched_at = Timestamp(self.market.launched_at);
        let due = self
            .market
            .delays()
            .handover_due_at(not_before, launched_at);
        require!(now()? >= due, LendingError::RoleDelayNotOver);
        Ok(())
    }

    /// 1. No durable nonce; a transfer of the role is proposed, to the signer, and its delay has passed.
    /// 2. The signer holds the role; who held it no longer does.
    pub fn accept(&mut self, role: u8) -> Result<()> {
        self.validate(role)?;
        let holder = *self.holder.address();
        let market = &mut *self.market;
        if let (Some(held), Some(pending)) = (
            market.roles.holder_mut(role),
            market.pending_roles.get_mut(usize::from(role)),
        ) {
            *held = holder;
            *pending = PendingRole::zeroed();
        }
        emit!(RoleAccepted {
            market: *self.market.address(),
            holder,
            role: u64::from(role)
        });
        Ok(())
    }
}
