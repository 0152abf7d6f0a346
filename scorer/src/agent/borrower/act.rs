//! What a borrower does when it looks.

use super::super::pool::{LENT, Pool, reserve_index};
use super::super::scene::Scene;
use super::super::units::{DAY, dollars, tokens_floor};
use super::{Borrower, Kind};
use ballast_policy::health::{Health, Purpose};
use ballast_policy::market::Action;
use ballast_policy::unit::TokenAmount;
use rand::Rng;

/// No one borrows less than this, dollars.
const LEAST_LOAN: f64 = 50.0;
/// How far under its trigger a top-up brings the debt, as a share of the liquidation limit.
const TOPS_UP_BY: f64 = 0.1;
/// At so many times the rate that it bears, even the passive closes its position.
const UNBEARABLE: f64 = 3.0;
/// Chance that someone who could borrow more does so when it looks.
const WANTS_MORE: f64 = 0.1;

impl Borrower {
    /// Brings its collateral in and borrows; whether it came at all: a newcomer does not where terms are worse than it needs.
    pub(in crate::agent) fn join(
        &mut self,
        scene: &mut Scene<'_>,
        chooses: bool,
        now: u64,
    ) -> bool {
        let collateral = reserve_index(self.profile.collateral);
        let price = scene.tape.price(self.profile.collateral, now);
        let pool = &mut scene.pools[self.pool];
        if chooses && !self.accepts(pool, now) {
            return false;
        }
        self.account = pool.join(now);
        let decimals = pool.decimals[self.profile.collateral];
        let amount = tokens_floor(self.profile.worth, price, decimals);
        let spare = tokens_floor(
            self.profile.worth * self.profile.reserve / 2.0,
            price,
            decimals,
        );
        pool.bring(self.account, collateral, amount);
        if pool
            .act(self.account, Action::Deposit(collateral, amount), now)
            .is_err()
        {
            pool.take(self.account, collateral, amount);
            return false;
        }
        pool.bring(self.account, collateral, spare);
        let spare = scene.lent_for(
            self.pool,
            self.profile.worth * self.profile.reserve / 2.0,
            now,
        );
        scene.pools[self.pool].bring(self.account, LENT, spare);
        self.borrow(scene, now);
        true
    }

    fn accepts(&self, pool: &Pool, now: u64) -> bool {
        let reserve = &pool.reserves[self.profile.collateral];
        let effective = pool.effective(self.profile.collateral, now);
        let offered =
            f64::from(reserve.view(effective).opening_ltv_floor(0, timestamp(now))) / 10_000.0;
        offered >= self.profile.needs_ltv && pool.borrow_rate() <= self.profile.bears_rate
    }

    /// Looks, and acts where it sees a reason to; when it looks again, or never.
    pub(in crate::agent) fn look(&mut self, scene: &mut Scene<'_>, now: u64) -> Option<u64> {
        let pool = &mut scene.pools[self.pool];
        if pool.is_empty(self.account) {
            return None;
        }
        if now >= self.closes_at && self.close(scene, now) {
            return None;
        }
        let pool = &mut scene.pools[self.pool];
        pool.retrigger(self.account, now);
        let health = pool.health(self.account, Purpose::Liquidating, now);
        let limit = dollars(health.liquidation_limit);
        let danger = if limit > 0.0 {
            dollars(health.debt) / limit
        } else {
            0.0
        };
        if self.is_burnt {
            self.unwind(scene, now);
            return Some(self.next_look(now));
        }
        match self.profile.kind {
            Kind::Passive => {}
            Kind::TopUp => {
                if let Some(at) = self.top_up(scene, &health, danger, now) {
                    return Some(at);
                }
            }
            Kind::Flee => self.flee(scene, danger, now),
            Kind::Loop => self.turn_loop(scene, danger, now),
        }
        self.mind_the_rate(scene, danger, now);
        Some(self.next_look(now))
    }

    /// Acts once its time to react has passed; until then, when that is.
    fn top_up(
        &mut self,
        scene: &mut Scene<'_>,
        health: &Health,
        danger: f64,
        now: u64,
    ) -> Option<u64> {
        if danger <= self.profile.acts_above {
            self.reacts_at = None;
            return None;
        }
        let at = *self.reacts_at.get_or_insert(now + self.profile.reacts_in);
        if at > now {
            return Some(at);
        }
        self.reacts_at = None;
        let wanted = (self.profile.acts_above - TOPS_UP_BY) * dollars(health.liquidation_limit);
        let amount = scene.lent_for(self.pool, dollars(health.debt) - wanted, now);
        let pool = &mut scene.pools[self.pool];
        let repaid = amount.min(pool.purse(self.account, LENT));
        if !repaid.is_zero() {
            let _ = pool.act(self.account, Action::Repay(LENT, repaid), now);
        }
        let collateral = reserve_index(self.profile.collateral);
        let spare = pool.purse(self.account, collateral);
        if repaid < amount && !spare.is_zero() {
            let _ = pool.act(self.account, Action::Deposit(collateral, spare), now);
        }
        None
    }

    /// Repays half when the rate is more than it bears; perhaps asks for more when it is far less.
    fn mind_the_rate(&mut self, scene: &mut Scene<'_>, danger: f64, now: u64) {
        let wants_more = self.random.random_bool(WANTS_MORE);
        let pool = &mut scene.pools[self.pool];
        let rate = pool.borrow_rate();
        if rate > UNBEARABLE * self.profile.bears_rate {
            // Where its collateral is lent out or halted it tries again.
            self.close(scene, now);
        } else if rate > self.profile.bears_rate && self.profile.kind != Kind::Passive {
            let half = TokenAmount(pool.owed(self.account, now).0 / 2);
            self.repay(pool, half, now);
        } else if wants_more
            && rate < 0.8 * self.profile.bears_rate
            && danger < self.profile.acts_above
        {
            self.borrow(scene, now);
        }
    }

    pub(super) fn repay(&self, pool: &mut Pool, amount: TokenAmount, now: u64) {
        let owed = pool.owed(self.account, now);
        let amount = amount.min(owed).min(pool.purse(self.account, LENT));
        if !amount.is_zero() {
            let _ = pool.act(self.account, Action::Repay(LENT, amount), now);
        }
    }

    /// Asks for what calm terms would allow, then for what there is; keeps a part at hand and spends the rest outside.
    pub(super) fn borrow(&mut self, scene: &mut Scene<'_>, now: u64) {
        let pool = &mut scene.pools[self.pool];
        let health = pool.health(self.account, Purpose::Opening, now);
        let calm = pool.reserves[self.profile.collateral]
            .config
            .opening_ltv
            .calm_bps;
        let calm = f64::from(calm) / 10_000.0;
        let wanted =
            self.profile.leverage * calm * dollars(health.collateral) - dollars(health.debt);
        if wanted < LEAST_LOAN {
            return;
        }
        let asked = scene.lent_for(self.pool, wanted, now);
        let pool = &mut scene.pools[self.pool];
        let granted = match pool.act(self.account, Action::Borrow(LENT, asked), now) {
            Ok(granted) => granted,
            Err(_) => self.borrow_what_there_is(scene, now),
        };
        let pool = &mut scene.pools[self.pool];
        let given = pool.worth(LENT, granted);
        if given > 0.0 {
            pool.journal.granted_borrowings.push((now, given));
        }
        let was_counted = self.refused_at.is_some_and(|at| now < at + DAY);
        if wanted - given >= LEAST_LOAN && !was_counted {
            self.refused_at = Some(now);
            pool.journal.refused_borrowings.push((now, wanted - given));
        }
        if self.profile.kind != Kind::Loop {
            let spent = pool.worth(LENT, granted) * (1.0 - self.profile.keeps);
            let spent = scene.lent_for(self.pool, spent, now);
            scene.pools[self.pool].take(self.account, LENT, spent);
        }
    }

    fn borrow_what_there_is(&self, scene: &mut Scene<'_>, now: u64) -> TokenAmount {
        let least = scene.lent_for(self.pool, LEAST_LOAN, now);
        let pool = &mut scene.pools[self.pool];
        let room = pool.view(self.account, LENT, now).borrow_room;
        if room < least {
            return TokenAmount::ZERO;
        }
        let granted = pool.act(self.account, Action::Borrow(LENT, room), now);
        granted.unwrap_or(TokenAmount::ZERO)
    }
}

const fn timestamp(now: u64) -> ballast_policy::unit::Timestamp {
    ballast_policy::unit::Timestamp(now)
}
