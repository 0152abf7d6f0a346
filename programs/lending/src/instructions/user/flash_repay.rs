//! Bring a flash loan back, with its fee. Anyone may.

use crate::error::{LendingError, refused};
use crate::event::FlashLoanRepaid;
use crate::guard::{check_market_reserve, check_vault, now};
use crate::state::{FlashLoan, Market, Reserve, RiskFeed};
use crate::token::Transfer;
use anchor_lang::prelude::*;
use ballast_policy::action;
use bytemuck::Zeroable;

/// Accounts of `flash_repay`. `flash_borrow` looks for the reserve in third place.
#[derive(Accounts)]
pub struct FlashRepay {
    /// Pays the tokens.
    pub payer: Signer,
    /// The market.
    pub market: Account<Market>,
    /// The reserve that lent.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
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

impl FlashRepay {
    /// 1. Reserve, feed, vault and mint belong together; a flash loan of the reserve is out.
    /// 2. The note of it is taken back; the fee is booked as `ballast_policy::action::flash_repay` says.
    /// 3. Loan and fee are paid, and the vault covers the books.
    pub fn repay(&mut self) -> Result<()> {
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)?;
        let loan = *self.reserve.flash.policy();
        require!(!loan.amount.is_zero(), LendingError::NoFlashLoan);
        let now = now()?;
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let due = action::flash_repay(&mut reserve, loan, now).map_err(refused)?;
        self.reserve.flash = FlashLoan::zeroed();
        let transfer = Transfer {
            user: self.source.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.take(self.payer.account(), due, &self.reserve)?;
        emit!(FlashLoanRepaid {
            reserve: *self.reserve.address(),
            amount: due.0,
            fee: loan.fee.0,
        });
        Ok(())
    }
}
