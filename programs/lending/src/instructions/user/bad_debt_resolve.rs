//! Write off a debt that nothing backs. Anyone may.

use crate::error::refused;
use crate::event::BadDebtResolved;
use crate::guard::{check_position, check_reserve, now};
use crate::state::{Market, Position, Reserve, RiskFeed};
use crate::watch::BreakerWatch;
use anchor_lang::prelude::*;
use ballast_policy::action;

/// Accounts of `bad_debt_resolve`.
#[derive(Accounts)]
pub struct BadDebtResolve {
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
    /// The position.
    #[account(mut)]
    pub position: Account<Position>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve that is owed.
    #[account(mut)]
    pub reserve: Account<Reserve>,
}

impl BadDebtResolve {
    /// 1. Reserve, feed and position belong together; no flash loan is out.
    /// 2. The position holds nothing any more, and its debt is written off as
    ///    `ballast_policy::action::resolve_bad_debt` says: fees bear it first, then the insurance, then depositors.
    pub fn resolve(&mut self) -> Result<()> {
        check_reserve(&self.reserve, &self.feed, &self.market)?;
        check_position(&self.position, &self.market)?;
        let now = now()?;
        let watch = BreakerWatch::begin(&self.reserve, now);
        let shares_before = self.reserve.ledger.debt_shares;
        let mut market = self.market.as_policy_mut();
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let holdings = self.position.holdings.policy_mut();
        let (amount, loss) =
            action::resolve_bad_debt(&mut reserve, &mut market, holdings, now).map_err(refused)?;
        emit!(BadDebtResolved {
            position: *self.position.address(),
            amount: amount.0,
            fees: loss.fees.0,
            insurance: loss.insurance.0,
            depositors: loss.depositors.0,
            shares: shares_before.saturating_sub(self.reserve.ledger.debt_shares),
            reserve: u64::from(self.reserve.index),
        });
        watch.tell(&self.reserve);
        Ok(())
    }
}
