//! Repay a position's debt. Anyone may, in every regime and whatever the feed or the price.

use crate::error::refused;
use crate::event::ReserveRepaid;
use crate::guard::{check_market_reserve, check_position, check_vault, now};
use crate::state::{Market, Position, Reserve, RiskFeed};
use crate::token::Transfer;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::TokenAmount;

/// Accounts of `repay`.
#[derive(Accounts)]
pub struct Repay {
    /// Pays the tokens.
    pub payer: Signer,
    /// The market; room in its limits comes back with a debt of late.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve that is owed.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The position that owes.
    #[account(mut)]
    pub position: Account<Position>,
    /// The payer's token account.
    #[account(mut)]
    pub source: UncheckedAccount,
    /// The reserve's vault.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The reserve's mint.
    pub mint: UncheckedAccount,
    /// Moves the tokens.
    pub token_program: UncheckedAccount,
}

impl Repay {
    fn validate(&self) -> Result<()> {
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        check_position(&self.position, &self.market)?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)
    }

    /// 1. Reserve, feed, vault, mint and position belong together.
    /// 2. The books move as `ballast_policy::action::repay` says; more than is owed repays all.
    /// 3. The tokens move, and the vault covers the books.
    pub fn repay(&mut self, amount: u64) -> Result<()> {
        self.validate()?;
        let (now, amount) = (now()?, TokenAmount(amount));
        let shares_before = self.reserve.ledger.debt_shares;
        let mut market = self.market.as_policy_mut();
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let holdings = self.position.holdings.policy_mut();
        let taken =
            action::repay(&mut reserve, &mut market, holdings, amount, now).map_err(refused)?;
        let transfer = Transfer {
            user: self.source.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.take(self.payer.account(), taken, &self.reserve)?;
        emit!(ReserveRepaid {
            position: *self.position.address(),
            amount: taken.0,
            shares: shares_before.saturating_sub(self.reserve.ledger.debt_shares),
            reserve: u64::from(self.reserve.index),
        });
        Ok(())
    }
}
