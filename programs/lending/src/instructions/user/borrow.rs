//! Borrow tokens against a position's collateral.

use crate::error::refused;
use crate::event::{HostPaid, ReserveBorrowed};
use crate::guard::{
    check_authority, check_borrowing_not_paused, check_market_reserve, check_owner, check_position,
    check_vault, now,
};
use crate::others::{Further, OtherReserves, split_host};
use crate::state::{Market, Position, Reserve, Right, RiskFeed};
use crate::token::Transfer;
use crate::watch::BreakerWatch;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::feed::Effective;
use ballast_policy::unit::TokenAmount;

/// Accounts of `borrow`; after them a pair of reserve and feed for every other reserve that the position uses, then price
/// updates for those of all these reserves that are writable, then the token account of the host, if there is one.
#[derive(Accounts)]
pub struct Borrow {
    /// The position's owner, or its delegate.
    pub owner: Signer,
    /// The market; it counts what flows through all reserves.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve that lends.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The position that will owe.
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

impl Borrow {
    fn validate(&self) -> Result<()> {
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        check_position(&self.position, &self.market)?;
        check_authority(
            &self.position,
            &self.owner,
            Right::Borrow,
            &self.destination,
        )?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)
    }

    /// 1. Reserve, feed, vault, mint, position and owner belong together; the market is not paused.
    /// 2. Prices that came along are loaded.
    /// 3. The books move as `ballast_policy::action::borrow` says, on the terms that the feeds give now.
    /// 4. The tokens move, and the vault covers the books.
    /// 5. Where the owner names a host, its part of the fee moves to it (`ballast_policy::action::pay_host`).
    pub fn borrow(&mut self, amount: u64, others: &[AccountView]) -> Result<()> {
        self.validate()?;
        let (now, amount) = (now()?, TokenAmount(amount));
        check_borrowing_not_paused(&self.market, now)?;
        let (others, host) = split_host(others, self.token_program.account().address());
        if host.is_some() {
            // Whoever acts for an owner leads nothing away from it.
            check_owner(&self.position, &self.owner)?;
        }
        let further = Further::split(others);
        further.refresh(&mut self.reserve, now)?;
        let others = OtherReserves::load(further, &self.market, now)?;
        let effective = self.feed.effective(now);
        let watch = BreakerWatch::begin(&self.reserve, now);
        let mut market = self.market.as_policy_mut();
        let mut reserve = self.reserve.as_policy_mut(effective);
        let holdings = self.position.holdings.policy_mut();
        let shares = action::borrow(&mut reserve, &mut market, holdings, amount, &others, now)
            .map_err(refused)?;
        let fee = action::borrow::origination_fee_ceil(self.reserve.config.policy(), amount);
        let transfer = Transfer {
            user: self.destination.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.pay(&self.reserve, amount)?;
        emit!(ReserveBorrowed {
            position: *self.position.address(),
            amount: amount.0,
            shares: shares.0,
            reserve: u32::from(self.reserve.index),
            score: effective.score.0,
            regime: effective.regime as u16,
            fee: fee.0,
        });
        if let Some(host) = host {
            self.pay_host(host, fee, effective)?;
        }
        watch.tell(&self.reserve);
        Ok(())
    }

    #[cold]
    fn pay_host(
        &mut self,
        host: &AccountView,
        fee: TokenAmount,
        effective: Effective,
    ) -> Result<()> {
        let mut reserve = self.reserve.as_policy_mut(effective);
        let paid = action::pay_host(&mut reserve, fee).map_err(refused)?;
        if paid.is_zero() {
            return Ok(());
        }
        let transfer = Transfer {
            user: host,
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.pay(&self.reserve, paid)?;
        emit!(HostPaid {
            reserve: *self.reserve.address(),
            host: *host.address(),
            amount: paid.0,
        });
        Ok(())
    }
}
