//! Withdraw tokens from a position.

use crate::error::{LendingError, refused};
use crate::event::ReserveWithdrawn;
use crate::guard::{check_authority, check_market_reserve, check_position, check_vault, now};
use crate::others::{Further, OtherReserves};
use crate::state::{Market, Position, Reserve, Right, RiskFeed};
use crate::token::Transfer;
use crate::watch::BreakerWatch;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::TokenAmount;

/// Accounts of `withdraw`; after them, with debt, a pair of reserve and feed for every other reserve in use.
#[derive(Accounts)]
pub struct Withdraw {
    /// The position's owner, or its delegate.
    pub owner: Signer,
    /// The market; it counts what flows through all reserves.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The position that loses the deposit.
    #[account(mut)]
    pub position: Account<Position>,
    /// The token account that gains.
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

impl Withdraw {
    fn validate(&self) -> Result<()> {
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        check_position(&self.position, &self.market)?;
        check_authority(
            &self.position,
            &self.owner,
            Right::Withdraw,
            &self.destination,
        )?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)
    }

    /// 1. Reserve, feed, vault, mint, position and owner belong together; with debt, the market is not paused.
    /// 2. The books move as `ballast_policy::action::withdraw` says; `u64::MAX` withdraws everything.
    /// 3. The tokens move, and the vault covers the books.
    pub fn withdraw(&mut self, amount: u64, others: &[AccountView]) -> Result<()> {
        self.validate()?;
        let now = now()?;
        let owes = !self.position.holdings.policy().is_free_of_debt();
        let is_stopped = self.market.pause().stops_withdrawing(owes, now);
        require!(!is_stopped, LendingError::MarketPaused);
        let further = Further::split(others);
        further.refresh(&mut self.reserve, now)?;
        let others = OtherReserves::load(further, &self.market, now)?;
        let watch = BreakerWatch::begin(&self.reserve, now);
        let shares_before = self.reserve.ledger.deposit_shares;
        let mut market = self.market.as_policy_mut();
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let holdings = self.position.holdings.policy_mut();
        let amount = TokenAmount(amount);
        let paid = action::withdraw(&mut reserve, &mut market, holdings, amount, &others, now)
            .map_err(refused)?;
        let transfer = Transfer {
            user: self.destination.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.pay(&self.reserve, paid)?;
        emit!(ReserveWithdrawn {
            position: *self.position.address(),
            amount: paid.0,
            shares: shares_before.saturating_sub(self.reserve.ledger.deposit_shares),
            reserve: u64::from(self.reserve.index),
        });
        watch.tell(&self.reserve);
        Ok(())
    }
}
