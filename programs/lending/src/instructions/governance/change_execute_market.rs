//! Execute a change of the market's flow limits.

use crate::error::{LendingError, refused};
use crate::event::ChangeExecuted;
use crate::guard::{check_change, check_due, now, refuse_durable_nonce};
use crate::state::{ChangeKind, EXECUTED, Market, MarketLimits, PendingChange};
use anchor_lang::prelude::*;
use ballast_policy::change::classify_market;

/// Accounts of `change_execute_market`. Anyone may: the change was authorised when it was proposed.
#[derive(Accounts)]
pub struct ChangeExecuteMarket {
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
    /// The change.
    #[account(mut)]
    pub change: Account<PendingChange>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ChangeExecuteMarket {
    /// 1. No durable nonce; the change is pending and of this market.
    /// 2. It is classified against what is in force now, and its delay has passed: none for what tightens.
    /// 3. What has flowed stays in the buckets, drained up to now at the old rate.
    pub fn execute(&mut self) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        let target = *self.market.address();
        check_change(
            &self.change,
            &self.market,
            ChangeKind::MarketLimits,
            &target,
        )?;
        let limits = PendingChange::read::<MarketLimits>(&self.change.payload);
        let limits = limits.ok_or(LendingError::UnknownChange)?;
        limits.policy().validate().map_err(refused)?;
        let now = now()?;
        let class = classify_market(self.market.limits.policy(), limits.policy());
        check_due(&self.change, &self.market, class, now)?;
        let market = &mut *self.market;
        market
            .flows
            .policy_mut()
            .settle(market.limits.policy(), now);
        market.limits = limits;
        self.change.status = EXECUTED;
        emit!(ChangeExecuted {
            change: *self.change.address(),
            target,
            class: class as u64
        });
        Ok(())
    }
}
