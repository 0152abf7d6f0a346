//! Getting out: of debt, of a loop, of the pool.

use super::super::pool::{LENT, reserve_index};
use super::super::scene::Scene;
use super::Borrower;
use ballast_policy::action::ALL;
use ballast_policy::market::Action;
use ballast_policy::unit::TokenAmount;

/// A looper sells above this share of its liquidation limit, and buys again below that one.
const UNWINDS_ABOVE: f64 = 0.95;
const LOOPS_BELOW: f64 = 0.75;

impl Borrower {
    /// Repays everything with tokens from outside and takes its collateral; whether that went through.
    pub(super) fn close(&self, scene: &mut Scene<'_>, now: u64) -> bool {
        let pool = &mut scene.pools[self.pool];
        let owed = pool.owed(self.account, now);
        let held = pool.purse(self.account, LENT);
        pool.bring(
            self.account,
            LENT,
            TokenAmount(owed.0.saturating_sub(held.0)),
        );
        if !owed.is_zero()
            && pool
                .act(self.account, Action::Repay(LENT, owed), now)
                .is_err()
        {
            return false;
        }
        let collateral = reserve_index(self.profile.collateral);
        let left = pool.deposited(self.account, collateral);
        left.is_zero()
            || pool
                .act(self.account, Action::Withdraw(collateral, ALL), now)
                .is_ok()
    }

    /// Repays what it can and leaves when it owes nothing.
    pub(super) fn flee(&self, scene: &mut Scene<'_>, danger: f64, now: u64) {
        let pool = &mut scene.pools[self.pool];
        let score = f64::from(pool.effective(self.profile.collateral, now).score.0) / 100.0;
        let is_afraid = danger > self.profile.acts_above
            || score >= self.profile.fears
            || pool.borrow_rate() > 2.0 * self.profile.bears_rate;
        if !is_afraid {
            return;
        }
        self.repay(pool, ALL, now);
        if pool.owed(self.account, now).is_zero() {
            let collateral = reserve_index(self.profile.collateral);
            let _ = pool.act(self.account, Action::Withdraw(collateral, ALL), now);
        }
    }

    /// Sells collateral to repay where the buffer is thin; borrows to buy more where it is wide.
    pub(super) fn turn_loop(&mut self, scene: &mut Scene<'_>, danger: f64, now: u64) {
        let collateral = reserve_index(self.profile.collateral);
        if danger > UNWINDS_ABOVE {
            self.deleverage(scene, now);
        } else if danger > 0.0 && danger < LOOPS_BELOW * self.profile.leverage {
            let before = scene.pools[self.pool].purse(self.account, LENT);
            self.borrow(scene, now);
            let after = scene.pools[self.pool].purse(self.account, LENT);
            let gained = TokenAmount(after.0.saturating_sub(before.0));
            let spent = scene.pools[self.pool].worth(LENT, gained);
            let bought = scene.buy(self.pool, self.account, collateral, spent, now);
            if !bought.is_zero() {
                let _ = scene.pools[self.pool].act(
                    self.account,
                    Action::Deposit(collateral, bought),
                    now,
                );
            }
        }
    }

    /// Repays out of its purse and what collateral it can take out and sell.
    fn deleverage(&self, scene: &mut Scene<'_>, now: u64) {
        let collateral = reserve_index(self.profile.collateral);
        self.repay(&mut scene.pools[self.pool], ALL, now);
        let pool = &mut scene.pools[self.pool];
        let room = pool.view(self.account, collateral, now).withdraw_room;
        if !room.is_zero()
            && let Ok(out) = pool.act(self.account, Action::Withdraw(collateral, room), now)
        {
            scene.sell(self.pool, self.account, collateral, out, now);
        }
        let spare = scene.pools[self.pool].purse(self.account, collateral);
        scene.sell(self.pool, self.account, collateral, spare, now);
        self.repay(&mut scene.pools[self.pool], ALL, now);
    }

    /// Deleverages until nothing is owed, then takes its collateral out.
    pub(super) fn unwind(&self, scene: &mut Scene<'_>, now: u64) {
        if !scene.pools[self.pool].owed(self.account, now).is_zero() {
            self.deleverage(scene, now);
        }
        let pool = &mut scene.pools[self.pool];
        if pool.owed(self.account, now).is_zero() {
            let collateral = reserve_index(self.profile.collateral);
            let _ = pool.act(self.account, Action::Withdraw(collateral, ALL), now);
        }
    }
}
