//! Say what a reserve's terms are and what bounds them. Anyone may; nothing changes.

use crate::event::TermsViewed;
use crate::guard::{check_market_reserve, now};
use crate::state::{Market, Reserve, RiskFeed, TermsView};
use anchor_lang::prelude::*;
use ballast_policy::view;

/// Accounts of `terms_view`.
#[derive(Accounts)]
pub struct ViewTerms {
    /// The reserve.
    pub reserve: Account<Reserve>,
    /// The feed that it follows.
    pub feed: Account<RiskFeed>,
    /// The market that it belongs to.
    pub market: Account<Market>,
}

impl ViewTerms {
    /// 1. The feed and the market are the reserve's.
    /// 2. The view is returned, and logged: `ballast_policy::view` says what each number means.
    pub fn view(&self) -> Result<()> {
        check_market_reserve(&self.reserve, &self.feed, &self.market)?;
        let now = now()?;
        let effective = self.feed.effective(now);
        let seen = view::TermsView::of(
            &self.reserve.as_policy(effective),
            (self.feed.state.policy(), self.feed.config.policy()),
            (self.market.limits.policy(), self.market.flows.policy()),
            now,
        );
        let view = TermsView::from(seen);
        pinocchio::cpi::set_return_data(bytemuck::bytes_of(&view));
        emit!(TermsViewed {
            reserve: *self.reserve.address(),
            feed: *self.feed.address(),
            view,
        });
        Ok(())
    }
}
