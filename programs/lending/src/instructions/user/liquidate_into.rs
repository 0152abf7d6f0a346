//! Liquidate an unhealthy position for a deposit instead of tokens: for collateral whose reserve has lent its cash out.

use crate::error::refused;
use crate::event::{PositionLiquidated, SeizureDeposited};
use crate::guard::{check_market_reserve, check_owner, check_position, check_vault, now};
use crate::others::{Further, OtherReserves};
use crate::state::{Market, Position, Reserve, RiskFeed};
use crate::token::Transfer;
use crate::watch::BreakerWatch;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};

/// Accounts of `liquidate_into`; after them a pair of reserve and feed for every other reserve that the position uses, then
/// price updates for those of all these reserves that are writable.
#[derive(Accounts)]
pub struct LiquidateInto {
    /// Repays the debt; owns the receiver.
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
    /// The liquidator's position, which gains the deposit.
    #[account(mut)]
    pub receiver: Account<Position>,
    /// Moves the debt token.
    pub debt_token_program: UncheckedAccount,
}

impl LiquidateInto {
    fn validate(&self) -> Result<()> {
        check_position(&self.position, &self.market)?;
        check_position(&self.receiver, &self.market)?;
        check_owner(&self.receiver, &self.liquidator)?;
        check_market_reserve(&self.debt_reserve, &self.debt_feed, &self.market)?;
        check_market_reserve(
            &self.collateral_reserve,
            &self.collateral_feed,
            &self.market,
        )?;
        check_vault(
            &self.debt_reserve,
            &self.debt_vault,
            &self.debt_mint,
            &self.debt_token_program,
        )
    }

    /// 1. Both reserves and their feeds, the debt's vault and mint, and both positions belong together; the receiver is the
    ///    liquidator's own.
    /// 2. Prices that came along are loaded.
    /// 3. The books move as `ballast_policy::action::liquidate_into` says; `u64::MAX` repays as much as is allowed.
    /// 4. The debt token moves, and its vault covers its books.
    pub fn liquidate(&mut self, amount: u64, others: &[AccountView]) -> Result<()> {
        self.validate()?;
        let now = now()?;
        let further = Further::split(others);
        further.refresh(&mut self.debt_reserve, now)?;
        further.refresh(&mut self.collateral_reserve, now)?;
        let others = OtherReserves::load(further, &self.market, now)?;
        let watch = BreakerWatch::begin(&self.debt_reserve, now);
        let debt_before = self.debt_reserve.ledger.debt_shares;
        let index = self.collateral_reserve.index;
        let held_before = shares_in(&self.position, index);
        let gained_before = shares_in(&self.receiver, index);
        let moved = self.move_books(TokenAmount(amount), &others, now)?;
        let repayment = Transfer {
            user: self.source.account(),
            vault: self.debt_vault.account(),
            mint: self.debt_mint.account(),
            program: self.debt_token_program.account(),
        };
        repayment.take(self.liquidator.account(), moved.repaid, &self.debt_reserve)?;
        emit!(PositionLiquidated {
            position: *self.position.address(),
            liquidator: *self.liquidator.address(),
            repaid: moved.repaid.0,
            seized: moved.seized.0,
            fee: moved.fee.0,
            debt_shares: debt_before.saturating_sub(self.debt_reserve.ledger.debt_shares),
            deposit_shares: held_before.saturating_sub(shares_in(&self.position, index)),
            bonus_bps: u32::from(moved.bonus_bps),
            debt_reserve: self.debt_reserve.index,
            collateral_reserve: index,
        });
        emit!(SeizureDeposited {
            receiver: *self.receiver.address(),
            shares: shares_in(&self.receiver, index).saturating_sub(gained_before),
            reserve: u64::from(index),
        });
        watch.tell(&self.debt_reserve);
        Ok(())
    }

    fn move_books(
        &mut self,
        amount: TokenAmount,
        others: &OtherReserves,
        now: Timestamp,
    ) -> Result<action::Liquidation> {
        let mut market = self.market.as_policy_mut();
        let mut debt = self
            .debt_reserve
            .as_policy_mut(self.debt_feed.effective(now));
        let mut collateral = self
            .collateral_reserve
            .as_policy_mut(self.collateral_feed.effective(now));
        action::liquidate_into(
            &mut debt,
            &mut collateral,
            &mut market,
            self.position.holdings.policy_mut(),
            self.receiver.holdings.policy_mut(),
            amount,
            others,
            now,
        )
        .map_err(refused)
    }
}

fn shares_in(position: &Position, reserve: u16) -> u64 {
    let index = ReserveIndex(reserve);
    position.holdings.policy().deposit_shares(index).0
}
