//! Mark: note that a position is unhealthy, so that the bonus for liquidating it begins to grow.

use crate::error::Result;
use crate::health::{Health, Purpose, ReserveSource};
use crate::liquidation::unhealthy_since;
use crate::position::Position;
use crate::unit::Timestamp;

/// Notes at `now` that `position` is unhealthy; anyone may.
///
/// 1. The position is past its liquidation threshold.
/// 2. A spell that was noted within the last hour goes on; else one begins.
pub fn mark(position: &mut Position, source: &impl ReserveSource, now: Timestamp) -> Result<()> {
    let health = Health::assess(position, source, Purpose::Liquidating, now)?;
    health.check_may_liquidate()?;
    position.unhealthy_since = unhealthy_since(position.unhealthy_since, now);
    Ok(())
}
