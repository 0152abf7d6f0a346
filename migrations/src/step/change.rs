//! A change that is proposed and executed in one transaction: while a market is being set up nothing has to wait.

use super::{Context, Planned};
use crate::error::MigrateError;
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::Market;
use solana_address::Address;
use solana_instruction::Instruction;

/// Proposes `change` as `proposer` and executes it by what `execute` makes of its address.
pub(super) fn at_once(
    context: &Context<'_>,
    proposer: &Address,
    change: &Change,
    execute: impl FnOnce(&Address) -> Instruction,
) -> Result<Planned, MigrateError> {
    let market = &context.plan.market.address;
    let found = context.chain.read::<Market>(market)?;
    let number = found.map_or(0, |market| market.change_count) + context.changes_ahead;
    let payer = context.rent_payer(proposer);
    let propose = instruction::change_propose(&payer, proposer, market, number, change);
    let execute = execute(&address::change(market, number).0);
    Ok(Planned::of(vec![propose, execute]))
}

/// What to do about a difference in a market that is launched.
pub(super) fn by_proposal(what: &str) -> String {
    format!("{what} differ, and the market is launched: propose a change (docs/governor.md)")
}

/// True when the market is launched.
pub(super) fn is_launched(context: &Context<'_>) -> Result<bool, MigrateError> {
    let market = context.chain.read::<Market>(&context.plan.market.address)?;
    Ok(market.is_some_and(|market| market.launched_at != 0))
}

/// Who governs the market at present: its creator until it stands.
pub(super) fn governance(context: &Context<'_>) -> Result<Address, MigrateError> {
    let plan = &context.plan.market;
    let market = context.chain.read::<Market>(&plan.address)?;
    Ok(market.map_or(plan.creator, |market| market.roles.governance))
}
