//! Load a price from an oracle into a reserve. Anyone may.

use crate::error::refused;
use crate::guard::now;
use crate::oracle::read_price_update;
use crate::state::Reserve;
use crate::watch::{BreakerWatch, tell_price};
use anchor_lang::prelude::*;
use ballast_policy::action;

/// Accounts of `price_refresh`; after them, where the reserve has a second source, that source's price update,
/// and that of the rate where it has one.
#[derive(Accounts)]
pub struct PriceRefresh {
    /// The reserve that takes the price.
    #[account(mut)]
    pub reserve: Account<Reserve>,
    /// A price update of an allowed oracle program for the reserve's feed id.
    pub price_update: UncheckedAccount,
}

impl PriceRefresh {
    /// 1. The update is owned by an allowed program, verified in full and for the reserve's feed id; so are the second
    ///    source's, where there is one.
    /// 2. The quote is positive, recent, not from the future, not older than the last, and its confidence is bounded.
    /// 3. Low, mid and high price per base unit are stored. A second quote that is not shown or not believed is passed over:
    ///    the last one grows old, and what has only one of its two prices backs nothing new.
    /// 4. A jump, a distance from the oracle's average, or two sources that disagree trip their breakers.
    pub fn refresh(&mut self, others: &[AccountView]) -> Result<()> {
        let quote = read_price_update(self.price_update.account(), &self.reserve.oracle_feed_id)?;
        let second = match self.reserve.second_source() {
            Some(source) => source.read(others)?,
            None => None,
        };
        let now = now()?;
        let watch = BreakerWatch::begin(&self.reserve, now);
        let mut price = self.reserve.as_price_mut();
        action::refresh(&mut price, &quote, second.as_ref(), now).map_err(refused)?;
        tell_price(&self.reserve);
        watch.tell(&self.reserve);
        Ok(())
    }
}
