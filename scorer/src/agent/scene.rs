//! What agents act in: the pools, and the world outside them.

use super::book::{Book, Venue};
use super::config::SimulationConfig;
use super::contagion::ContagionConfig;
use super::oracle::Oracle;
use super::pool::{LENT, Pool, reserve_index};
use super::tape::Tape;
use super::units::{dollars, float, tokens_floor, whole_floor, whole_tokens};
use ballast_policy::health::Purpose;
use ballast_policy::market::{Market, Reserve};
use ballast_policy::position::Position;
use ballast_policy::price::{CachedPrice, PriceRules, Quote};
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};

/// Pools, books, oracles, tape.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) config: &'a SimulationConfig,
    pub(super) tape: &'a Tape,
    pub(super) contagion: ContagionConfig,
    /// By asset, where pools have them in common; else by pool, then by asset.
    pub(super) books: Vec<Book>,
    /// As the books.
    pub(super) oracles: Vec<Oracle>,
    pub(super) pools: Vec<Pool>,
}

impl Scene<'_> {
    /// Where the book and the oracle of `asset` are that `pool` trades and is priced by.
    pub(super) fn place(&self, pool: usize, asset: usize) -> usize {
        if self.contagion.common_books {
            asset
        } else {
            pool * self.config.assets.len() + asset
        }
    }

    /// What the local book of `asset` stands in at `now`.
    pub(super) fn venue(&self, asset: usize, now: u64) -> Venue {
        Venue {
            price: self.tape.price(asset, now),
            depth: self.config.book.share_of_depth * self.tape.depth(asset, now),
            now,
        }
    }

    /// Publishes what oracles have to say into the pools; by pool, whether it took a price.
    pub(super) fn poll_oracles(&mut self, now: u64) -> Vec<bool> {
        let mut is_shown = vec![false; self.pools.len()];
        let assets = self.config.assets.len();
        let since = now.saturating_sub(self.tape.start());
        for (place, oracle) in self.oracles.iter_mut().enumerate() {
            let asset = place % assets;
            let Some(quote) = oracle.poll(self.tape, asset, &self.books[place], now) else {
                continue;
            };
            for (number, pool) in self.pools.iter_mut().enumerate() {
                let is_its_own = self.contagion.common_books || number == place / assets;
                if is_its_own && !self.contagion.is_failing(number, since) {
                    is_shown[number] |= pool.show(asset, &quote, oracle.price(), now);
                }
            }
        }
        is_shown
    }

    /// Sells up to `amount` of a purse's tokens on the local book into what is lent; the dollars that it brought.
    pub(super) fn sell(
        &mut self,
        pool: usize,
        account: usize,
        reserve: ReserveIndex,
        amount: TokenAmount,
        now: u64,
    ) -> f64 {
        let asset = usize::from(reserve.0);
        let venue = self.venue(asset, now);
        let taken = self.pools[pool].take(account, reserve, amount);
        let tokens = whole_tokens(taken, self.pools[pool].decimals[asset]);
        let place = self.place(pool, asset);
        let proceeds = self.books[place].sell(&venue, tokens);
        let lent = self.lent_for(pool, proceeds, now);
        self.pools[pool].bring(account, LENT, lent);
        proceeds
    }

    /// Buys tokens on the local book for up to `dollars` of what a purse holds of the lent asset.
    pub(super) fn buy(
        &mut self,
        pool: usize,
        account: usize,
        reserve: ReserveIndex,
        dollars: f64,
        now: u64,
    ) -> TokenAmount {
        let asset = usize::from(reserve.0);
        let venue = self.venue(asset, now);
        let wanted = self.lent_for(pool, dollars, now);
        let paid = self.pools[pool].take(account, LENT, wanted);
        let price = self.tape.price(0, now);
        let spent = whole_tokens(paid, self.pools[pool].decimals[0]) * price;
        let place = self.place(pool, asset);
        let bought = self.books[place].buy(&venue, spent);
        let amount = tokens_floor(bought, 1.0, self.pools[pool].decimals[asset]);
        self.pools[pool].bring(account, reserve, amount);
        amount
    }

    /// `dollars` in base units of what is lent, rounded down.
    pub(super) fn lent_for(&self, pool: usize, dollars: f64, now: u64) -> TokenAmount {
        tokens_floor(
            dollars,
            self.tape.price(0, now),
            self.pools[pool].decimals[0],
        )
    }

    /// What a purse is worth at true prices, dollars.
    pub(super) fn purse_worth(&self, pool: usize, account: usize, now: u64) -> f64 {
        let pool = &self.pools[pool];
        let worth = pool.accounts[account].purse.iter().enumerate();
        worth
            .map(|(asset, amount)| {
                whole_tokens(TokenAmount(*amount), pool.decimals[asset])
                    * self.tape.price(asset, now)
            })
            .sum()
    }

    /// Whether an account would be healthy if oracles told the true prices of now.
    pub(super) fn is_healthy_at_true_price(&self, pool: usize, account: usize, now: u64) -> bool {
        let pool = &self.pools[pool];
        let mut reserves = pool.reserves.clone();
        for (asset, reserve) in reserves.iter_mut().enumerate() {
            reserve.price = true_price(
                self.tape.price(asset, now),
                pool.decimals[asset],
                reserve,
                now,
            );
        }
        let mut feeds = pool.feeds.clone();
        let mut flows = pool.flows;
        let market = Market {
            reserves: &mut reserves,
            feeds: &mut feeds,
            limits: &pool.limits,
            flows: &mut flows,
        };
        let position = &pool.accounts[account].position;
        let health = market.health(position, Purpose::Liquidating, Timestamp(now));
        health.is_ok_and(|health| !health.is_unhealthy())
    }

    /// Dollars that a newcomer with `worth` dollars of `asset` could borrow now for each of them; zero where its deposit is
    /// refused.
    pub(super) fn capacity(&mut self, pool: usize, asset: usize, worth: f64, now: u64) -> f64 {
        let price = self.tape.price(asset, now);
        let pool = &mut self.pools[pool];
        let (mut reserves, mut feeds, mut flows) =
            (pool.reserves.clone(), pool.feeds.clone(), pool.flows);
        let mut market = Market {
            reserves: &mut reserves,
            feeds: &mut feeds,
            limits: &pool.limits,
            flows: &mut flows,
        };
        let mut position = Position::default();
        let amount = tokens_floor(worth, price, pool.decimals[asset]);
        let deposit = ballast_policy::market::Action::Deposit(reserve_index(asset), amount);
        if market
            .apply(&mut position, deposit, Timestamp(now))
            .is_err()
        {
            return 0.0;
        }
        let view = market
            .view(&position, LENT, Timestamp(now))
            .unwrap_or_default();
        whole_tokens(view.borrow_room, pool.decimals[0]) * self.tape.price(0, now) / worth
    }

    /// Debt that no collateral covers, and all collateral, dollars.
    pub(super) fn uncovered(&mut self, pool: usize, now: u64) -> (f64, f64) {
        let pool = &mut self.pools[pool];
        let (mut uncovered, mut collateral) = (0.0, 0.0);
        for account in pool.triggers.accounts() {
            let health = pool.health(account, Purpose::Liquidating, now);
            uncovered += (dollars(health.debt) - dollars(health.collateral)).max(0.0);
            collateral += dollars(health.collateral);
        }
        (uncovered, collateral)
    }
}

/// The true price as policy would hold it, with the margin that the oracle's price has now; the reserve's own where it cannot
/// be held.
fn true_price(price: f64, decimals: u8, reserve: &Reserve, now: u64) -> CachedPrice {
    let CachedPrice { mid, high, .. } = reserve.price;
    let margin = float(high.0.saturating_sub(mid.0)) / float(mid.0.max(1));
    let quote = Quote {
        price: whole_floor((price * 1e8).round()).cast_signed(),
        confidence: whole_floor(price * 1e8 * margin),
        exponent: -8,
        published_at: now.cast_signed(),
        average: 0,
    };
    let mut cached = CachedPrice::default();
    let rules = PriceRules {
        max_confidence_bps: 1_000,
        confidence_multiple: 1,
        ..reserve.config.price
    };
    match cached.update(&quote, decimals, &rules, Timestamp(now)) {
        Ok(()) => cached,
        Err(_) => reserve.price,
    }
}
