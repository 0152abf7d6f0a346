//! Count a reserve's interest and put the present regime's rate into force. Anyone may.

use crate::error::LendingError;
use crate::guard::now;
use crate::state::{Reserve, RiskFeed};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ballast_policy::action;

/// Accounts of `accrue`.
#[derive(Accounts)]
pub struct Accrue {
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The feed that it follows.
    pub feed: Account<RiskFeed>,
}

impl Accrue {
    /// 1. The feed is the reserve's.
    /// 2. Interest is counted up to now at the rate that was in force; the present regime's rate takes over.
    pub fn accrue(&mut self) -> Result<()> {
        require!(
            address_eq(&self.reserve.feed, self.feed.address()),
            LendingError::WrongFeed
        );
        let now = now()?;
        let effective = self.feed.effective(now);
        action::accrue(&mut self.reserve.as_policy_mut(effective), now);
        Ok(())
    }
}
