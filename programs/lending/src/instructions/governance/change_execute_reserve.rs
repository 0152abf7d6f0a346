//! Execute a change of a reserve's limits.

use crate::error::{LendingError, refused};
use crate::event::ChangeExecuted;
use crate::guard::{check_change, now, refuse_durable_nonce};
use crate::state::{ChangeKind, EXECUTED, Market, PendingChange, Reserve, ReserveConfig, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::change::classify_reserve;

/// Accounts of `change_execute_reserve`. Anyone may: the change was authorised when it was proposed.
#[derive(Accounts)]
pub struct ChangeExecuteReserve {
    /// The market.
    pub market: Account<Market>,
    /// The change.
    #[account(mut)]
    pub change: Account<PendingChange>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ChangeExecuteReserve {
    /// 1. No durable nonce; the change is pending, of this market and for this reserve.
    /// 2. It is classified against what is in force now, and its delay has passed: none for what tightens.
    /// 3. It keeps every relation that limits have to. Then all of it takes effect, or none.
    /// 4. Interest is counted at the old rate first; the new curve's rate takes over.
    pub fn execute(&mut self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        crate::guard::check_reserve(&self.reserve, &self.feed, &self.market)?;
        let target = self.reserve.address();
        check_change(&self.change, &self.market, ChangeKind::Reserve, target)?;
        let now = now()?;
        let config = PendingChange::read::<ReserveConfig>(&self.change.payload);
        let config = config.ok_or(LendingError::UnknownChange)?;
        config.policy().validate().map_err(refused)?;
        let class = classify_reserve(self.reserve.config.policy(), config.policy());
        let class = class.map_err(refused)?;
        self.market
            .delays()
            .check_due(class, self.change.since(), now)
            .map_err(refused)?;
        let effective = self.feed.effective(now);
        action::accrue(&mut self.reserve.as_policy_mut(effective), now);
        self.reserve.config = config;
        action::accrue(&mut self.reserve.as_policy_mut(effective), now);
        self.change.status = EXECUTED;
        emit!(ChangeExecuted {
            change: *self.change.address(),
            target: *self.reserve.address(),
            class: class as u64
        });
        Ok(())
    }
}
