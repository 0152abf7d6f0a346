//! The market stands.

use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_client::instruction;
use ballast_client::layout::Market;
use solana_address::Address;

/// Creates the market.
#[derive(Debug)]
pub(super) struct Create {
    address: Address,
}

impl Create {
    pub(super) fn of(plan: &Plan) -> Self {
        let address = plan.market.address;
        Self { address }
    }
}

impl Step for Create {
    fn name(&self) -> String {
        "create the market".into()
    }

    fn subject(&self) -> Address {
        self.address
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let plan = &context.plan.market;
        let Some(market) = context.chain.read::<Market>(&plan.address)? else {
            return Ok(State::Pending(format!("at {}", plan.address)));
        };
        if market.bounds != plan.layout_bounds {
            let reason = "its hard bounds are other ones; they are fixed for ever: choose another `market.index`";
            return Ok(State::Drifted(reason.into()));
        }
        if market.limits != plan.limits {
            return Ok(State::Drifted(
                "its flow limits are other ones: propose a change (docs/governor.md)".into(),
            ));
        }
        let others = |roles: &ballast_client::layout::Roles| {
            [roles.risk_admin, roles.guardian, roles.publisher_admin]
        };
        if others(&market.roles) != others(&plan.roles) {
            return Ok(State::Drifted(
                "its roles are held by others: transfer them (docs/governor.md)".into(),
            ));
        }
        Ok(State::Done)
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let plan = &context.plan.market;
        let create = instruction::market_init(
            &context.rent_payer(&plan.creator),
            &plan.creator,
            plan.index,
            &plan.roles,
            &plan.layout_bounds,
            &plan.limits,
        );
        Ok(vec![vec![Planned::of(vec![create])]])
    }
}
