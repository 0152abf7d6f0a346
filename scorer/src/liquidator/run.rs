//! The liquidator, from look to look.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::Serialize;
use solana_address::Address;
use tokio_util::sync::CancellationToken;

use super::read::{Positions, newest, purse};
use super::take::Taker;
use super::work::instructions;
use super::{
    Candidate, Judged, LiquidatorConfig, Offer, Purse, Refused, Taken, TakenOutcome, judge,
};
use crate::backoff::{Doubling, Rests};
use crate::keeper::{Books, Keeper, KeeperError, KeeperMetrics, Pulse, Reader, Scene, keep};
use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::send::Sender;

/// What a look found and led to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Look {
    /// The slot that was looked at.
    pub slot: u64,
    /// Positions that owe something.
    pub positions: usize,
    /// How many of them are past their limit at the newest prices.
    pub unhealthy: usize,
    /// Offers that pay less than the least, and are left alone.
    pub unprofitable: Vec<Offer>,
    /// Unhealthy positions with which nothing can be done, each with why.
    pub stuck: Vec<(String, Refused)>,
    /// Offers that were taken, each with its end.
    pub taken: Vec<Taken>,
}

/// A liquidator.
#[derive(Debug)]
pub struct Liquidator {
    config: LiquidatorConfig,
    market: Address,
    reader: Reader,
    pulse: Pulse,
    taker: Taker,
    metrics: KeeperMetrics,
    positions: Positions,
    /// Positions that failed and are left alone for a while.
    resting: Rests<Address>,
}

/// A market as it stands, and what may be spent on it.
struct Stall<'a> {
    scene: &'a Scene,
    /// The market's books with the newest prices.
    books: &'a Books,
    purse: Purse,
}

impl Liquidator {
    /// A liquidator with its key; nothing is asked of the chain yet.
    ///
    /// # Errors
    /// Settings that cannot work, or a key that cannot be read.
    pub async fn new(config: LiquidatorConfig, is_dry: bool) -> Result<Self, KeeperError> {
        config.check()?;
        let (endpoints, market) = (Endpoints::new(&config.rpc)?, config.market.parsed()?);
        let reader = Reader::new(endpoints.clone(), market, &config.oracle)?;
        let sender = Sender::new(endpoints, config.fee.clone(), config.confirm.clone())?;
        let key = SigningKey::load(&config.key).await?;
        let taker = Taker::new(&config, sender, key, is_dry)?;
        let first = Duration::from_millis(config.scan.every_ms);
        let most = Duration::from_secs(config.scan.rest_most_seconds);
        Ok(Self {
            pulse: config.market.pulse(),
            config,
            market,
            reader,
            taker,
            metrics: KeeperMetrics::default(),
            positions: Positions::default(),
            resting: Rests::new(Doubling::new(first, most)),
        })
    }

    /// What it counts.
    pub fn metrics(&self) -> &KeeperMetrics {
        &self.metrics
    }

    /// Looks once and takes what pays.
    ///
    /// # Errors
    /// The market cannot be read, or its chain stands. What an offer meets is its outcome.
    pub async fn look(&mut self, stop: &CancellationToken) -> Result<Look, KeeperError> {
        let (endpoints, key) = (self.reader.endpoints().clone(), self.taker.address());
        let (market, scan) = (self.market, &self.config.scan);
        self.positions.read(&endpoints, &market, scan).await?;
        let scene = self.reader.read().await?;
        self.metrics.set_slot(scene.clock.slot);
        self.pulse.beat(scene.clock.slot, Instant::now())?;
        let mut stall = Stall {
            scene: &scene,
            books: &newest(&scene),
            purse: purse(&endpoints, &scene, &key).await?,
        };
        let mut look = Look {
            slot: scene.clock.slot,
            positions: self.positions.count(),
            ..Look::default()
        };
        let offers = self.offers(&stall, &mut look);
        look.taken = self.take_all(&mut stall, &offers, stop).await;
        let may_have_paid = !self.taker.is_dry() && !look.taken.is_empty();
        let balance = self.metrics.update_balance(&endpoints, &key, may_have_paid);
        balance.await;
        Ok(look)
    }

    /// Offers that pay, in the order in which they are taken.
    fn offers(&mut self, stall: &Stall<'_>, look: &mut Look) -> Vec<Offer> {
        let now = Instant::now();
        self.resting.sweep(now);
        let candidate = self.candidate(stall);
        let least = self.taker.gain_dollars_least();
        let (mut offers, mut near) = (Vec::new(), Vec::new());
        let mut unhealthy = BTreeSet::new();
        for placed in self.positions.iter() {
            let address = placed.0;
            let judged = judge(&candidate, &placed);
            if let Judged::Healthy { used_bps } = judged {
                if used_bps >= self.config.scan.near_bps {
                    near.push(address);
                }
                continue;
            }
            unhealthy.insert(address);
            near.push(address);
            match judged {
                Judged::Unhealthy(offer) if offer.gain_dollars < least => {
                    look.unprofitable.push(*offer);
                }
                Judged::Unhealthy(offer) => {
                    if self.resting.allows(&address, now) {
                        offers.push(*offer);
                    }
                }
                Judged::Stuck(why) => look.stuck.push((address.to_string(), why)),
                Judged::Healthy { .. } => {}
            }
        }
        look.unhealthy = unhealthy.len();
        self.positions.watch(near);
        self.taker.forget_all_but(&unhealthy);
        self.taker.order(&mut offers);
        offers
    }

    fn candidate<'a>(&'a self, stall: &'a Stall<'_>) -> Candidate<'a> {
        Candidate {
            scene: stall.scene,
            books: stall.books,
            purse: &stall.purse,
            keep_bps: self.config.budget.keep_bps,
            room_dollars: self.taker.room_dollars(),
            profit: &self.config.profit,
        }
    }

    /// Takes offers until one was waited for in vain: the others were seen before that, and the next look sees them anew.
    async fn take_all(
        &mut self,
        stall: &mut Stall<'_>,
        offers: &[Offer],
        stop: &CancellationToken,
    ) -> Vec<Taken> {
        let mut taken = Vec::new();
        for offer in offers.iter().take(self.config.scan.take_most) {
            if stop.is_cancelled() {
                break;
            }
            taken.extend(self.take(stall, offer, stop).await);
            let last = taken.last();
            if last.is_some_and(|taken: &Taken| taken.outcome.has_taken_long()) {
                break;
            }
        }
        taken
    }

    /// Takes an offer, sized anew: the ones before it have used up purse and budget.
    async fn take(
        &mut self,
        stall: &mut Stall<'_>,
        offer: &Offer,
        stop: &CancellationToken,
    ) -> Option<Taken> {
        let endpoints = self.reader.endpoints();
        let position = self.positions.reread(endpoints, &offer.position).await?;
        let candidate = self.candidate(stall);
        let Judged::Unhealthy(offer) = judge(&candidate, &(offer.position, position)) else {
            return None;
        };
        if offer.gain_dollars < self.config.profit.least_dollars {
            return None;
        }
        let (scene, purse) = (stall.scene, &stall.purse);
        let liquidator = self.taker.address();
        let outcome = match instructions(scene, purse, &position, &offer, &liquidator) {
            Some(work) => self.taker.take(&work, &offer, stop).await,
            None => TakenOutcome::Failed {
                reason: "its reserves are not all known".to_owned(),
            },
        };
        self.settle(&mut stall.purse, &offer, &outcome);
        Some(Taken {
            offer: *offer,
            outcome,
        })
    }

    /// Books what an offer's end means for the purse and the position.
    fn settle(&mut self, purse: &mut Purse, offer: &Offer, outcome: &TakenOutcome) {
        let now = Instant::now();
        self.metrics.count("liquidate", outcome.name());
        let position = offer.position;
        match outcome {
            TakenOutcome::Landed {
                signature, repaid, ..
            } => {
                tracing::info!(%position, signature, repaid, "liquidated");
                purse.spend(offer.debt, *repaid);
                self.resting.succeeded(&position);
            }
            TakenOutcome::Unknown { reason } => {
                tracing::warn!(%position, reason, "not known whether it landed");
                purse.spend(offer.debt, offer.repaid);
                self.resting.failed(position, now);
            }
            TakenOutcome::Planned { .. } => {
                tracing::info!(%position, "would be liquidated");
                purse.spend(offer.debt, offer.repaid);
            }
            TakenOutcome::Unprofitable { .. }
            | TakenOutcome::Late { .. }
            | TakenOutcome::Failed { .. }
            | TakenOutcome::Expired { .. } => {
                tracing::warn!(%position, ?outcome, "not liquidated");
                self.resting.failed(position, now);
            }
        }
    }
}

impl Keeper for Liquidator {
    type Seen = Look;

    const PREFIX: &'static str = "ballast_liquidator";

    fn metrics(&self) -> &KeeperMetrics {
        &self.metrics
    }

    fn endpoints(&self) -> &Endpoints {
        self.reader.endpoints()
    }

    fn listen(&self) -> Option<SocketAddr> {
        self.config.health.listen
    }

    fn every(&self) -> Duration {
        Duration::from_millis(self.config.scan.every_ms)
    }

    async fn turn(&mut self, stop: &CancellationToken) -> Result<Look, KeeperError> {
        self.look(stop).await
    }
}

/// Liquidates until `stop`; every look goes to `tell`. With `once` a single look, whose failure is the result's.
///
/// # Errors
/// Settings, key or health address that cannot be used; with `once` a market that cannot be read.
pub async fn run(
    config: LiquidatorConfig,
    is_dry: bool,
    once: bool,
    stop: CancellationToken,
    tell: impl FnMut(&Look),
) -> Result<(), KeeperError> {
    let mut liquidator = Liquidator::new(config, is_dry).await?;
    keep(&mut liquidator, once, &stop, tell).await
}

#[cfg(test)]
mod tests;
