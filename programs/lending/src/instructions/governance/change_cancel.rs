//! Give a change up.

use crate::error::LendingError;
use crate::event::ChangeCancelled;
use crate::state::{CANCELLED, Market, PENDING, PendingChange};
use anchor_lang::prelude::*;

/// Accounts of `change_cancel`. No instructions sysvar: it leaves everything as it is, so it works from any transaction.
#[derive(Accounts)]
pub struct ChangeCancel {
    /// Governance, the guardian, or who proposed it.
    pub authority: Signer,
    /// The market.
    pub market: Account<Market>,
    /// The change.
    #[account(mut)]
    pub change: Account<PendingChange>,
}

impl ChangeCancel {
    /// 1. Governance, the guardian or the proposer signs; the change is this market's and pending.
    /// 2. It can no longer be executed.
    pub fn cancel(&mut self) -> Result<()> {
        let (roles, signer) = (&self.market.roles, *self.authority.address());
        require!(
            self.change.market == *self.market.address(),
            LendingError::WrongMarket
        );
        require!(
            signer == roles.governance
                || signer == roles.guardian
                || signer == self.change.proposer,
            LendingError::WrongAuthority
        );
        require!(
            self.change.status == PENDING,
            LendingError::ChangeNotPending
        );
        self.change.status = CANCELLED;
        emit!(ChangeCancelled {
            change: *self.change.address(),
            authority: signer
        });
        Ok(())
    }
}
