//! Give tokens to a side's rewards, to be emitted within a time.

use crate::error::{LendingError, refused};
use crate::event::RewardsFunded;
use crate::guard::{check_feed, check_reserve_of, check_reward_vault, now};
use crate::state::{Market, Reserve, RiskFeed};
use crate::token::{RewardTransfer, Transfer};
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::reward::Side;
use ballast_policy::unit::TokenAmount;

/// Accounts of `reward_fund`.
#[derive(Accounts)]
pub struct RewardFund {
    /// The market's governance or its risk admin, who gives the tokens: who may fund may also stretch what is left.
    pub authority: Signer,
    /// The market.
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The authority's token account.
    #[account(mut)]
    pub source: UncheckedAccount,
    /// The side's reward vault.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The token that is given.
    pub mint: UncheckedAccount,
    /// Moves the tokens.
    pub token_program: UncheckedAccount,
}

impl RewardFund {
    /// 1. Governance or the risk admin signs; market, reserve, feed, vault and mint belong together; no flash loan is out.
    /// 2. The stream moves as `ballast_policy::action::fund_rewards` says: what is left and what comes is spread over
    ///    `seconds` from now.
    /// 3. The tokens move, and exactly `amount` arrives.
    pub fn fund(&mut self, side: u8, amount: u64, seconds: u32) -> Result<()> {
        let (roles, signer) = (&self.market.roles, self.authority.address());
        require!(
            *signer == roles.governance || *signer == roles.risk_admin,
            LendingError::WrongAuthority
        );
        check_reserve_of(&self.reserve, &self.market)?;
        check_feed(&self.reserve, &self.feed)?;
        let side = Side::from_number(side).map_err(refused)?;
        check_reward_vault(&self.reserve, side, &self.vault, &self.mint)?;
        let (now, amount) = (now()?, TokenAmount(amount));
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        action::fund_rewards(&mut reserve, side, amount, seconds, now).map_err(refused)?;
        let transfer = RewardTransfer::new(Transfer {
            user: self.source.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        })?;
        transfer.take(self.authority.account(), amount)?;
        let until = self.reserve.rewards(side).0.until;
        emit!(RewardsFunded {
            reserve: *self.reserve.address(),
            authority: *self.authority.address(),
            amount: amount.0,
            until,
            side: side as u64,
        });
        Ok(())
    }
}
