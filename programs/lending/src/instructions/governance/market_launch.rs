//! End a market's setup phase, for ever.

use crate::error::LendingError;
use crate::event::MarketLaunched;
use crate::guard::{check_role, now, refuse_durable_nonce};
use crate::state::Market;
use anchor_lang::prelude::*;

/// Accounts of `market_launch`.
#[derive(Accounts)]
pub struct MarketLaunch {
    /// The market's governance.
    pub governance: Signer,
    /// The market to launch.
    #[account(mut)]
    pub market: Account<Market>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl MarketLaunch {
    fn validate(&self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.governance, &self.market.roles.governance)?;
        require!(
            self.market.launched_at == 0,
            LendingError::MarketAlreadyLaunched
        );
        Ok(())
    }

    /// 1. Governance signs; no durable nonce; the market is not launched yet.
    /// 2. From now on it takes deposits and every loosening waits. There is no way back: users rely on the delays.
    pub fn launch(&mut self) -> Result<()> {
        self.validate()?;
        let launched_at = now()?.0;
        self.market.launched_at = launched_at;
        emit!(MarketLaunched {
            market: *self.market.address(),
            launched_at
        });
        Ok(())
    }
}
