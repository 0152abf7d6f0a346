//! Depositors: slow to move, until little is left in the vault, others leave, or a loss was shared out.
//!
//! One leaves above a utilisation of its own, after a loss, or once so many others have left within six hours, here or, to the
//! degree that [`super::contagion::ContagionConfig::fear`] says, elsewhere; it asks for
//! everything, takes what there is, and asks again every few minutes until it has all. It returns when the rate pays and
//! the vault is full again. Supply is elastic: what is kept back is brought when the rate is twice what it wants.

use super::config::DepositorConfig;
use super::journal::WaitRecord;
use super::pool::{LENT, Pool};
use super::random::{Stream, exponential, log_normal, stream};
use super::scene::Scene;
use super::units::{DAY, HOUR, float, utilization, whole_floor};
use ballast_policy::action::ALL;
use ballast_policy::ledger::VIRTUAL;
use ballast_policy::market::Action;
use ballast_policy::unit::TokenAmount;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Seconds between two attempts of who waits for its money.
const RETRIES_EVERY: u64 = 300;
/// A share's price that fell by more than this was a loss.
const LOSS: f64 = 1e-6;
/// Below this utilisation the vault counts as full.
const FULL_BELOW: f64 = 0.85;

/// Someone who deposits.
#[derive(Debug)]
pub(super) struct Depositor {
    pub(super) pool: usize,
    pub(super) account: usize,
    weight: f64,
    leaves_above: f64,
    contagion: f64,
    wanted_rate: f64,
    looks_every: f64,
    returns_after: u64,
    best_share_price: f64,
    wait: Option<usize>,
    left_at: Option<u64>,
    random: ChaCha8Rng,
}

impl Depositor {
    pub(super) fn draw(seed: u64, number: usize, config: &DepositorConfig) -> Self {
        let mut random = stream(seed, Stream::Depositor, number);
        let between = |(from, until): (f64, f64), random: &mut ChaCha8Rng| {
            from + (until - from) * random.random_range(0.0..1.0)
        };
        Self {
            pool: 0,
            account: 0,
            weight: log_normal(1.0, 0.8, &mut random),
            leaves_above: between(config.leaves_above, &mut random),
            contagion: between(config.contagion, &mut random),
            wanted_rate: log_normal(config.wanted_rate, 0.5, &mut random),
            looks_every: config.look_seconds,
            returns_after: whole_floor(exponential(2.0 * float(DAY), &mut random)) + 6 * HOUR,
            best_share_price: 0.0,
            wait: None,
            left_at: None,
            random,
        }
    }

    pub(super) const fn weight(&self) -> f64 {
        self.weight
    }

    /// Deposits its part of `dollars`, of which a share is kept back.
    pub(super) fn join(&mut self, scene: &mut Scene<'_>, dollars: f64, kept_back: f64, now: u64) {
        let whole = scene.lent_for(self.pool, dollars, now);
        let first = scene.lent_for(self.pool, dollars * (1.0 - kept_back), now);
        let pool = &mut scene.pools[self.pool];
        self.account = pool.join(now);
        pool.bring(self.account, LENT, whole);
        let _ = pool.act(self.account, Action::Deposit(LENT, first), now);
    }

    pub(super) fn next_look(&mut self, now: u64) -> u64 {
        now + whole_floor(exponential(self.looks_every, &mut self.random)).clamp(60, DAY)
    }

    /// Looks, and moves its money where it sees a reason to; when it looks again. `elsewhere` is what it feels of other pools'
    /// trouble, as if so great a share of the deposits had left its own.
    pub(super) fn look(
        &mut self,
        scene: &mut Scene<'_>,
        (flight, elsewhere): (&mut Flight, f64),
        now: u64,
    ) -> u64 {
        let pool = &mut scene.pools[self.pool];
        let share_price = share_price(pool);
        let has_lost = share_price < self.best_share_price * (1.0 - LOSS);
        self.best_share_price = self.best_share_price.max(share_price);
        let used = utilization(&pool.reserves[0]);
        let held = pool.deposited(self.account, LENT);
        let has_left = flight.share(pool, now).max(elsewhere);
        let is_frightened = used > self.leaves_above || has_lost || has_left > self.contagion;
        if self.wait.is_some() || (is_frightened && !held.is_zero()) {
            if has_lost {
                // A loss is taken once: it comes back by the price of that day.
                self.best_share_price = share_price;
            }
            return self.leave(pool, flight, held, now);
        }
        if let Some(left_at) = self.left_at {
            if now >= left_at + self.returns_after && used < FULL_BELOW && !is_frightened {
                self.left_at = None;
                let _ = pool.act(self.account, Action::Deposit(LENT, ALL), now);
            }
        } else if pool.supply_rate() > 2.0 * self.wanted_rate && used < self.leaves_above {
            let kept = pool.purse(self.account, LENT);
            if !kept.is_zero() {
                let _ = pool.act(self.account, Action::Deposit(LENT, kept), now);
            }
        } else if pool.supply_rate() < 0.2 * self.wanted_rate && !held.is_zero() {
            let tenth = TokenAmount(held.0 / 10).min(pool.reserves[0].ledger.cash);
            if !tenth.is_zero() {
                let _ = pool.act(self.account, Action::Withdraw(LENT, tenth), now);
            }
        }
        self.next_look(now)
    }

    /// Takes out everything, or what there is, and waits for the rest.
    fn leave(&mut self, pool: &mut Pool, flight: &mut Flight, held: TokenAmount, now: u64) -> u64 {
        let (paid, is_all) = pool.withdraw_all(self.account, now);
        flight.note(paid, now);
        if is_all || pool.deposited(self.account, LENT).is_zero() {
            if let Some(wait) = self.wait.take() {
                pool.journal.waits[wait].until = Some(now);
            }
            self.left_at = Some(now);
            return self.next_look(now);
        }
        if self.wait.is_none() {
            let asked = pool.worth(LENT, held);
            pool.journal.waits.push(WaitRecord {
                from: now,
                until: None,
                asked,
            });
            self.wait = Some(pool.journal.waits.len() - 1);
        }
        now + RETRIES_EVERY + self.random.random_range(0..60)
    }
}

/// Who has left of late: what others see and follow.
#[derive(Debug, Default)]
pub(super) struct Flight {
    level: f64,
    at: u64,
}

impl Flight {
    const WINDOW_SECONDS: f64 = 21_600.0;

    fn note(&mut self, paid: TokenAmount, now: u64) {
        self.level = self.level_at(now) + float(paid.0);
        self.at = now;
    }

    /// What is remembered of it, falling by an e-th in six hours.
    fn level_at(&self, now: u64) -> f64 {
        let passed = float(now.saturating_sub(self.at));
        self.level * crate::number::exp(-passed / Self::WINDOW_SECONDS)
    }

    /// The share of the deposits that has left within six hours.
    pub(super) fn share(&self, pool: &Pool, now: u64) -> f64 {
        let left = self.level_at(now);
        let whole = left + pool.supplied();
        if whole > 0.0 { left / whole } else { 0.0 }
    }
}

/// What a share of the lent reserve is worth, base units.
fn share_price(pool: &Pool) -> f64 {
    let ledger = &pool.reserves[0].ledger;
    float(ledger.priced_assets()) / float(ledger.priced_shares().max(VIRTUAL))
}
