//! A publisher is listed in its feed.

use super::change::is_launched;
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_client::layout::{Market, RiskFeed};
use ballast_client::{address, instruction};
use solana_address::Address;

/// Lists a publisher.
#[derive(Debug)]
pub(super) struct Add {
    feed: Address,
    publisher: Address,
    name: String,
}

impl Add {
    pub(super) fn of(plan: &Plan, index: u16, slot: usize) -> Self {
        let feed = plan.feeds.get(usize::from(index));
        let publisher = feed.and_then(|feed| feed.publishers.get(slot)).copied();
        let name = feed.map_or("", |feed| &feed.name);
        Self {
            feed: address::feed(&plan.market.address, index).0,
            publisher: publisher.unwrap_or_default(),
            name: format!("list publisher {slot} of {name}"),
        }
    }
}

impl Step for Add {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn subject(&self) -> Address {
        self.feed
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let feed = context.chain.read::<RiskFeed>(&self.feed)?;
        let is_listed = feed.is_some_and(|feed| {
            let mut publishers = feed.publishers.iter();
            publishers.any(|listed| listed.key == self.publisher)
        });
        Ok(if is_listed {
            State::Done
        } else if is_launched(context)? {
            let reason =
                "it is not listed, and the market is launched: propose it (docs/governor.md)";
            State::Drifted(reason.into())
        } else {
            State::Pending(self.publisher.to_string())
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let plan = &context.plan.market;
        let market = context.chain.read::<Market>(&plan.address)?;
        let roles = market.map_or(plan.roles, |market| market.roles);
        let admin = &roles.publisher_admin;
        let add = instruction::publisher_add(admin, &plan.address, &self.feed, &self.publisher);
        Ok(vec![vec![Planned::of(vec![add])]])
    }
}
