//! Mark: note that a position is unhealthy, so that the bonus for liquidating it begins to grow; or that it no longer is.

use crate::error::Result;
use crate::health::{Health, Purpose, ReserveSource};
use crate::position::Position;
use crate::price::PriceNeeds;
use crate::unit::Timestamp;

/// Notes at `now` whether `position` is unhealthy; anyone may.
///
/// 1. Every price that it depends on is usable: nobody notes anything by a price of before.
/// 2. Past its liquidation threshold: a spell that was noted within the last hour goes on; else one begins.
/// 3. Not past it: the spell is over.
pub fn mark(position: &mut Position, source: &impl ReserveSource, now: Timestamp) -> Result<()> {
    let deposits = position.deposits.iter();
    let deposits = deposits.filter(|slot| !slot.shares.is_zero());
    let borrows = position.borrows.iter();
    let borrows = borrows.filter(|slot| !slot.shares.is_zero());
    let used = deposits.map(|slot| slot.reserve);
    for index in used.chain(borrows.map(|slot| slot.reserve)) {
        let reserve = source.reserve(index)?;
        reserve.check_price(PriceNeeds::MARKED, now)?;
    }
    let health = Health::assess(position, source, Purpose::Liquidating, now)?;
    if health.is_unhealthy() {
        position.note_unhealthy(now);
    } else {
        position.note_healthy();
    }
    Ok(())
}
