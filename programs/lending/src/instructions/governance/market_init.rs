//! Create a market.
#![allow(
    unused_variables,
    reason = "the derive binds the argument in paths that do not read it"
)]

use crate::constants::MARKET_SEED;
use crate::error::refused;
use crate::event::MarketCreated;
use crate::guard::refuse_durable_nonce;
use crate::state::{Bounds, Market, MarketLimits, Roles};
use anchor_lang::prelude::*;

/// Accounts of `market_init`.
#[derive(Accounts)]
#[instruction(index: u16)]
pub struct MarketInit {
    /// Pays the rent.
    // Whoever signs besides may pay as well.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// Consents to govern: the market's address derives from it.
    pub governance: Signer,
    /// The market to create.
    #[account(init, payer = payer, seeds = [MARKET_SEED, governance.address().as_ref(), &index.to_le_bytes()], bump)]
    pub market: Account<Market>,
    /// Creates the account.
    pub system_program: Program<System>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl MarketInit {
    /// 1. Governance signs, so that no one is made to govern; no durable nonce.
    /// 2. The market's address is the one that governance and index derive.
    /// 3. The hard bounds lie in their own ranges and stay for ever; the flow limits fall with the regime.
    /// 4. Roles are stored; governance holds its own. The market takes no deposits until `market_launch`.
    pub fn create(
        &mut self,
        index: u16,
        roles: Roles,
        bounds: Bounds,
        limits: &MarketLimits,
        bump: u8,
    ) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        bounds.policy().validate().map_err(refused)?;
        limits.policy().validate().map_err(refused)?;
        let governance = *self.governance.address();
        let market = &mut self.market;
        market.roles = Roles {
            governance,
            ..roles
        };
        market.bounds = bounds;
        market.limits = *limits;
        market.index = index;
        market.bump = bump;
        emit!(MarketCreated {
            market: *self.market.address(),
            governance
        });
        Ok(())
    }
}
