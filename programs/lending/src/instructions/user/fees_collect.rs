//! Pay the protocol's fees out to governance. Anyone may.

use crate::error::{LendingError, refused};
use crate::event::FeesCollected;
use crate::guard::{check_reserve, check_vault, now};
use crate::state::{Market, Reserve, RiskFeed};
use crate::token::{Transfer, owner};
use anchor_lang::prelude::*;
use ballast_policy::action;

/// Accounts of `fees_collect`.
#[derive(Accounts)]
pub struct FeesCollect {
    /// The market.
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// A token account of the market's governance.
    #[account(mut)]
    pub destination: UncheckedAccount,
    /// The reserve's vault.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The reserve's mint.
    pub mint: UncheckedAccount,
    /// Moves the tokens.
    pub token_program: UncheckedAccount,
}

impl FeesCollect {
    fn validate(&self) -> Result<()> {
        check_reserve(&self.reserve, &self.feed, &self.market)?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)?;
        let holder = owner(self.destination.account())?;
        require!(
            holder == self.market.roles.governance.to_bytes(),
            LendingError::NotGovernanceAccount
        );
        Ok(())
    }

    /// 1. Reserve, feed, vault and mint belong together; no flash loan is out; the destination is governance's own.
    /// 2. The books move as `ballast_policy::action::collect_fees` says: a part stays as insurance.
    /// 3. The tokens move, and the vault covers the books.
    pub fn collect(&mut self) -> Result<()> {
        self.validate()?;
        let now = now()?;
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let (paid, insured) = action::collect_fees(&mut reserve, now).map_err(refused)?;
        let transfer = Transfer {
            user: self.destination.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.pay(&self.reserve, paid)?;
        emit!(FeesCollected {
            reserve: *self.reserve.address(),
            destination: *self.destination.account().address(),
            amount: paid.0,
            insured: insured.0,
        });
        Ok(())
    }
}
