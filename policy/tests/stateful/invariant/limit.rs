//! INV-27: what is borrowed in any window fits the limit and what drains meanwhile, by a count of our own.

use crate::common::World;
use crate::run::Verdict;
use ballast_policy::limiter::UNLIMITED;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use proptest::prelude::*;

/// One borrow: when, who, from which reserve, and how much of it is still out.
#[derive(Debug)]
struct Borrow {
    at: Timestamp,
    user: usize,
    index: ReserveIndex,
    amount: u64,
}

/// Every borrow so far.
#[derive(Debug, Default)]
pub(crate) struct Borrows(Vec<Borrow>);

impl Borrows {
    pub(crate) fn add(
        &mut self,
        at: Timestamp,
        user: usize,
        index: ReserveIndex,
        amount: TokenAmount,
    ) {
        let amount = amount.0;
        self.0.push(Borrow {
            at,
            user,
            index,
            amount,
        });
    }

    /// What a user repays of its own came back: the latest first.
    pub(crate) fn came_back(&mut self, user: usize, index: ReserveIndex, amount: TokenAmount) {
        let mut left = amount.0;
        for borrow in self.0.iter_mut().rev() {
            if borrow.user == user && borrow.index == index {
                let back = borrow.amount.min(left);
                borrow.amount -= back;
                left -= back;
            }
        }
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
        let own = self.0.iter().rev().filter(|borrow| borrow.index == index);
        for borrow in own {
            passed += u128::from(borrow.amount);
            let seconds = u128::from(world.now.since(borrow.at));
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
        prop_assert!(slot.fresh.amount <= slot.shares.0, "{slot:?}");
    }
    Ok(())
}
