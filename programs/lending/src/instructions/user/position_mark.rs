//! Note whether a position is unhealthy: the bonus for liquidating it grows while it is. Anyone may.

use crate::error::refused;
use crate::event::PositionMarked;
use crate::guard::{check_position, now};
use crate::others::{Further, OtherReserves};
use crate::state::{Market, Position};
use anchor_lang::prelude::*;
use ballast_policy::action;

/// Accounts of `position_mark`; after them a pair of reserve and feed for every reserve that the position uses, then price
/// updates for those that are writable.
#[derive(Accounts)]
pub struct PositionMark {
    /// The market.
    pub market: Account<Market>,
    /// The position.
    #[account(mut)]
    pub position: Account<Position>,
}

impl PositionMark {
    /// 1. The position and the reserves are the market's.
    /// 2. Prices that came along are loaded.
    /// 3. All prices are usable. Past its threshold a spell of bad health begins or goes on; else it is over
    ///    (`ballast_policy::action::mark`).
    pub fn mark(&mut self, others: &[AccountView]) -> Result<()> {
        check_position(&self.position, &self.market)?;
        let now = now()?;
        let others = OtherReserves::load(Further::split(others), &self.market, now)?;
        let holdings = self.position.holdings.policy_mut();
        action::mark(holdings, &others, now).map_err(refused)?;
        emit!(PositionMarked {
            position: *self.position.address(),
            unhealthy_since: self.position.holdings.unhealthy_since,
        });
        Ok(())
    }
}
