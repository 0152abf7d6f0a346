//! The liquidator's loop.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ballast_client::layout::Position;
use ballast_policy::unit::ReserveIndex;
use serde::Serialize;
use solana_address::Address;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::take::{SIGNATURE_LAMPORTS, Taker};
use super::{
    Budget, Candidate, Judged, LiquidatorConfig, Offer, Purse, Refused, Taken, TakenOutcome, judge,
};
use crate::keeper::{
    Books, Health, KeeperError, KeeperMetrics, Pace, Placed, Reader, Scene, serve, token_account,
    token_balance,
};
use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::send::Sender;
use crate::telemetry::span;

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
    reader: Reader,
    sender: Sender,
    key: SigningKey,
    is_dry: bool,
    budget: Budget,
    metrics: KeeperMetrics,
    positions: BTreeMap<Address, Position>,
    listed_at: Option<Instant>,
    /// Positions near their threshold at the last look.
    near: Vec<Address>,
    /// Positions that failed: how often in a row, and until when they are left alone.
    resting: BTreeMap<Address, (u32, Instant)>,
}

impl Liquidator {
    /// A liquidator with its key; nothing is asked of the chain yet.
    ///
    /// # Errors
    /// Settings that cannot work, or a key that cannot be read.
    pub async fn new(config: LiquidatorConfig, is_dry: bool) -> Result<Self, KeeperError> {
        config.check()?;
        let endpoints = Endpoints::new(&config.rpc)?;
        let reader = Reader::new(endpoints.clone(), config.market.parsed()?, &config.oracle)?;
        let sender = Sender::new(endpoints, config.fee.clone(), config.confirm.clone())?;
        let key = SigningKey::load(&config.key).await?;
        Ok(Self {
            config,
            reader,
            sender,
            key,
            is_dry,
            budget: Budget::default(),
            metrics: KeeperMetrics::default(),
            positions: BTreeMap::new(),
            listed_at: None,
            near: Vec::new(),
            resting: BTreeMap::new(),
        })
    }

    /// What it counts.
    pub fn metrics(&self) -> &KeeperMetrics {
        &self.metrics
    }

    /// Looks once and takes what pays.
    ///
    /// # Errors
    /// The market cannot be read. What an offer meets is its outcome.
    pub async fn look(&mut self, stop: &CancellationToken) -> Result<Look, KeeperError> {
        self.metrics.looks.inc();
        self.read_positions().await?;
        let scene = self.reader.read().await?;
        let books = newest(&scene);
        let mut purse = self.purse(&scene).await?;
        self.metrics.set_slot(scene.clock.slot);
        let mut look = Look {
            slot: scene.clock.slot,
            positions: self.positions.len(),
            ..Look::default()
        };
        let offers = self.offers(&scene, &books, &purse, &mut look);
        for offer in offers.into_iter().take(self.config.scan.take_most) {
            if stop.is_cancelled() {
                break;
            }
            let taken = self.take(&scene, &books, &mut purse, &offer, stop).await;
            look.taken.extend(taken);
        }
        if self.metrics.wants_balance(!look.taken.is_empty()) {
            let balance = self.reader.endpoints().balance(&self.key.address()).await?;
            self.metrics.set_balance(balance);
        }
        Ok(look)
    }

    /// Every position that owes, at intervals; between them those near their threshold.
    async fn read_positions(&mut self) -> Result<(), KeeperError> {
        let every = Duration::from_secs(self.config.scan.list_every_seconds);
        let market = self.config.market.parsed()?;
        let endpoints = self.reader.endpoints();
        if self.listed_at.is_none_or(|at| at.elapsed() >= every) {
            let listed: Vec<Placed<Position>> = endpoints.market_accounts(&market).await?;
            self.positions = listed.into_iter().filter(|(_, held)| owes(held)).collect();
            self.listed_at = Some(Instant::now());
            return Ok(());
        }
        let read: Vec<Option<Position>> = endpoints.accounts(&self.near).await?;
        for (address, position) in self.near.iter().zip(read) {
            match position.filter(owes) {
                Some(position) => self.positions.insert(*address, position),
                None => self.positions.remove(address),
            };
        }
        Ok(())
    }

    /// What is at hand of every reserve's token.
    async fn purse(&self, scene: &Scene) -> Result<Purse, KeeperError> {
        let owner = self.key.address();
        let indices = (0..scene.market.reserve_count).map(ReserveIndex);
        let accounts = indices.filter_map(|index| Some((index, scene.accounts(index)?)));
        let accounts: Vec<_> = accounts
            .map(|(index, of)| {
                let account = token_account(&owner, &of.mint, &of.token_program);
                (index, account, of.mint)
            })
            .collect();
        let addresses: Vec<Address> = accounts.iter().map(|(_, account, _)| *account).collect();
        let (_, found) = self.reader.endpoints().raw_accounts(&addresses).await?;
        let mut purse = Purse::default();
        for ((index, account, mint), found) in accounts.into_iter().zip(found) {
            let balance = found.and_then(|found| token_balance(&found, &mint));
            if let Some(balance) = balance {
                purse.put(index, account, balance);
            }
        }
        Ok(purse)
    }

    /// Offers that pay, the most profitable first.
    fn offers(
        &mut self,
        scene: &Scene,
        books: &Books,
        purse: &Purse,
        look: &mut Look,
    ) -> Vec<Offer> {
        let now = Instant::now();
        let candidate = Candidate {
            scene,
            books,
            purse,
            keep_bps: self.config.budget.keep_bps,
            room_dollars: self.budget.room(&self.config.budget, now),
            profit: &self.config.profit,
        };
        self.near.clear();
        let mut offers = Vec::new();
        let least = self.config.profit.least_dollars + self.taker().fee_dollars(SIGNATURE_LAMPORTS);
        for (address, position) in &self.positions {
            let judged = judge(&candidate, &(*address, *position));
            if let Judged::Healthy { used_bps } = judged {
                if used_bps >= self.config.scan.near_bps {
                    self.near.push(*address);
                }
                continue;
            }
            look.unhealthy += 1;
            self.near.push(*address);
            match judged {
                Judged::Unhealthy(offer) if offer.gain_dollars < least => {
                    look.unprofitable.push(*offer);
                }
                Judged::Unhealthy(offer) => {
                    let rests = self.resting.get(address);
                    if rests.is_none_or(|(_, until)| now >= *until) {
                        offers.push(*offer);
                    }
                }
                Judged::Stuck(why) => look.stuck.push((address.to_string(), why)),
                Judged::Healthy { .. } => {}
            }
        }
        offers.sort_by(|one, other| other.gain_dollars.total_cmp(&one.gain_dollars));
        offers
    }

    fn taker(&self) -> Taker<'_> {
        Taker {
            sender: &self.sender,
            key: &self.key,
            profit: &self.config.profit,
            is_dry: self.is_dry,
        }
    }

    /// Takes an offer, sized anew: the ones before it have used up purse and budget.
    async fn take(
        &mut self,
        scene: &Scene,
        books: &Books,
        purse: &mut Purse,
        offer: &Offer,
        stop: &CancellationToken,
    ) -> Option<Taken> {
        // As it stands now: one that was far from its threshold was last read a while ago.
        let position = self.reread(&offer.position).await?;
        let candidate = Candidate {
            scene,
            books,
            purse,
            keep_bps: self.config.budget.keep_bps,
            room_dollars: self.budget.room(&self.config.budget, Instant::now()),
            profit: &self.config.profit,
        };
        let Judged::Unhealthy(offer) = judge(&candidate, &(offer.position, position)) else {
            return None;
        };
        if offer.gain_dollars < self.config.profit.least_dollars {
            return None;
        }
        let taker = self.taker();
        let outcome = taker.take(scene, purse, &position, &offer, stop).await;
        self.settle(purse, &offer, &outcome);
        Some(Taken {
            offer: *offer,
            outcome,
        })
    }

    /// The position as it stands; none when it owes nothing any more, or no node answers.
    async fn reread(&mut self, address: &Address) -> Option<Position> {
        let read = self.reader.endpoints().accounts(&[*address]).await;
        let position: Position = read.ok()?.pop()??;
        self.positions.insert(*address, position);
        owes(&position).then_some(position)
    }

    /// Books what an offer's end means for purse, budget and the position.
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
                self.budget.spend(offer.repaid_dollars, now);
                self.resting.remove(&position);
            }
            TakenOutcome::Unknown { reason } => {
                tracing::warn!(%position, reason, "not known whether it landed");
                purse.spend(offer.debt, offer.repaid);
                self.budget.spend(offer.repaid_dollars, now);
                self.rest(position, now);
            }
            TakenOutcome::Planned { .. } => {
                tracing::info!(%position, "would be liquidated");
                purse.spend(offer.debt, offer.repaid);
            }
            TakenOutcome::Unprofitable { .. }
            | TakenOutcome::Late { .. }
            | TakenOutcome::Failed { .. } => {
                tracing::warn!(%position, ?outcome, "not liquidated");
                self.rest(position, now);
            }
        }
    }

    /// Leaves a position alone for a while, longer each time in a row.
    fn rest(&mut self, position: Address, now: Instant) {
        let first = Duration::from_millis(self.config.scan.every_ms);
        let most = Duration::from_secs(self.config.scan.rest_most_seconds);
        let (failures, until) = self.resting.entry(position).or_insert((0, now));
        *until = now + first.saturating_mul(1 << (*failures).min(16)).min(most);
        *failures = failures.saturating_add(1);
    }
}

fn owes(position: &Position) -> bool {
    let borrows = position.holdings.borrows.iter();
    borrows.into_iter().any(|slot| slot.shares != 0)
}

/// The market's books with the newest prices loaded that its rules believe.
fn newest(scene: &Scene) -> Books {
    let mut books = scene.books.clone();
    for index in (0..scene.market.reserve_count).map(ReserveIndex) {
        scene.load(&mut books, index);
    }
    books
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
    mut tell: impl FnMut(&Look),
) -> Result<(), KeeperError> {
    const LONGEST: Duration = Duration::from_mins(1);
    let mut liquidator = Liquidator::new(config, is_dry).await?;
    let health = Health::new("ballast_liquidator", LONGEST, liquidator.metrics());
    let health = Arc::new(health);
    if let Some(listen) = liquidator.config.health.listen
        && !once
    {
        serve(listen, Arc::clone(&health), stop.clone()).await?;
    }
    let every = Duration::from_millis(liquidator.config.scan.every_ms);
    let mut pace = Pace::new(every, LONGEST);
    loop {
        let looked = liquidator.look(&stop).instrument(span::look()).await;
        match (&looked, once) {
            (Ok(look), _) => tell(look),
            (Err(_), true) => return looked.map(|_| ()),
            (Err(error), false) => tracing::warn!(%error, "the market cannot be read"),
        }
        if once {
            return Ok(());
        }
        if looked.is_err() {
            liquidator.metrics.looks_failed.inc();
        }
        health.note(looked.as_ref().err().map(ToString::to_string));
        if !Pace::wait(pace.after(looked.is_ok()), &stop).await {
            return Ok(());
        }
    }
}
