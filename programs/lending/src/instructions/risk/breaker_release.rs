//! End a breaker before its time, because what tripped it is over. Anyone may.

use crate::error::refused;
use crate::event::BreakerReleased;
use crate::guard::{check_feed, now};
use crate::state::{Reserve, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::breaker::Breaker;
use ballast_policy::{Rule, action};

/// Accounts of `breaker_release`.
#[derive(Accounts)]
pub struct BreakerRelease {
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The feed that it follows.
    pub feed: Account<RiskFeed>,
}

impl BreakerRelease {
    /// 1. The feed is the reserve's; the breaker exists and is in force, for a quarter of its duration at least.
    /// 2. Its cause is gone, as `ballast_policy::action::release` measures it.
    /// 3. It ends; its cool-down goes on.
    pub fn release(&mut self, breaker: u8) -> Result<()> {
        check_feed(&self.reserve, &self.feed)?;
        let number = u64::from(breaker);
        let unknown = || refused(Rule::BreakerNotTripped.broken(number, 0));
        let named = Breaker::ALL.get(usize::from(breaker)).copied();
        let named = named.ok_or_else(unknown)?;
        let now = now()?;
        let is_jump_absorbed = self.feed.state.policy().is_jump_absorbed();
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        action::release(&mut reserve, named, is_jump_absorbed, now).map_err(refused)?;
        emit!(BreakerReleased {
            reserve: *self.reserve.address(),
            breaker: number
        });
        Ok(())
    }
}
