//! Say what a reserve's terms are and what bounds them. Anyone may; nothing changes.

use crate::error::LendingError;
use crate::event::TermsViewed;
use crate::guard::now;
use crate::state::{Reserve, RiskFeed, TermsView};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ballast_policy::view;

/// Accounts of `terms_view`.
#[derive(Accounts)]
pub struct ViewTerms {
    /// The reserve.
    pub reserve: Account<Reserve>,
    /// The feed that it follows.
    pub feed: Account<RiskFeed>,
}

impl ViewTerms {
    /// 1. The feed is the reserve's.
    /// 2. The view is returned, and logged: `ballast_policy::view` says what each number means.
    pub fn view(&self) -> Result<()> {
        require!(
            address_eq(&self.reserve.feed, self.feed.address()),
            LendingError::WrongFeed
        );
        let now = now()?;
        let effective = self.feed.effective(now);
        let seen = view::TermsView::of(
            &self.reserve.as_policy(effective),
            self.feed.state.policy(),
            self.feed.config.policy(),
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
