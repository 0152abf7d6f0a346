//! INV-27: what is borrowed in any window fits the limit and what drains meanwhile, by a count of our own.

use crate::common::World;
use crate::run::Verdict;
use ballast_policy::limiter::UNLIMITED;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use proptest::prelude::*;

/// Every borrow so far: when, from which reserve, how much.
#[derive(Debug, Default)]
pub(crate) struct Borrows(Vec<(Timestamp, ReserveIndex, TokenAmount)>);

impl Borrows {
    pub(crate) fn add(&mut self, now: Timestamp, index: ReserveIndex, amount: TokenAmount) {
        self.0.push((now, index, amount));
    }

    /// Whatever the regimes were and whenever they flipped: the calm capacity and its drain bound every window that ends
    /// now.
    pub(crate) fn fit_every_window(&self, world: &World, index: ReserveIndex) -> Verdict {
        let limit = &world.reserve(index).limits.outflow;
        let [capacity, ..] = limit.capacities;
        if capacity == UNLIMITED {
            return Ok(());
        }
        let mut passed = 0u128;
        let own = self.0.iter().rev().filter(|(_, other, _)| *other == index);
        for (at, _, amount) in own {
            passed += u128::from(amount.0);
            let seconds = u128::from(world.now.since(*at));
            let drained = u128::from(capacity) * seconds / u128::from(limit.window_seconds);
            prop_assert!(
                passed <= u128::from(capacity) + drained,
                "INV-27: {passed} in {seconds} s"
            );
        }
        Ok(())
    }
}

/// What a position counts as fresh is part of what it holds.
pub(crate) fn fresh_is_held(world: &World) -> Verdict {
    for slot in world.positions.iter().flat_map(|user| &user.deposits) {
        prop_assert!(slot.fresh.shares <= slot.shares, "{slot:?}");
    }
    Ok(())
}
