//! Say what a position is worth, what bounds it and what may still be done with one reserve. Anyone may; nothing changes.

use crate::error::refused;
use crate::event::PositionViewed;
use crate::guard::{check_market_reserve, check_position, now};
use crate::others::{Further, OtherReserves};
use crate::state::{Market, Position, PositionView, Reserve, RiskFeed};
use anchor_lang::prelude::*;
use ballast_policy::position_view;
use ballast_policy::room::Scene;
use ballast_policy::unit::ReserveIndex;

/// Accounts of `position_view`; after them a pair of reserve and feed for every other reserve that the position uses.
#[derive(Accounts)]
pub struct ViewPosition {
    /// The market.
    pub market: Account<Market>,
    /// The feed that the reserve follows.
    pub feed: Account<RiskFeed>,
    /// The reserve that the rooms are asked for.
    pub reserve: Account<Reserve>,
    /// The position.
    pub position: Account<Position>,
}

impl ViewPosition {
    /// 1. Reserve, feed and position are the market's.
    /// 2. The view is returned and logged: `ballast_policy::position_view` says what each number means. The rooms are found by trying the
    ///    actions themselves, so that they are exact.
    pub fn view(&self, others: &[AccountView]) -> Result<()> {
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        check_position(&self.position, &self.market)?;
        let now = now()?;
        let further = Further {
            pairs: Further::split(others).pairs,
            updates: &[],
        };
        let others = OtherReserves::load(further, &self.market, now)?;
        let scene = Scene {
            index: ReserveIndex(self.reserve.index),
            reserve: self.reserve.as_policy(self.feed.effective(now)),
            limits: self.market.limits.policy(),
            flows: self.market.flows.policy(),
            position: self.position.holdings.policy(),
            others: &others,
            now,
        };
        let mut seen = position_view::PositionView::of(&scene).map_err(refused)?;
        seen.pause(self.market.pause(), now);
        let view = PositionView::from(seen);
        pinocchio::cpi::set_return_data(bytemuck::bytes_of(&view));
        emit!(PositionViewed {
            position: *self.position.address(),
            reserve: *self.reserve.address(),
            view,
        });
        Ok(())
    }
}
