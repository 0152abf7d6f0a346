//! A reserve's second source: a price of its own, or another token's price times a rate.

use super::read_price_update;
use anchor_lang::prelude::*;
use ballast_policy::price::Quote;

/// The oracle's ids of a second source.
#[derive(Clone, Copy)]
pub struct SecondSource<'a> {
    feed_id: &'a [u8; 32],
    rate: Option<&'a [u8; 32]>,
}

impl<'a> SecondSource<'a> {
    /// By its ids, each all zero for none.
    pub fn new(feed_id: &'a [u8; 32], rate_feed_id: &'a [u8; 32]) -> Option<Self> {
        let given = |id: &'a [u8; 32]| (*id != [0; 32]).then_some(id);
        given(feed_id).map(|feed_id| Self {
            feed_id,
            rate: given(rate_feed_id),
        })
    }

    /// The quote that `find` leads to for each id, or their product; none when one is not shown, or there is no
    /// product.
    ///
    /// # Errors
    /// What `find` says.
    pub fn quote(
        self,
        mut find: impl FnMut(&[u8; 32]) -> Result<Option<Quote>>,
    ) -> Result<Option<Quote>> {
        let Some(price) = find(self.feed_id)? else {
            return Ok(None);
        };
        let Some(rate_id) = self.rate else {
            return Ok(Some(price));
        };
        let rate = find(rate_id)?;
        Ok(rate.and_then(|rate| price.times_floor(&rate).ok()))
    }

    /// The same of `accounts`, in their order: the price's update, then the rate's.
    ///
    /// # Errors
    /// What [`read_price_update`] says of one that is shown.
    pub fn read(self, accounts: &[AccountView]) -> Result<Option<Quote>> {
        let mut shown = accounts.iter();
        self.quote(|id| match shown.next() {
            Some(account) => read_price_update(account, id).map(Some),
            None => Ok(None),
        })
    }
}
