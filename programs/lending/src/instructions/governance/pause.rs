//! Stop new risk for a while.

use crate::error::LendingError;
use crate::event::MarketPauseExtended;
use crate::guard::now;
use crate::state::Market;
use anchor_lang::prelude::*;
use ballast_policy::pause;

/// Accounts of `pause`. No instructions sysvar: a pause only tightens, so it works from any transaction.
#[derive(Accounts)]
pub struct Pause {
    /// The market's guardian or its governance.
    pub authority: Signer,
    /// The market to pause.
    #[account(mut)]
    pub market: Account<Market>,
}

impl Pause {
    fn validate(&self) -> Result<()> {
        let roles = &self.market.roles;
        let signer = *self.authority.address();
        require!(
            signer == roles.guardian || signer == roles.governance,
            LendingError::WrongAuthority
        );
        Ok(())
    }

    /// 1. The guardian or governance signs.
    /// 2. For [`pause::PAUSE_SECONDS`] from now nothing may be borrowed, and nothing withdrawn with debt. Every exit stays open.
    pub fn pause(&mut self) -> Result<()> {
        self.validate()?;
        let paused_until = pause::Pause::begin(now()?).until.0;
        self.market.paused_until = paused_until;
        emit!(MarketPauseExtended {
            market: *self.market.address(),
            authority: *self.authority.address(),
            paused_until
        });
        Ok(())
    }
}
