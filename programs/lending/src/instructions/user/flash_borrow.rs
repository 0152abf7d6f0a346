//! Lend tokens for the length of a transaction. Anyone may.
//!
//! The loan is noted in the reserve, and a later instruction of the same transaction is proved to be its repayment. Since
//! a transaction is done whole or not at all, no reserve is left with the note (INV-9).

use crate::error::{LendingError, refused};
use crate::event::FlashLoanTaken;
use crate::guard::{check_borrowing_not_paused, check_reserve, check_vault, now};
use crate::state::{Market, Reserve, RiskFeed};
use crate::token::Transfer;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ballast_policy::action;
use ballast_policy::unit::TokenAmount;
use pinocchio::sysvars::instructions::{INSTRUCTIONS_ID, Instructions, IntrospectedInstruction};

/// The number of `flash_repay`, and the place of the reserve among its accounts.
const REPAYMENT: (u8, usize) = (41, 2);

/// Accounts of `flash_borrow`.
#[derive(Accounts)]
pub struct FlashBorrow {
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve that lends.
    #[account(mut)]
    pub reserve: Account<Reserve>,
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
    /// Lists the transaction's instructions.
    pub instructions: UncheckedAccount,
}

impl FlashBorrow {
    /// 1. Reserve, feed, vault and mint belong together; the market is not paused; no flash loan of the reserve is out.
    /// 2. It is an instruction of the transaction itself, and a later one repays the reserve's flash loan.
    /// 3. `ballast_policy::action::flash_borrow` names the fee; the loan is noted, the books stay as they are.
    /// 4. The tokens move, and vault and loan cover the books.
    pub fn borrow(&mut self, amount: u64) -> Result<()> {
        check_reserve(&self.reserve, &self.feed, &self.market)?;
        check_vault(&self.reserve, &self.vault, &self.mint, &self.token_program)?;
        let now = now()?;
        check_borrowing_not_paused(&self.market, now)?;
        check_repayment(self.instructions.account(), self.reserve.address())?;
        let mut market = self.market.as_policy_mut();
        let mut reserve = self.reserve.as_policy_mut(self.feed.effective(now));
        let loan = action::flash_borrow(&mut reserve, &mut market, TokenAmount(amount), now)
            .map_err(refused)?;
        self.reserve.flash = loan.into();
        let transfer = Transfer {
            user: self.destination.account(),
            vault: self.vault.account(),
            mint: self.mint.account(),
            program: self.token_program.account(),
        };
        transfer.pay(&self.reserve, loan.amount)?;
        emit!(FlashLoanTaken {
            reserve: *self.reserve.address(),
            amount: loan.amount.0,
            fee: loan.fee.0,
        });
        Ok(())
    }
}

/// The error unless the present top-level instruction is this program's, and a later one repays the flash loan of
/// `reserve`.
///
/// The list holds top-level instructions only, each of which runs once: called from elsewhere, the present one would be
/// the caller's, and a repayment seen behind it could have run before.
fn check_repayment(instructions: &AccountView, reserve: &Address) -> Result<()> {
    require!(
        address_eq(instructions.address(), &INSTRUCTIONS_ID),
        LendingError::WrongInstructionsSysvar
    );
    let listed = Instructions::try_from(instructions)?;
    let present = usize::from(listed.load_current_index());
    let caller = listed.load_instruction_at(present)?;
    require!(
        address_eq(caller.get_program_id(), &crate::ID),
        LendingError::FlashLoanByCall
    );
    for index in present.saturating_add(1)..listed.num_instructions() {
        if is_repayment(&listed.load_instruction_at(index)?, reserve) {
            return Ok(());
        }
    }
    Err(LendingError::FlashRepaymentMissing.into())
}

fn is_repayment(instruction: &IntrospectedInstruction<'_>, reserve: &Address) -> bool {
    let (number, place) = REPAYMENT;
    address_eq(instruction.get_program_id(), &crate::ID)
        && instruction.get_instruction_data().first() == Some(&number)
        && instruction
            .get_instruction_account_at(place)
            .is_ok_and(|account| address_eq(&account.key, reserve))
}
