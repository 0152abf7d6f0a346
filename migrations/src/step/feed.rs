//! A feed stands, with the settings of the plan.

use super::change::{at_once, by_proposal, governance, is_launched};
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::RiskFeed;
use solana_address::Address;

/// Creates a feed.
#[derive(Debug)]
pub(super) struct Create {
    index: u16,
    name: String,
    address: Address,
}

impl Create {
    pub(super) fn of(plan: &Plan, index: u16) -> Self {
        let feed = plan.feeds.get(usize::from(index));
        Self {
            index,
            name: feed.map_or(String::new(), |feed| feed.name.clone()),
            address: address::feed(&plan.market.address, index).0,
        }
    }
}

impl Step for Create {
    fn name(&self) -> String {
        format!("create the feed {}", self.name)
    }

    fn subject(&self) -> Address {
        self.address
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let Some(feed) = context.chain.read::<RiskFeed>(&self.address)? else {
            return Ok(State::Pending(format!("at {}", self.address)));
        };
        let wanted = context.plan.feeds.get(usize::from(self.index));
        if wanted.is_none_or(|wanted| wanted.layout == feed.config) {
            return Ok(State::Done);
        }
        Ok(if is_launched(context)? {
            State::Drifted(by_proposal("its settings"))
        } else {
            State::Pending("replace its settings".into())
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let Some(wanted) = context.plan.feeds.get(usize::from(self.index)) else {
            return Ok(vec![]);
        };
        let (market, governor) = (&context.plan.market.address, governance(context)?);
        let planned = if context.chain.read::<RiskFeed>(&self.address)?.is_none() {
            let payer = context.rent_payer(&governor);
            let (settings, start) = (&wanted.layout, wanted.start);
            let create =
                instruction::feed_init(&payer, &governor, market, self.index, settings, start);
            Planned::of(vec![create])
        } else {
            let change = Change::Feed(self.address, wanted.layout);
            at_once(context, &governor, &change, |change| {
                instruction::change_execute_feed(market, change, &self.address)
            })?
        };
        Ok(vec![vec![planned]])
    }
}
