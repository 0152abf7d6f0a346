//! Release: a breaker ends before its time, because what tripped it is over.

use super::ReserveMut;
use crate::breaker::price::distance_bps_floor;
use crate::breaker::share::fullness_bps_floor;
use crate::breaker::{Breaker, Signals};
use crate::error::Result;
use crate::unit::Timestamp;

/// The measure of a cause that stands whatever the threshold.
const STANDS: u64 = u64::MAX;

/// Ends `breaker`; anyone may.
///
/// 1. It is in force, and has been for a quarter of its duration.
/// 2. Its cause is gone, measured now: the price is usable and back in its band; utilisation or the bucket is under the
///    threshold; terms have caught up with the jump of the score (`is_jump_absorbed`). Bad debt that formed is a fact
///    that passes with time only.
/// 3. Its cool-down goes on; the rate of the present regime is put into force.
pub fn release(
    reserve: &mut ReserveMut<'_>,
    breaker: Breaker,
    is_jump_absorbed: bool,
    now: Timestamp,
) -> Result<()> {
    reserve.accrue(now);
    let rules = &reserve.limits.breakers;
    let signals = Signals::of(
        reserve.effective,
        reserve.second,
        &reserve.config.price,
        now,
    );
    reserve.flows.breakers.observe_feed(rules, signals);
    let found = measure(reserve, breaker, is_jump_absorbed, now);
    reserve.flows.breakers.release(breaker, rules, found, now)?;
    reserve.reprice();
    Ok(())
}

fn measure(
    reserve: &ReserveMut<'_>,
    breaker: Breaker,
    is_jump_absorbed: bool,
    now: Timestamp,
) -> u64 {
    let (flows, limits) = (&reserve.flows, reserve.limits);
    let regime = reserve.effective.regime;
    let rules = &reserve.config.price;
    let price = reserve.price;
    let if_usable = |distance| match price.check_usable(rules, now) {
        Ok(()) => distance,
        Err(_) => STANDS,
    };
    match breaker {
        Breaker::PriceJump => if_usable(distance_bps_floor(price.mid, flows.reference.price)),
        Breaker::PriceAgainstAverage => if_usable(flows.average_distance_bps),
        Breaker::SourcesDisagree => match reserve.second {
            Some(second) if second.check_usable(rules, now).is_ok() => {
                if_usable(distance_bps_floor(price.mid, second.mid))
            }
            Some(_) => STANDS,
            None => 0,
        },
        Breaker::ScoreJump if is_jump_absorbed => 0,
        Breaker::UtilizationSpike => reserve.lent().utilization_bps_floor(),
        Breaker::Outflow => fullness_bps_floor(&flows.outflow, &limits.outflow, regime, now),
        Breaker::CollateralInflow => fullness_bps_floor(&flows.inflow, &limits.inflow, regime, now),
        Breaker::ScoreJump | Breaker::BadDebtFormed | Breaker::FeedDegraded => STANDS,
    }
}
