//! Propose a new holder of a role: the first of two steps.

use crate::error::LendingError;
use crate::event::RoleProposed;
use crate::guard::{check_role, now, refuse_durable_nonce};
use crate::state::{Market, PendingRole};
use anchor_lang::prelude::*;
use ballast_policy::change::ChangeClass;

/// Accounts of `role_propose`.
#[derive(Accounts)]
pub struct RolePropose {
    /// The market's governance.
    pub governance: Signer,
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl RolePropose {
    fn validate(&self, holder: &Address) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.governance, &self.market.roles.governance)?;
        require!(*holder != Address::default(), LendingError::RoleNotProposed);
        Ok(())
    }

    /// 1. Governance signs; no durable nonce; the new holder is not the empty address.
    /// 2. The transfer waits for the structure delay (not at all before the launch) and then for the new holder's own
    ///    signature. A second proposal takes the first one's place and waits anew.
    pub fn propose(&mut self, role: u8, holder: Address) -> Result<()> {
        self.validate(&holder)?;
        let delays = self.market.delays();
        let not_before = delays.due_at(ChangeClass::Structure, now()?).0;
        let pending = self.market.pending_roles.get_mut(usize::from(role));
        *pending.ok_or(LendingError::UnknownRole)? = PendingRole { holder, not_before };
        emit!(RoleProposed {
            market: *self.market.address(),
            holder,
            not_before,
            role: u64::from(role)
        });
        Ok(())
    }
}
