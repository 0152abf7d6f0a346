//! A reserve stands, with the bounds of the plan.

use super::change::{at_once, by_proposal, governance, is_launched};
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::{Plan, ReservePlan};
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::Reserve;
use solana_address::Address;

/// Where a mint says how many decimals its token has.
const DECIMALS: usize = 44;

/// Creates a reserve.
#[derive(Debug)]
pub(super) struct Create {
    index: u16,
    name: String,
    address: Address,
}

impl Create {
    pub(super) fn of(plan: &Plan, index: u16) -> Self {
        let reserve = plan.reserves.get(usize::from(index));
        Self {
            index,
            name: reserve.map_or(String::new(), |reserve| reserve.asset.clone()),
            address: address::reserve(&plan.market.address, index).0,
        }
    }

    fn wanted<'a>(&self, context: &Context<'a>) -> Option<&'a ReservePlan> {
        context.plan.reserves.get(usize::from(self.index))
    }

    /// What keeps the mint from being lent; nothing when it is as the plan says.
    fn mint(context: &Context<'_>, wanted: &ReservePlan) -> Result<Option<String>, MigrateError> {
        let mint = wanted.mint;
        let Some((owner, data)) = context.chain.account(&mint)? else {
            return Ok(Some(format!("no mint stands at {mint}: create it first")));
        };
        if owner != wanted.token_program {
            let reason = format!("{owner} owns the mint {mint}: check `token_program`");
            return Ok(Some(reason));
        }
        let found = data.get(DECIMALS).copied();
        let reason = format!(
            "the mint {mint} has {found:?} decimals, not {}",
            wanted.decimals
        );
        Ok((found != Some(wanted.decimals)).then_some(reason))
    }
}

impl Step for Create {
    fn name(&self) -> String {
        format!("create the reserve of {}", self.name)
    }

    fn subject(&self) -> Address {
        self.address
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let Some(wanted) = self.wanted(context) else {
            return Ok(State::Done);
        };
        let Some(reserve) = context.chain.read::<Reserve>(&self.address)? else {
            return Ok(match Self::mint(context, wanted)? {
                Some(reason) => State::Waiting(reason),
                None => State::Pending(format!("at {}", self.address)),
            });
        };
        if reserve.mint != wanted.mint || reserve.oracle_feed_id != wanted.oracle {
            let reason = "its mint or oracle is another one: reserves keep their order in the file";
            return Ok(State::Drifted(reason.into()));
        }
        if reserve.config == wanted.layout {
            return Ok(State::Done);
        }
        Ok(if is_launched(context)? {
            State::Drifted(by_proposal("its bounds"))
        } else {
            State::Pending("replace its bounds".into())
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let Some(wanted) = self.wanted(context) else {
            return Ok(vec![]);
        };
        let (market, governor) = (&context.plan.market.address, governance(context)?);
        let feed = address::feed(market, wanted.feed).0;
        let planned = if context.chain.read::<Reserve>(&self.address)?.is_none() {
            Planned::of(vec![instruction::reserve_init(
                &context.rent_payer(&governor),
                &governor,
                market,
                self.index,
                &feed,
                &wanted.mint,
                &wanted.token_program,
                &wanted.oracle,
                &wanted.layout,
            )])
        } else {
            let change = Change::Reserve(self.address, Box::new(wanted.layout));
            at_once(context, &governor, &change, |change| {
                instruction::change_execute_reserve(market, change, &feed, &self.address)
            })?
        };
        Ok(vec![vec![planned]])
    }
}
