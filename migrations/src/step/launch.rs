//! The market's setup phase is over. It waits until upgrades of the program are in the hands that the plan names: what the
//! launch makes final, whoever may replace the program could undo.

use super::authority::Upgrade;
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use ballast_client::instruction;
use ballast_client::layout::Market;
use solana_address::Address;

/// Launches the market; whoever governs it in the end signs.
#[derive(Debug)]
pub(super) struct Launch {
    market: Address,
}

impl Launch {
    pub(super) fn of(plan: &Plan) -> Self {
        let market = plan.market.address;
        Self { market }
    }
}

impl Step for Launch {
    fn name(&self) -> String {
        "launch the market".into()
    }

    fn subject(&self) -> Address {
        self.market
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let market = context.chain.read::<Market>(&self.market)?;
        if market.is_some_and(|market| market.launched_at != 0) {
            return Ok(State::Done);
        }
        Ok(if Upgrade.state(context)? == State::Done {
            State::Pending("it cannot be undone; from then on whatever loosens waits".into())
        } else {
            State::Waiting(format!("`{}` comes first", Upgrade.name()))
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let governance = &context.plan.market.governance;
        let launch = instruction::market_launch(governance, &self.market);
        Ok(vec![vec![Planned::of(vec![launch])]])
    }
}
