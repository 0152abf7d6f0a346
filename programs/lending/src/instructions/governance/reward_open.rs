//! Open the rewards of one side of a reserve, with a vault of their own.
#![allow(
    unused_variables,
    reason = "the derive binds the argument in paths that do not read it"
)]

use crate::constants::REWARD_SEED;
use crate::error::refused;
use crate::event::RewardsOpened;
use crate::guard::{check_no_flash_loan, check_reserve_of, check_role, refuse_durable_nonce};
use crate::mint::token_kind;
use crate::state::{Market, Reserve, RewardToken};
use anchor_lang::accounts::InterfaceAccount;
use anchor_lang::prelude::*;
use anchor_spl::token;
use anchor_spl::token_interface::{Mint, TokenAccount, TokenInterface};
use ballast_policy::reward::Side;

/// Accounts of `reward_open`.
#[derive(Accounts)]
#[instruction(side: u8)]
pub struct RewardOpen {
    /// Pays the rent.
    // Whoever signs besides may pay as well.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The market's governance.
    pub governance: Signer,
    /// The market.
    pub market: Account<Market>,
    /// The reserve.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// The token that is given.
    pub mint: InterfaceAccount<Mint>,
    /// Where it will lie, to be created.
    #[account(init, payer = payer, seeds = [REWARD_SEED, reserve.address().as_ref(), &[side], &reserve.next_generation(side).to_le_bytes()], bump, token::mint = mint, token::authority = reserve, token::token_program = token_program)]
    pub vault: InterfaceAccount<TokenAccount>,
    /// Creates the vault.
    pub token_program: Interface<'static, TokenInterface>,
    /// Creates the account.
    pub system_program: Program<System>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl RewardOpen {
    /// 1. Governance signs, and the reserve is its market's; no durable nonce; no flash loan is out.
    /// 2. Of Token-2022's extensions the mint has none but those of `crate::mint`.
    /// 3. The side's rewards are not open; they begin their next generation, with nothing to give yet.
    pub fn open(&mut self, side: u8) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.governance, &self.market.roles.governance)?;
        check_reserve_of(&self.reserve, &self.market)?;
        check_no_flash_loan(&self.reserve)?;
        token_kind(self.mint.account())?;
        let side = Side::from_number(side).map_err(refused)?;
        let token = RewardToken {
            mint: *self.mint.address(),
            vault: *self.vault.address(),
        };
        let (rewards, place) = self.reserve.rewards_mut(side);
        rewards.policy_mut().open().map_err(refused)?;
        *place = token;
        let generation = u64::from(rewards.generation);
        emit!(RewardsOpened {
            reserve: *self.reserve.address(),
            mint: token.mint,
            side: side as u64,
            generation,
        });
        Ok(())
    }
}
