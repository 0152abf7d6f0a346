//! A reserve has the flow limits of the plan, where they are not those that the program sets by itself.

use super::change::{at_once, by_proposal, governance, is_launched};
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{Reserve, ReserveLimits};
use solana_address::Address;

/// Sets a reserve's limits.
#[derive(Debug)]
pub(super) struct Set {
    index: u16,
    name: String,
    address: Address,
}

impl Set {
    pub(super) fn of(plan: &Plan, index: u16) -> Self {
        let reserve = plan.reserves.get(usize::from(index));
        Self {
            index,
            name: reserve.map_or(String::new(), |reserve| reserve.asset.clone()),
            address: address::reserve(&plan.market.address, index).0,
        }
    }

    fn wanted(&self, context: &Context<'_>) -> Option<ReserveLimits> {
        let reserve = context.plan.reserves.get(usize::from(self.index))?;
        reserve.limits
    }
}

impl Step for Set {
    fn name(&self) -> String {
        format!("set the flow limits of {}", self.name)
    }

    fn subject(&self) -> Address {
        self.address
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let reserve = context.chain.read::<Reserve>(&self.address)?;
        let present = reserve.map(|reserve| reserve.limits);
        Ok(if present == self.wanted(context) {
            State::Done
        } else if is_launched(context)? {
            State::Drifted(by_proposal("its flow limits"))
        } else {
            State::Pending("none but those of the file".into())
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let Some(limits) = self.wanted(context) else {
            return Ok(vec![]);
        };
        let (market, governor) = (&context.plan.market.address, governance(context)?);
        let reserve = context.plan.reserves.get(usize::from(self.index));
        let feed = reserve.map_or(0, |reserve| reserve.feed);
        let feed = address::feed(market, feed).0;
        let change = Change::ReserveLimits(self.address, Box::new(limits));
        let planned = at_once(context, &governor, &change, |change| {
            instruction::change_execute_reserve(market, change, &feed, &self.address)
        })?;
        Ok(vec![vec![planned]])
    }

    fn changes(&self) -> u64 {
        1
    }
}
