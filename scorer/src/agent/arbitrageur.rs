//! The arbitrageur: it buys where the local book has been sold down and sells elsewhere at the market price, and the other way
//! round, with capital that is away for a while after each trade. So liquidations' impact fades as fast as capital is there.

use super::config::ArbitrageConfig;
use super::scene::Scene;
use crate::number::exp;
use std::collections::VecDeque;

/// Whoever closes gaps.
#[derive(Debug)]
pub(super) struct Arbitrageur {
    group: usize,
    config: ArbitrageConfig,
    free: f64,
    away: VecDeque<(u64, f64)>,
    /// Dollars earned in all.
    pub(super) earned: f64,
}

impl Arbitrageur {
    /// Who minds the `group`-th group of books.
    pub(super) fn new(config: &ArbitrageConfig, group: usize) -> Self {
        Self {
            group,
            free: config.capital,
            config: config.clone(),
            away: VecDeque::new(),
            earned: 0.0,
        }
    }

    /// Trades every book's gap down to what no longer pays, as far as the capital goes; when it looks again.
    pub(super) fn look(&mut self, scene: &mut Scene<'_>, now: u64) -> u64 {
        while self.away.front().is_some_and(|(at, _)| *at <= now) {
            self.free += self.away.pop_front().map_or(0.0, |(_, capital)| capital);
        }
        let assets = scene.config.assets.len();
        for asset in 1..assets {
            self.close(scene, (self.group * assets + asset, asset), now);
        }
        now + self.config.latency_seconds
    }

    fn close(&mut self, scene: &mut Scene<'_>, (place, asset): (usize, usize), now: u64) {
        let least = self.config.least_gap;
        let gap = scene.books[place].displacement(now);
        if gap.abs() <= least || self.free <= 0.0 {
            return;
        }
        let venue = scene.venue(asset, now);
        let book = &mut scene.books[place];
        let impact = 0.005 / venue.depth;
        if gap > 0.0 {
            let wanted = (exp(-least) - exp(-gap)) / impact;
            let spent = wanted.min(self.free);
            let tokens = book.buy(&venue, spent);
            self.earn(tokens * venue.price - spent, spent, now);
        } else {
            // Selling what is bought elsewhere at the true price.
            let wanted = (-least - gap) / impact;
            let spent = wanted.min(self.free);
            let proceeds = book.sell(&venue, spent / venue.price);
            self.earn(proceeds - spent, spent, now);
        }
    }

    fn earn(&mut self, profit: f64, spent: f64, now: u64) {
        self.earned += profit;
        self.free -= spent;
        self.away
            .push_back((now + self.config.settle_seconds, spent));
    }
}
