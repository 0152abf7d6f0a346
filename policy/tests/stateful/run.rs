//! One history in progress: what a step does, and which invariants it has to keep.

use crate::amount::Amount;
use crate::common::{PUBLISHERS, RESERVES, World};
use crate::invariant::limit::{self, Borrows};
use crate::invariant::{accounting, feed, health, round_trip};
use crate::operation::{Kind, Operation};
use crate::tally::Tally;
use crate::{GROUP, USERS};
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{ReserveIndex, TokenAmount};
use proptest::test_runner::TestCaseError;
use proptest::{prop_assert, prop_assert_eq};

/// What the invariants say about a step.
pub(crate) type Verdict = Result<(), TestCaseError>;

/// The market and what its vaults hold by our own count of every token that moved.
pub(crate) struct Run {
    pub(crate) world: World,
    pub(crate) vaults: [i128; 3],
    borrows: Borrows,
}

impl Run {
    pub(crate) fn new(world: World) -> Self {
        let vaults = RESERVES.map(|index| i128::from(world.ledger(index).cash.0));
        Self {
            borrows: Borrows::of(&world),
            world,
            vaults,
        }
    }

    /// Does what `operation` says and checks everything that must hold after it.
    pub(crate) fn step(&mut self, operation: Operation, tally: &mut Tally) -> Verdict {
        let before = self.world.clone();
        match operation {
            Operation::Wait(seconds) => self.world.wait(seconds),
            Operation::QuoteAll => self.world.quote_all(),
            Operation::Quote(index, change_bps) => self.move_price(index, change_bps),
            Operation::Report(feed, publisher, score, width) => {
                // A muted publisher is refused.
                let _ = self.world.report(feed, publisher, score, width);
                health::untouched_by_the_feed(&before, &self.world)?;
            }
            Operation::Round { feed, score, last } => self.round(feed, score, last, tally)?,
            Operation::Advance(feed) => self.advance(feed, tally)?,
            Operation::Accrue(index) => {
                self.world.accrue(index);
                health::no_one_but(None, &before, &self.world)?;
            }
            Operation::Act(user, kind, index, amount) => {
                self.act(user, kind, index, amount, tally)?;
            }
            Operation::Liquidate(user, debt, collateral, amount) => {
                self.liquidate(user, debt, collateral, amount, tally)?;
            }
            Operation::CollectFees(index) => self.collect_fees(index, tally)?,
            Operation::Insure(index, amount) => {
                let amount = amount.resolve(&mut self.world, 0, Kind::Deposit, index);
                let now = self.world.now;
                if self.world.market().insure(index, amount, now).is_ok() {
                    self.count(index, amount, true);
                    health::no_one_but(None, &before, &self.world)?;
                }
            }
            Operation::Resolve(user, debt) => return self.resolve(user, debt, tally),
            Operation::Mark(user) => {
                // A stale price refuses it.
                let _ = self.world.mark(user);
                health::no_one_but(None, &before, &self.world)?;
            }
            Operation::Join(user, joins) => {
                let group = if joins { GROUP } else { 0 };
                if self.world.positions[user].join(group).is_ok() && joins {
                    tally.add("joined");
                }
            }
            Operation::Rooms(user, index) => rooms_are_exact(&mut self.world, user, index)?,
            Operation::RoundTrip(user, index, amount) => {
                round_trip::never_profits(&self.world, user, index, amount)?;
            }
        }
        tally.saw(&self.world);
        accounting::holds(&before, &self.world, &self.vaults)?;
        feed::is_no_milder_unless_advanced(&before, &self.world, operation)
    }

    fn move_price(&mut self, index: ReserveIndex, change_bps: i64) {
        let quote = &mut self.world.quotes[usize::from(index.0)];
        // Between a ten-thousandth of a dollar and a million dollars.
        *quote = (*quote + *quote / 10_000 * change_bps).clamp(10_000, 100_000_000_000_000);
        self.world.quote(index);
    }

    fn round(&mut self, feed: usize, score: u16, last: u16, tally: &mut Tally) -> Verdict {
        for publisher in 0..PUBLISHERS {
            let score = if publisher + 1 == PUBLISHERS {
                last
            } else {
                score
            };
            let _ = self.world.report(feed, publisher, score, 100);
        }
        self.advance(feed, tally)
    }

    fn advance(&mut self, feed: usize, tally: &mut Tally) -> Verdict {
        let before = self.world.clone();
        let agreed = self.world.advance(feed);
        tally.advanced(agreed.is_ok());
        health::untouched_by_the_feed(&before, &self.world)?;
        feed::is_moved_by_agreement_only(
            &before.feeds[feed],
            &self.world.feeds[feed],
            agreed,
            before.now,
        )
    }

    fn act(
        &mut self,
        user: usize,
        kind: Kind,
        index: ReserveIndex,
        amount: Amount,
        tally: &mut Tally,
    ) -> Verdict {
        let before = self.world.clone();
        let index = self.likely(user, kind, index);
        let amount = amount.resolve(&mut self.world, user, kind, index);
        let action = match kind {
            Kind::Deposit => Action::Deposit(index, amount),
            Kind::Withdraw => Action::Withdraw(index, amount),
            Kind::Borrow => Action::Borrow(index, amount),
            Kind::Repay => Action::Repay(index, amount),
        };
        let outcome = self.world.act(user, action);
        tally.acted(&outcome);
        let Ok(outcome) = outcome else {
            return Ok(());
        };
        let moved = match outcome {
            Outcome::Deposited(_) | Outcome::Borrowed(_) => amount,
            Outcome::Withdrawn(paid) | Outcome::Repaid(paid) => paid,
            Outcome::Liquidated(_) => unreachable!("no liquidation was asked for"),
        };
        let is_paid_in = matches!(kind, Kind::Deposit | Kind::Repay);
        self.count(index, moved, is_paid_in);
        match kind {
            Kind::Borrow => {
                self.borrows.add(before.now, user, index, moved);
                self.borrows.fit_every_window(&self.world, index)?;
            }
            Kind::Repay => self.borrows.came_back(before.now, user, index, moved),
            Kind::Deposit | Kind::Withdraw => {}
        }
        limit::fresh_is_held(&self.world)?;
        match kind {
            Kind::Deposit | Kind::Repay => health::no_one_but(None, &before, &self.world),
            Kind::Withdraw | Kind::Borrow => {
                health::no_one_but(Some(user), &before, &self.world)?;
                health::backs_its_debt(&mut self.world, user)
            }
        }
    }

    fn collect_fees(&mut self, index: ReserveIndex, tally: &mut Tally) -> Verdict {
        let (before, now) = (self.world.clone(), self.world.now);
        if let Ok((paid, _)) = self.world.market().collect_fees(index, now) {
            tally.add("fees collected");
            self.count(index, paid, false);
            health::no_one_but(None, &before, &self.world)?;
        }
        Ok(())
    }

    /// Depositors may lose by it, and no more than was written off and not borne by others.
    fn resolve(&mut self, user: usize, debt: usize, tally: &mut Tally) -> Verdict {
        let slots = self.world.positions[user].borrows;
        let Some(slot) = slots.iter().filter(|slot| !slot.shares.is_zero()).nth(debt) else {
            return Ok(());
        };
        self.world.accrue(slot.reserve);
        let before = self.world.clone();
        let Ok((written_off, loss)) = self.world.resolve(user, slot.reserve) else {
            prop_assert_eq!(&before.reserves, &self.world.reserves, "INV-8");
            return Ok(());
        };
        tally.add("written off");
        accounting::loss_is_shared(&before, &self.world, slot.reserve, written_off, loss)
    }

    /// The reserve that was drawn, or one in which the user has something to withdraw or repay.
    fn likely(&self, user: usize, kind: Kind, drawn: ReserveIndex) -> ReserveIndex {
        let position = &self.world.positions[user];
        let is_there = |index: &ReserveIndex| match kind {
            Kind::Withdraw => !position.deposit_shares(*index).is_zero(),
            Kind::Repay => !position.debt_shares(*index).is_zero(),
            Kind::Deposit | Kind::Borrow => true,
        };
        let others = RESERVES.into_iter().filter(is_there);
        Some(drawn)
            .into_iter()
            .filter(is_there)
            .chain(others)
            .next()
            .unwrap_or(drawn)
    }

    fn liquidate(
        &mut self,
        user: usize,
        debt: usize,
        collateral: usize,
        amount: Amount,
        tally: &mut Tally,
    ) -> Verdict {
        let position = &self.world.positions[user % USERS];
        let held = position
            .deposits
            .iter()
            .filter(|slot| !slot.shares.is_zero());
        let owed = position
            .borrows
            .iter()
            .filter(|slot| !slot.shares.is_zero());
        let (Some(debt), Some(collateral)) = (owed.clone().nth(debt), held.clone().nth(collateral))
        else {
            return Ok(());
        };
        let (debt, collateral) = (debt.reserve, collateral.reserve);
        let before = self.world.clone();
        let amount = amount.of_a_liquidation(&self.world, user, debt);
        let action = Action::Liquidate {
            debt,
            collateral,
            amount,
        };
        let outcome = self.world.act(user, action);
        tally.acted(&outcome);
        let moved = match outcome {
            Ok(Outcome::Liquidated(moved)) => moved,
            Ok(other) => unreachable!("a liquidation was asked for: {other:?}"),
            Err(error) => {
                return health::is_refused_for_a_reason(
                    &before,
                    user,
                    (debt, collateral),
                    amount,
                    error,
                );
            }
        };
        self.count(debt, moved.repaid, true);
        self.count(collateral, moved.paid(), false);
        tally.liquidated(&before, user, collateral, &moved);
        health::no_one_but(Some(user), &before, &self.world)?;
        health::is_improved(&before, &self.world, user, (debt, collateral), &moved)
    }

    fn count(&mut self, index: ReserveIndex, amount: TokenAmount, is_paid_in: bool) {
        let vault = &mut self.vaults[usize::from(index.0)];
        let amount = i128::from(amount.0);
        *vault += if is_paid_in { amount } else { -amount };
    }
}

/// What a view says may pass does, and a base unit more does not.
fn rooms_are_exact(world: &mut World, user: usize, index: ReserveIndex) -> Verdict {
    let (position, now) = (world.positions[user], world.now);
    let Ok(view) = world.market().view(&position, index, now) else {
        return Ok(());
    };
    for (room, action) in [
        (view.borrow_room, Action::Borrow as fn(_, _) -> _),
        (view.withdraw_room, Action::Withdraw as fn(_, _) -> _),
    ] {
        let passes = |amount: u64| {
            let action = action(index, TokenAmount(amount));
            world.clone().act(user, action).is_ok()
        };
        prop_assert!(room.is_zero() || passes(room.0), "{view:?}");
        prop_assert!(!passes(room.0 + 1), "{view:?}");
    }
    Ok(())
}
