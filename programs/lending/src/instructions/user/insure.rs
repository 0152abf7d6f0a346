//! Give tokens to a reserve for bad debt. Anyone may; they are no deposit and never come back.

use crate::error::refused;
use crate::event::ReserveInsured;
use crate::guard::{check_feed, check_vault, now};
use crate::state::{Reserve, RiskFeed};
use crate::token::Transfer;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::TokenAmount;

/// Accounts of `insure`.
#[derive(Accounts)]
pub struct Insure {
    /// Gives the tokens.
    pub payer: Signer,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
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

impl Insure {
    /// 1. Reserve, feed, vault and mint belong together; no flash loan is out.
    /// 2. The books move as `ballast_policy::action::insure` says.
    /// 3. The tokens move, and the vault covers the books.
    pub fn insure(&mut self, amount: u64) -> Result<()> {
        check_feed(&self.reserve, &self.feed)?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)?;
        let (now, amount) = (now()?, TokenAmount(amount));
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        action::insure(&mut reserve, amount, now).map_err(refused)?;
        let transfer = Transfer {
            user: self.source.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.take(self.payer.account(), amount, &self.reserve)?;
        emit!(ReserveInsured {
            reserve: *self.reserve.address(),
            payer: *self.payer.address(),
            amount: amount.0,
        });
        Ok(())
    }
}
