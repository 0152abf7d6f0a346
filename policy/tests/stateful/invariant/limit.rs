//! INV-27: what leaves in any window, less what its borrowers bring back within it, fits the limit and what drains
//! meanwhile, by a count of our own.

use crate::common::World;
use crate::run::Verdict;
use ballast_policy::limiter::UNLIMITED;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use proptest::prelude::*;

/// One borrow, or what a repayment of borrows of late brought back: when, which reserve, how much (out is positive).
#[derive(Debug)]
struct Flow {
    at: Timestamp,
    index: ReserveIndex,
    amount: i128,
}

/// What a user has borrowed from a reserve and not brought back yet.
#[derive(Debug)]
struct Out {
    user: usize,
    index: ReserveIndex,
    amount: u64,
}

/// Every borrow so far.
#[derive(Debug, Default)]
pub(crate) struct Borrows {
    flows: Vec<Flow>,
    out: Vec<Out>,
}

impl Borrows {
    /// What was borrowed of late before the history and its limits begin: its return gives room, its taking took none.
    pub(crate) fn of(world: &World) -> Self {
        let mut borrows = Self::default();
        for (user, position) in world.positions.iter().enumerate() {
            for slot in &position.borrows {
                borrows.out.push(Out {
                    user,
                    index: slot.reserve,
                    amount: slot.recent.amount,
                });
            }
        }
        borrows
    }

    pub(crate) fn add(
        &mut self,
        at: Timestamp,
        user: usize,
        index: ReserveIndex,
        amount: TokenAmount,
    ) {
        let out = amount.0;
        let amount = i128::from(out);
        self.flows.push(Flow { at, index, amount });
        self.out.push(Out {
            user,
            index,
            amount: out,
        });
    }

    /// What a user repays of its own borrows came back.
    pub(crate) fn came_back(
        &mut self,
        at: Timestamp,
        user: usize,
        index: ReserveIndex,
        amount: TokenAmount,
    ) {
        let mut left = amount.0;
        let own = |out: &&mut Out| out.user == user && out.index == index;
        for out in self.out.iter_mut().rev().filter(own) {
            let back = out.amount.min(left);
            out.amount -= back;
            left -= back;
        }
        let amount = i128::from(left) - i128::from(amount.0);
        self.flows.push(Flow { at, index, amount });
    }

    /// Whatever the regimes were and whenever they flipped: the calm capacity and its drain bound every window that ends
    /// now.
    pub(crate) fn fit_every_window(&self, world: &World, index: ReserveIndex) -> Verdict {
        let limit = &world.reserve(index).limits.outflow;
        let [capacity, ..] = limit.capacities;
        if capacity == UNLIMITED {
            return Ok(());
        }
        let mut passed = 0i128;
        for flow in self.flows.iter().rev().filter(|flow| flow.index == index) {
            passed += flow.amount;
            let seconds = i128::from(world.now.since(flow.at));
            let drained = i128::from(capacity) * seconds / i128::from(limit.window_seconds);
            prop_assert!(
                passed <= i128::from(capacity) + drained,
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
