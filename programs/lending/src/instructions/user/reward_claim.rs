//! Pay out what a position has earned. Anyone may; its owner gains.

use crate::error::{LendingError, refused};
use crate::event::RewardClaimed;
use crate::guard::{check_feed, check_reward_vault, now};
use crate::state::{Position, Reserve, RiskFeed};
use crate::token::{RewardTransfer, Transfer, owner};
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::reward::Side;

/// Accounts of `reward_claim`.
#[derive(Accounts)]
pub struct RewardClaim {
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The position that has earned.
    #[account(mut)]
    pub position: Account<Position>,
    /// A token account of the position's owner.
    #[account(mut)]
    pub destination: UncheckedAccount,
    /// The side's reward vault.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The token that is given.
    pub mint: UncheckedAccount,
    /// Moves the tokens.
    pub token_program: UncheckedAccount,
}

impl RewardClaim {
    fn validate(&self, side: Side) -> Result<()> {
        check_feed(&self.reserve, &self.feed)?;
        require!(
            self.position.market == self.reserve.market,
            LendingError::WrongMarket
        );
        // Rewards that are over have no vault any more; a claim then pays nothing and frees what kept the slot.
        if self.reserve.rewards(side).0.is_open != 0 {
            check_reward_vault(&self.reserve, side, &self.vault, &self.mint)?;
        }
        let holder = owner(self.destination.account())?;
        require!(
            holder == self.position.owner.to_bytes(),
            LendingError::NotOwnersAccount
        );
        Ok(())
    }

    /// 1. Reserve, feed, position, vault and mint belong together; the destination is the owner's; no flash loan is out.
    /// 2. The stream and the position move as `ballast_policy::action::claim_reward` says.
    /// 3. The tokens move, if there are any; none of rewards that were retired.
    pub fn claim(&mut self, side: u8) -> Result<()> {
        let side = Side::from_number(side).map_err(refused)?;
        self.validate(side)?;
        let now = now()?;
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let holdings = self.position.holdings.policy_mut();
        let paid = action::claim_reward(&mut reserve, side, holdings, now);
        if !paid.is_zero() {
            let transfer = RewardTransfer::new(Transfer {
                user: self.destination.account(),
                vault: self.vault.account(),
                mint: self.mint.account(),
                program: self.token_program.account(),
            })?;
            transfer.pay(&self.reserve, paid)?;
        }
        emit!(RewardClaimed {
            position: *self.position.address(),
            reserve: *self.reserve.address(),
            amount: paid.0,
            side: side as u64,
        });
        Ok(())
    }
}
