//! Governance goes from whoever created the market to whom it belongs: proposed by the one, accepted by the other, so that
//! the new holder proves that it can sign before the market is launched.

use super::change::is_launched;
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_client::instruction;
use ballast_client::layout::{Market, Role};
use solana_address::Address;

/// Proposes governance.
#[derive(Debug)]
pub(super) struct Propose {
    market: Address,
}

/// Accepts it.
#[derive(Debug)]
pub(super) struct Accept {
    market: Address,
}

impl Propose {
    pub(super) fn of(plan: &Plan) -> Self {
        let market = plan.market.address;
        Self { market }
    }
}

impl Accept {
    pub(super) fn of(plan: &Plan) -> Self {
        let market = plan.market.address;
        Self { market }
    }
}

fn market(context: &Context<'_>) -> Result<Option<Market>, MigrateError> {
    context.chain.read::<Market>(&context.plan.market.address)
}

impl Step for Propose {
    fn name(&self) -> String {
        "propose governance to its holder".into()
    }

    fn subject(&self) -> Address {
        self.market
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let wanted = context.plan.market.governance;
        let is_done = market(context)?.is_some_and(|market| {
            let [pending, ..] = &market.pending_roles;
            market.roles.governance == wanted || pending.holder == wanted
        });
        Ok(if is_done {
            State::Done
        } else {
            State::Pending(wanted.to_string())
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let plan = &context.plan.market;
        let (from, to) = (&plan.creator, &plan.governance);
        let propose = instruction::role_propose(from, &plan.address, Role::Governance, to);
        Ok(vec![vec![Planned::of(vec![propose])]])
    }
}

impl Step for Accept {
    fn name(&self) -> String {
        "accept governance".into()
    }

    fn subject(&self) -> Address {
        self.market
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let wanted = context.plan.market.governance;
        let market = market(context)?;
        if market.is_some_and(|market| market.roles.governance == wanted) {
            return Ok(State::Done);
        }
        let when = if is_launched(context)? {
            "after the structure delay, signed by"
        } else {
            "signed by"
        };
        Ok(State::Pending(format!("{when} {wanted}")))
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let plan = &context.plan.market;
        let accept = instruction::role_accept(&plan.governance, &plan.address, Role::Governance);
        Ok(vec![vec![Planned::of(vec![accept])]])
    }
}
