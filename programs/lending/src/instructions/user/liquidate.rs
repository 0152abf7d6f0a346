//! Liquidate an unhealthy position: repay part of its debt, take collateral worth more.

use crate::error::refused;
use crate::event::PositionLiquidated;
use crate::guard::{check_market_reserve, check_position, check_vault, now};
use crate::others::{Further, OtherReserves};
use crate::state::{Market, Position, Reserve, RiskFeed};
use crate::token::Transfer;
use crate::watch::BreakerWatch;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::TokenAmount;

/// Accounts of `liquidate`; after them a pair of reserve and feed for every other reserve that the position uses, then
/// price updates for those of all these reserves that are writable.
#[derive(Accounts)]
pub struct Liquidate {
    /// Repays the debt and gains the collateral.
    pub liquidator: Signer,
    /// The market; it counts what is seized.
    #[account(mut)]
    pub market: Account<Market>,
    /// The position.
    #[account(mut)]
    pub position: Account<Position>,
    /// The feed that the debt reserve follows.
    pub debt_feed: Account<RiskFeed>,
    /// The reserve that is repaid.
    #[account(mut)]
    pub debt_reserve: Account<Reserve>,
    /// The liquidator's account of the debt token.
    #[account(mut)]
    pub source: UncheckedAccount,
    /// The debt reserve's vault.
    #[account(mut)]
    pub debt_vault: UncheckedAccount,
    /// The debt reserve's mint.
    pub debt_mint: UncheckedAccount,
    /// The feed that the collateral reserve follows.
    pub collateral_feed: Account<RiskFeed>,
    /// The reserve that is seized.
    #[account(mut)]
    pub collateral_reserve: Account<Reserve>,
    /// The liquidator's account of the collateral token.
    #[account(mut)]
    pub destination: UncheckedAccount,
    /// The collateral reserve's vault.
    #[account(mut)]
    pub collateral_vault: UncheckedAccount,
    /// The collateral reserve's mint.
    pub collateral_mint: UncheckedAccount,
    /// Moves the debt token.
    pub debt_token_program: UncheckedAccount,
    /// Moves the collateral token; the same where both are of one program.
    pub collateral_token_program: UncheckedAccount,
}

impl Liquidate {
    fn validate(&self) -> Result<()> {
        check_position(&self.position, &self.market)?;
        check_market_reserve(&self.debt_reserve, &self.debt_feed, &self.market)?;
        check_vault(
            &self.debt_reserve,
            &self.debt_vault,
            &self.debt_mint,
            &self.debt_token_program,
        )?;
        check_market_reserve(
            &self.collateral_reserve,
            &self.collateral_feed,
            &self.market,
        )?;
        check_vault(
            &self.collateral_reserve,
            &self.collateral_vault,
            &self.collateral_mint,
            &self.collateral_token_program,
        )
    }

    /// 1. Both reserves, their feeds, vaults and mints, and the position belong together.
    /// 2. Prices that came along are loaded.
    /// 3. The books move as `ballast_policy::action::liquidate` says; `u64::MAX` repays as much as is allowed.
    /// 4. The tokens move both ways, and each vault covers its books.
    pub fn liquidate(&mut self, amount: u64, others: &[AccountView]) -> Result<()> {
        self.validate()?;
        let now = now()?;
        let further = Further::split(others);
        further.refresh(&mut self.debt_reserve, now)?;
        further.refresh(&mut self.collateral_reserve, now)?;
        let others = OtherReserves::load(further, &self.market, now)?;
        let watch = BreakerWatch::begin(&self.debt_reserve, now);
        let debt_before = self.debt_reserve.ledger.debt_shares;
        let deposits_before = self.collateral_reserve.ledger.deposit_shares;
        let mut market = self.market.as_policy_mut();
        let mut debt = self
            .debt_reserve
            .as_policy_mut(self.debt_feed.effective(now));
        let mut collateral = self
            .collateral_reserve
            .as_policy_mut(self.collateral_feed.effective(now));
        let holdings = self.position.holdings.policy_mut();
        let amount = TokenAmount(amount);
        let moved = action::liquidate(
            &mut debt,
            &mut collateral,
            &mut market,
            holdings,
            amount,
            &others,
            now,
        )
        .map_err(refused)?;
        self.move_tokens(moved)?;
        emit!(PositionLiquidated {
            position: *self.position.address(),
            liquidator: *self.liquidator.address(),
            repaid: moved.repaid.0,
            seized: moved.seized.0,
            fee: moved.fee.0,
            debt_shares: debt_before.saturating_sub(self.debt_reserve.ledger.debt_shares),
            deposit_shares: deposits_before
                .saturating_sub(self.collateral_reserve.ledger.deposit_shares),
            bonus_bps: u32::from(moved.bonus_bps),
            debt_reserve: self.debt_reserve.index,
            collateral_reserve: self.collateral_reserve.index,
        });
        watch.tell(&self.debt_reserve);
        Ok(())
    }

    fn move_tokens(&self, moved: action::Liquidation) -> Result<()> {
        let repayment = Transfer {
            user: self.source.account(),
            vault: self.debt_vault.account(),
            mint: self.debt_mint.account(),
            program: self.debt_token_program.account(),
        };
        repayment.take(self.liquidator.account(), moved.repaid, &self.debt_reserve)?;
        let seizure = Transfer {
            user: self.destination.account(),
            vault: self.collateral_vault.account(),
            mint: self.collateral_mint.account(),
            program: self.collateral_token_program.account(),
        };
        seizure.pay(&self.collateral_reserve, moved.paid())
    }
}
