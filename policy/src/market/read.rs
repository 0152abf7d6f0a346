//! What a market says of a position.

use super::{Market, Snapshot};
use crate::error::Result;
use crate::health::{Health, Purpose, ReserveSource};
use crate::outlook::{Standing, reach_bps};
use crate::position::Position;
use crate::position_view::PositionView;
use crate::room::Scene;
use crate::unit::{ReserveIndex, Timestamp};

impl Market<'_> {
    /// Values `position` at `now`.
    pub fn health(&self, position: &Position, purpose: Purpose, now: Timestamp) -> Result<Health> {
        let source = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        Health::assess(position, &source, purpose, now)
    }

    /// What an integrator wants to know of `position`, with the rooms of reserve `index`.
    pub fn view(
        &self,
        position: &Position,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<PositionView> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let scene = Scene {
            index,
            reserve: others.reserve(index)?,
            limits: self.limits,
            flows: self.flows,
            position,
            others: &others,
            now,
        };
        PositionView::of(&scene)
    }

    /// What `position` uses of its limits at `now`.
    pub fn standing(&self, position: &Position, now: Timestamp) -> Result<Standing> {
        let source = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        Standing::of(position, &source, now)
    }

    /// The least move of one asset's price alone that would have `position` liquidated, see [`reach_bps`].
    pub fn reach_bps(
        &self,
        position: &Position,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<Option<u64>> {
        let source = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        reach_bps(position, &source, index, now)
    }
}
