//! Deposit tokens into a position.

use crate::error::refused;
use crate::event::ReserveDeposited;
use crate::guard::{
    check_authority, check_launched, check_market_reserve, check_position, check_vault, now,
};
use crate::state::{Market, Position, Reserve, Right, RiskFeed};
use crate::token::Transfer;
use crate::watch::BreakerWatch;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::TokenAmount;

/// Accounts of `deposit`.
#[derive(Accounts)]
pub struct Deposit {
    /// The position's owner, who pays the tokens. No one else may deposit: a stranger's dust could fill the slots.
    pub owner: Signer,
    /// The market; it counts what flows through all reserves.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The position that gains the deposit.
    #[account(mut)]
    pub position: Account<Position>,
    /// The owner's token account.
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

impl Deposit {
    fn validate(&self) -> Result<()> {
        check_launched(&self.market)?;
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        check_position(&self.position, &self.market)?;
        check_authority(&self.position, &self.owner, Right::Deposit, &self.source)?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)
    }

    /// 1. The market is launched; reserve, feed, vault, mint, position and owner belong together.
    /// 2. The books move as `ballast_policy::action::deposit` says.
    /// 3. The tokens move, and the vault covers the books.
    pub fn deposit(&mut self, amount: u64) -> Result<()> {
        self.validate()?;
        let (now, amount) = (now()?, TokenAmount(amount));
        let watch = BreakerWatch::begin(&self.reserve, now);
        let mut market = self.market.as_policy_mut();
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let holdings = self.position.holdings.policy_mut();
        let shares =
            action::deposit(&mut reserve, &mut market, holdings, amount, now).map_err(refused)?;
        let transfer = Transfer {
            user: self.source.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.take(self.owner.account(), amount, &self.reserve)?;
        emit!(ReserveDeposited {
            position: *self.position.address(),
            amount: amount.0,
            shares: shares.0,
            reserve: u64::from(self.reserve.index),
        });
        watch.tell(&self.reserve);
        Ok(())
    }
}
