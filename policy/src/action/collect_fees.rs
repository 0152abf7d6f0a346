//! Collect fees: the protocol's part of interest, new debt and liquidations, as far as the cash goes.

use super::ReserveMut;
use crate::breaker::Breaker;
use crate::error::{Result, Rule};
use crate::unit::{Timestamp, TokenAmount};

/// Takes the fees out and returns what was paid and what was set aside for bad debt.
///
/// 1. No bad debt has formed of late: fees bear it first, so they stay until it is written off.
/// 2. Interest is counted up to `now`.
/// 3. Of what is owed and the cash covers, the insurance's share is set aside; the rest is paid.
pub fn collect_fees(
    reserve: &mut ReserveMut<'_>,
    now: Timestamp,
) -> Result<(TokenAmount, TokenAmount)> {
    let (breakers, rules) = (&reserve.flows.breakers, &reserve.limits.breakers);
    let bad_debt = Breaker::BadDebtFormed;
    if breakers.latched(rules, now) & (1 << bad_debt.number()) != 0 {
        return Err(Rule::FeesHeld.broken(bad_debt.number(), 0));
    }
    reserve.accrue(now);
    let share = reserve.config.insurance_share_bps;
    let collected = reserve.ledger.collect_fees(share)?;
    reserve.reprice();
    Ok(collected)
}
