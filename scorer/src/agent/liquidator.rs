//! Liquidators: they see a price, and some seconds later repay where it pays most.
//!
//! What a repayment would bring is found by applying it to a copy of the market: policy says what is seized, the book what
//! it sells for. Of each unhealthy position several sizes are tried, for a smaller sale slips less. Where nothing pays, the
//! position is marked, so that its bonus grows. What was sold settles after a while; capital is short until then.

use super::book::Venue;
use super::config::LiquidatorConfig;
use super::journal::{LiquidationRecord, LossRecord};
use super::pool::LENT;
use super::scene::Scene;
use super::units::whole_tokens;
use ballast_policy::action::{ALL, Liquidation};
use ballast_policy::unit::{ReserveIndex, TokenAmount};
use std::collections::VecDeque;

/// Unhealthy positions that one knows of, and of which it weighs the largest debts: dust must not hide the rest.
const KNOWS_OF: usize = 64;
const LOOKS_AT: usize = 12;
/// Sizes that are tried, as shares of all that is allowed.
const SIZES: [u64; 4] = [1, 2, 4, 8];
/// Seconds between a liquidation and the next one, and before it looks again at what did not pay.
const TURN: u64 = 1;
const LOOKS_AGAIN: u64 = 60;

/// Someone who liquidates.
#[derive(Debug)]
pub(super) struct Liquidator {
    pub(super) pool: usize,
    pub(super) account: usize,
    pub(super) latency: u64,
    /// Whether it has a look planned.
    pub(super) is_awake: bool,
    /// What will have settled, and when.
    settling: VecDeque<(u64, TokenAmount)>,
    gas: f64,
    least_profit: f64,
    settle_seconds: u64,
}

/// A liquidation that was tried on a copy.
struct Offer {
    victim: usize,
    collateral: ReserveIndex,
    amount: TokenAmount,
    profit: f64,
}

impl Liquidator {
    pub(super) fn join(number: usize, pool: usize, scene: &mut Scene<'_>, now: u64) -> Self {
        let LiquidatorConfig {
            capital,
            latency_seconds: (fastest, more),
            gas,
            least_profit,
            settle_seconds,
            ..
        } = scene.config.liquidators;
        let capital = scene.lent_for(pool, capital, now);
        let account = scene.pools[pool].join(now);
        scene.pools[pool].bring(account, LENT, capital);
        Self {
            pool,
            account,
            latency: fastest + more * number as u64,
            is_awake: false,
            settling: VecDeque::new(),
            gas,
            least_profit,
            settle_seconds,
        }
    }

    /// Takes the best there is; when it looks again, or that nothing is left to look at.
    pub(super) fn look(&mut self, scene: &mut Scene<'_>, now: u64) -> Option<u64> {
        self.settle(scene, now);
        let pool = &mut scene.pools[self.pool];
        let mut unhealthy = pool.unhealthy(KNOWS_OF, now);
        if unhealthy.is_empty() {
            return None;
        }
        unhealthy.sort_by_key(|victim| std::cmp::Reverse(pool.owed(*victim, now)));
        unhealthy.truncate(LOOKS_AT);
        let offers = unhealthy
            .iter()
            .filter_map(|victim| self.best_of(scene, *victim, now));
        let best = offers.max_by(|one, other| one.profit.total_cmp(&other.profit));
        let taken = best.filter(|offer| offer.profit >= self.least_profit);
        let Some(offer) = taken else {
            for victim in unhealthy {
                scene.pools[self.pool].mark(victim, now);
            }
            return Some(now + LOOKS_AGAIN);
        };
        self.take(scene, &offer, now);
        Some(now + TURN.max(self.latency))
    }

    /// Brings back what has settled.
    fn settle(&mut self, scene: &mut Scene<'_>, now: u64) {
        while let Some(&(at, amount)) = self.settling.front() {
            if at > now {
                break;
            }
            scene.pools[self.pool].bring(self.account, LENT, amount);
            self.settling.pop_front();
        }
    }

    /// The most profitable size for one position.
    fn best_of(&self, scene: &Scene<'_>, victim: usize, now: u64) -> Option<Offer> {
        let pool = &scene.pools[self.pool];
        let purse = pool.purse(self.account, LENT);
        if purse.is_zero() {
            return None;
        }
        let position = &pool.accounts[victim].position;
        let held = position
            .deposits
            .iter()
            .filter(|slot| !slot.shares.is_zero());
        let mut best: Option<Offer> = None;
        for collateral in held.map(|slot| slot.reserve) {
            let asset = usize::from(collateral.0);
            let venue = scene.venue(asset, now);
            // More than is allowed is refused: all of that, or what the purse holds where that is less.
            let Some(allowed) = pool.preview(victim, collateral, ALL, now) else {
                continue;
            };
            for size in SIZES {
                let amount = if size == 1 && allowed.repaid <= purse {
                    ALL
                } else {
                    TokenAmount(allowed.repaid.min(purse).0 / size)
                };
                let moved = pool.preview(victim, collateral, amount, now);
                let Some(moved) = moved else { continue };
                let profit = self.profit(scene, &venue, collateral, &moved, now);
                if best.as_ref().is_none_or(|best| profit > best.profit) {
                    best = Some(Offer {
                        victim,
                        collateral,
                        amount,
                        profit,
                    });
                }
            }
        }
        best
    }

    fn profit(
        &self,
        scene: &Scene<'_>,
        venue: &Venue,
        collateral: ReserveIndex,
        moved: &Liquidation,
        now: u64,
    ) -> f64 {
        let asset = usize::from(collateral.0);
        let pool = &scene.pools[self.pool];
        let tokens = whole_tokens(moved.paid(), pool.decimals[asset]);
        let paid = whole_tokens(moved.repaid, pool.decimals[0]) * scene.tape.price(0, now);
        scene.books[scene.place(self.pool, asset)].proceeds(venue, tokens) - paid - self.gas
    }

    fn take(&mut self, scene: &mut Scene<'_>, offer: &Offer, now: u64) {
        let Offer {
            victim,
            collateral,
            amount,
            ..
        } = *offer;
        let was_healthy = scene.is_healthy_at_true_price(self.pool, victim, now);
        let asset = usize::from(collateral.0);
        let venue = scene.venue(asset, now);
        let lent_price = scene.tape.price(0, now);
        let pool = &mut scene.pools[self.pool];
        let taken = pool.liquidate(self.account, victim, collateral, amount, now);
        let Ok(moved) = taken else { return };
        let oracle_gap = pool.shown[asset] / venue.price - 1.0;
        let repaid = whole_tokens(moved.repaid, pool.decimals[0]) * lent_price;
        let seized = whole_tokens(moved.seized, pool.decimals[asset]) * venue.price;
        let paid = whole_tokens(moved.paid(), pool.decimals[asset]) * venue.price;
        let before = pool.purse(self.account, LENT);
        let proceeds = scene.sell(self.pool, self.account, collateral, moved.paid(), now);
        let gained = scene.pools[self.pool].purse(self.account, LENT).0 - before.0;
        // The proceeds are on their way until they settle.
        let pool = &mut scene.pools[self.pool];
        let pending = pool.take(self.account, LENT, TokenAmount(gained));
        self.settling
            .push_back((now + self.settle_seconds, pending));
        pool.journal.liquidations.push(LiquidationRecord {
            at: now,
            reserve: asset,
            repaid,
            seized,
            slippage: if paid > 0.0 {
                1.0 - proceeds / paid
            } else {
                0.0
            },
            oracle_gap,
            was_healthy_at_true_price: was_healthy,
            profit: proceeds - repaid - self.gas,
        });
        write_off(scene, self.pool, victim, now);
    }
}

/// Writes off what `account` owes where nothing backs it any more.
pub(super) fn write_off(scene: &mut Scene<'_>, pool: usize, account: usize, now: u64) {
    let price = scene.tape.price(0, now);
    let pool = &mut scene.pools[pool];
    let decimals = pool.decimals[0];
    let Some((written_off, loss)) = pool.resolve(account, now) else {
        return;
    };
    let dollars = |amount| whole_tokens(amount, decimals) * price;
    pool.journal.losses.push(LossRecord {
        at: now,
        written_off: dollars(written_off),
        fees: dollars(loss.fees),
        insurance: dollars(loss.insurance),
        depositors: dollars(loss.depositors),
    });
}
