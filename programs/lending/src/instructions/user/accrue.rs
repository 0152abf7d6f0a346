//! Count a reserve's interest and put the present regime's rate into force. Anyone may.

use crate::guard::{check_feed, now};
use crate::state::{Reserve, RiskFeed};
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
    /// 1. The feed is the reserve's; no flash loan is out.
    /// 2. Interest is counted up to now at the rate that was in force; the present regime's rate takes over.
    pub fn accrue(&mut self) -> Result<()> {
        check_feed(&self.reserve, &self.feed)?;
        let now = now()?;
        // Inlined here, where little else happens; a call everywhere else.
        let effective = self
            .feed
            .state
            .policy()
            .effective(self.feed.config.policy(), now);
        action::accrue(&mut self.reserve.as_policy_mut(effective), now);
        Ok(())
    }
}
