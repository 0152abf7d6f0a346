//! Close a side's rewards long after their end; what nobody has claimed goes back to governance.

use crate::error::refused;
use crate::event::RewardsRetired;
use crate::guard::{
    check_feed, check_reserve_of, check_reward_vault, check_role, now, refuse_durable_nonce,
};
use crate::state::{Market, Reserve, RewardToken, RiskFeed};
use crate::token::{RewardTransfer, Transfer};
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::reward::Side;

/// Accounts of `reward_retire`.
#[derive(Accounts)]
pub struct RewardRetire {
    /// The market's governance.
    pub governance: Signer,
    /// The market.
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The token account that gains.
    #[account(mut)]
    pub destination: UncheckedAccount,
    /// The side's reward vault.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The token that was given.
    pub mint: UncheckedAccount,
    /// Moves the tokens.
    pub token_program: UncheckedAccount,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl RewardRetire {
    /// 1. Governance signs; market, reserve, feed, vault and mint belong together; no durable nonce, no flash loan.
    /// 2. All is emitted and the time to claim is over, see `ballast_policy::action::retire_rewards`; what positions have not
    ///    claimed by now is forgotten.
    /// 3. Whatever the vault holds goes to the destination. The vault itself stays: the next generation has another.
    pub fn retire(&mut self, side: u8) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.governance, &self.market.roles.governance)?;
        check_reserve_of(&self.reserve, &self.market)?;
        check_feed(&self.reserve, &self.feed)?;
        let side = Side::from_number(side).map_err(refused)?;
        check_reward_vault(&self.reserve, side, &self.vault, &self.mint)?;
        let now = now()?;
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        action::retire_rewards(&mut reserve, side, now).map_err(refused)?;
        let none = RewardToken {
            mint: Address::default(),
            vault: Address::default(),
        };
        *self.reserve.rewards_mut(side).1 = none;
        let transfer = RewardTransfer::new(Transfer {
            user: self.destination.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        })?;
        let rest = transfer.held()?;
        transfer.pay(&self.reserve, rest)?;
        emit!(RewardsRetired {
            reserve: *self.reserve.address(),
            destination: *self.destination.account().address(),
            amount: rest.0,
            side: side as u64,
        });
        Ok(())
    }
}
