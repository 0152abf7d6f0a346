//! The attacker's moves, one plan at a time.

use super::super::pool::{LENT, reserve_index};
use super::super::scene::Scene;
use super::super::units::{HOUR, tokens_floor, whole_tokens};
use super::{AttackKind, AttackOutcome, AttackPlan};
use ballast_policy::action::ALL;
use ballast_policy::market::Action;
use ballast_policy::unit::{ReserveIndex, TokenAmount};

/// Seconds between two borrowings of a push.
const PRESSES_EVERY: u64 = 60;

/// Someone with a plan.
#[derive(Debug)]
pub(in crate::agent) struct Attacker {
    plan: AttackPlan,
    start: u64,
    /// With collateral and debt; and with deposits of what is lent.
    accounts: [usize; 2],
    entered_at_price: f64,
    tokens: f64,
    borrowed: f64,
    /// How it ended, once it has.
    pub(in crate::agent) outcome: Option<AttackOutcome>,
}

impl Attacker {
    pub(in crate::agent) fn join(plan: &AttackPlan, scene: &mut Scene<'_>, start: u64) -> Self {
        let accounts = [(); 2].map(|()| scene.pools[0].join(start));
        Self {
            plan: *plan,
            start,
            accounts,
            entered_at_price: 0.0,
            tokens: 0.0,
            borrowed: 0.0,
            outcome: None,
        }
    }

    /// When it enters.
    pub(in crate::agent) fn enters_at(&self) -> u64 {
        self.start + self.plan.at.saturating_sub(self.plan.lead)
    }

    /// The next move; when the one after that is due.
    pub(in crate::agent) fn act(&mut self, scene: &mut Scene<'_>, now: u64) -> Option<u64> {
        let strikes = self.start + self.plan.at;
        let leaves = strikes + self.plan.hold;
        let judged = leaves + HOUR;
        if self.tokens == 0.0 {
            self.enter(scene, now);
            return Some(strikes.max(now + 1));
        }
        if now >= judged {
            self.judge(scene, now);
            return None;
        }
        if now >= leaves {
            self.leave(scene, now);
            return Some(judged);
        }
        self.strike(scene, now <= strikes, now);
        match self.plan.kind {
            AttackKind::OraclePush => Some((now + PRESSES_EVERY).min(leaves)),
            AttackKind::UtilizationSqueeze | AttackKind::PublisherCapture => Some(leaves),
        }
    }

    /// Puts up its collateral, bought elsewhere at the true price.
    fn enter(&mut self, scene: &mut Scene<'_>, now: u64) {
        let collateral = self.collateral();
        let price = scene.tape.price(self.plan.reserve, now);
        let lent = scene.lent_for(0, self.plan.amount, now);
        let pool = &mut scene.pools[0];
        let decimals = pool.decimals[self.plan.reserve];
        let amount = tokens_floor(self.plan.own, price, decimals);
        self.tokens = whole_tokens(amount, decimals).max(f64::MIN_POSITIVE);
        self.entered_at_price = price;
        let [borrows, deposits] = self.accounts;
        pool.bring(borrows, collateral, amount);
        // Limits of inflow may refuse it: then what they let in.
        let mut tranche = amount;
        while !tranche.is_zero()
            && pool
                .act(borrows, Action::Deposit(collateral, tranche), now)
                .is_err()
        {
            tranche = TokenAmount(tranche.0 / 2);
        }
        let purse = if self.plan.kind == AttackKind::UtilizationSqueeze {
            deposits
        } else {
            borrows
        };
        pool.bring(purse, LENT, lent);
    }

    fn strike(&mut self, scene: &mut Scene<'_>, is_first: bool, now: u64) {
        let [borrows, deposits] = self.accounts;
        if is_first && self.plan.kind == AttackKind::UtilizationSqueeze {
            let _ = scene.pools[0].act(deposits, Action::Deposit(LENT, ALL), now);
        }
        if is_first && self.plan.kind == AttackKind::OraclePush {
            scene.buy(0, borrows, self.collateral(), self.plan.amount, now);
            return;
        }
        let pool = &mut scene.pools[0];
        let room = pool.view(borrows, LENT, now).borrow_room;
        if room.is_zero() {
            return;
        }
        if let Ok(granted) = pool.act(borrows, Action::Borrow(LENT, room), now) {
            self.borrowed += pool.worth(LENT, granted);
        }
    }

    /// A push sells what it bought; a squeeze repays and withdraws; a capture just waits.
    fn leave(&self, scene: &mut Scene<'_>, now: u64) {
        let [borrows, deposits] = self.accounts;
        match self.plan.kind {
            AttackKind::OraclePush => {
                let bought = scene.pools[0].purse(borrows, self.collateral());
                scene.sell(0, borrows, self.collateral(), bought, now);
            }
            AttackKind::UtilizationSqueeze => {
                let pool = &mut scene.pools[0];
                let owed = pool.owed(borrows, now);
                let held = pool.purse(borrows, LENT);
                // Interest is paid from outside, and counted as spent.
                let missing = TokenAmount(owed.0.saturating_sub(held.0));
                pool.bring(borrows, LENT, missing);
                if !owed.is_zero() {
                    let _ = pool.act(borrows, Action::Repay(LENT, owed), now);
                }
                let _ = pool.act(deposits, Action::Withdraw(LENT, ALL), now);
                let spent = pool.worth(LENT, missing);
                let back = scene.lent_for(0, spent, now);
                scene.pools[0].take(deposits, LENT, back);
            }
            AttackKind::PublisherCapture => {}
        }
    }

    fn judge(&mut self, scene: &mut Scene<'_>, now: u64) {
        let [borrows, deposits] = self.accounts;
        let price = scene.tape.price(self.plan.reserve, now);
        let lent_price = scene.tape.price(0, now);
        let pool = &scene.pools[0];
        let held = pool.deposited(borrows, self.collateral());
        let held = whole_tokens(held, pool.decimals[self.plan.reserve]) * price;
        let owed = whole_tokens(pool.owed(borrows, now), pool.decimals[0]) * lent_price;
        let lent = whole_tokens(pool.deposited(deposits, LENT), pool.decimals[0]) * lent_price;
        let purses = scene.purse_worth(0, borrows, now) + scene.purse_worth(0, deposits, now);
        let hedge = self.tokens * (self.entered_at_price - price);
        self.outcome = Some(AttackOutcome {
            profit: purses + lent + (held - owed).max(0.0) + hedge - self.plan.capital(),
            borrowed: self.borrowed,
            uncovered: (owed - held).max(0.0),
        });
    }

    fn collateral(&self) -> ReserveIndex {
        reserve_index(self.plan.reserve)
    }
}
