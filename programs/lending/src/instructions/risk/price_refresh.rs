//! Load a price from an oracle into a reserve. Anyone may.

use crate::error::refused;
use crate::guard::now;
use crate::oracle::read_price_update;
use crate::state::Reserve;
use anchor_lang::prelude::*;

/// Accounts of `price_refresh`.
#[derive(Accounts)]
pub struct PriceRefresh {
    /// The reserve that takes the price.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// A price update of an allowed oracle program for the reserve's feed id.
    pub price_update: UncheckedAccount,
}

impl PriceRefresh {
    /// 1. The update is owned by an allowed program, verified in full and for the reserve's feed id.
    /// 2. The quote is positive, recent, not from the future, not older than the last, and its confidence is bounded.
    /// 3. Low, mid and high price per base unit are stored.
    pub fn refresh(&mut self) -> Result<()> {
        let quote = read_price_update(self.price_update.account(), &self.reserve.oracle_feed_id)?;
        let decimals = self.reserve.decimals;
        let reserve = &mut *self.reserve;
        let rules = reserve.config.price.policy();
        let price = reserve.price.policy_mut();
        price
            .update(&quote, decimals, rules, now()?)
            .map_err(refused)
    }
}
