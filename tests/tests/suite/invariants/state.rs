//! What the accounts say, in policy's types.

use super::reward::{Given, STREAMS};
use super::world::{RESERVES, USERS, World};
use ballast_client::layout::{self, Account as _};
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::error::Rule;
use ballast_policy::feed::Effective;
use ballast_policy::health::{Health, Purpose, ReserveSource, ReserveView};
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::position::Position;
use ballast_policy::room::Scene;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use ballast_vm::Image;
use solana_address::Address;

/// The market at one moment.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Then.
    pub(super) now: Timestamp,
    /// Reserves by index.
    pub(super) reserves: Vec<Reserve>,
    /// What is noted of a flash loan in each.
    pub(super) flash: Vec<layout::FlashLoan>,
    /// Feeds by index.
    pub(super) feeds: Vec<Feed>,
    /// What each says now.
    pub(super) effective: Vec<Effective>,
    /// The market's limits.
    pub(super) limits: MarketLimits,
    /// What flowed through it.
    pub(super) flows: MarketFlows,
    /// Until when it is paused.
    pub(super) paused_until: u64,
    /// Positions by user; none while it is closed.
    pub(super) positions: Vec<Option<Position>>,
    /// What each vault holds.
    pub(super) vaults: Vec<u64>,
    /// What was thrown into each vault, by our own count.
    pub(super) donated: Vec<u64>,
    /// What went through each stream of rewards, by our own count.
    pub(super) given: [Given; STREAMS],
}

impl State {
    /// Reads everything.
    pub(super) fn read(world: &World, image: &Image, now: u64) -> Self {
        let market = &world.stage.market;
        let empty = Self {
            now: Timestamp(now),
            reserves: vec![],
            flash: vec![],
            feeds: vec![],
            effective: vec![],
            limits: MarketLimits::NONE,
            flows: MarketFlows::default(),
            paused_until: 0,
            positions: vec![None; USERS],
            vaults: vec![0; RESERVES],
            donated: vec![0; RESERVES],
            given: [Given::FIRST; STREAMS],
        };
        let mut state = empty;
        for index in 0..RESERVES {
            let (reserve, flash) = reserve(world, image, index);
            state.reserves.push(reserve);
            state.flash.push(flash);
        }
        for feed in &market.feeds {
            state.feeds.push(policy_feed(image, &feed.address));
        }
        let mut every = vec![market.market];
        every.extend(world.actors.iter().map(|actor| actor.position));
        every.extend(&world.vaults);
        state.take(world, image, &every);
        state.at(now)
    }

    /// What it is once these accounts have changed to what `image` says.
    pub(super) fn next(&self, world: &World, image: &Image, changed: &[Address]) -> Self {
        let mut next = self.clone();
        next.take(world, image, changed);
        next.at(self.now.0)
    }

    /// The same at another time.
    pub(super) fn at(mut self, now: u64) -> Self {
        self.now = Timestamp(now);
        let feeds = self.feeds.iter();
        let effective = feeds.map(|feed| feed.state.effective(&feed.config, Timestamp(now)));
        self.effective = effective.collect();
        self
    }

    fn take(&mut self, world: &World, image: &Image, changed: &[Address]) {
        let market = &world.stage.market;
        for (index, handle) in market.reserves.iter().enumerate() {
            if changed.contains(&handle.accounts.reserve) {
                (self.reserves[index], self.flash[index]) = reserve(world, image, index);
            }
            if changed.contains(&world.vaults[index]) {
                self.vaults[index] = balance(image.data(&world.vaults[index]).unwrap());
            }
        }
        for (feed, handle) in self.feeds.iter_mut().zip(&market.feeds) {
            if changed.contains(&handle.address) {
                *feed = policy_feed(image, &handle.address);
            }
        }
        for (position, actor) in self.positions.iter_mut().zip(&world.actors) {
            if changed.contains(&actor.position) {
                let found = image.data(&actor.position);
                *position = found.map(holdings);
            }
        }
        if changed.contains(&market.market) {
            let account = layout::Market::decode(image.data(&market.market).unwrap()).unwrap();
            (self.limits, self.flows) = ballast_vm::policy_market(&account);
            self.paused_until = account.paused_until;
        }
    }
}

fn reserve(world: &World, image: &Image, index: usize) -> (Reserve, layout::FlashLoan) {
    let market = &world.stage.market;
    let accounts = &market.reserves[index].accounts;
    let account = layout::Reserve::decode(image.data(&accounts.reserve).unwrap()).unwrap();
    let feed = market
        .feeds
        .iter()
        .position(|feed| feed.address == account.feed);
    let reserve = ballast_vm::policy_reserve(&account, feed.unwrap());
    (reserve, account.flash)
}

fn policy_feed(image: &Image, address: &Address) -> Feed {
    let account = layout::RiskFeed::decode(image.data(address).unwrap()).unwrap();
    ballast_vm::policy_feed(&account)
}

/// What a position account holds.
pub(super) fn holdings(data: &[u8]) -> Position {
    ballast_vm::policy_holdings(&layout::Position::decode(data).unwrap())
}

/// What a token account holds.
pub(super) fn balance(data: &[u8]) -> u64 {
    u64::from_le_bytes(*data[64..].first_chunk().unwrap())
}

impl ReserveSource for State {
    fn reserve(&self, index: ReserveIndex) -> ballast_policy::Result<ReserveView<'_>> {
        let found = self.reserves.get(usize::from(index.0));
        let reserve = found.ok_or(Rule::ReserveMissing.broken(u64::from(index.0), 0))?;
        Ok(reserve.view(self.effective[reserve.feed]))
    }
}

impl State {
    /// A user's position; an empty one while it is closed.
    pub(super) fn position(&self, user: usize) -> Position {
        self.positions[user].unwrap_or_default()
    }

    /// A user's position as policy values it.
    pub(super) fn health(&self, user: usize, purpose: Purpose) -> ballast_policy::Result<Health> {
        Health::assess(&self.position(user), self, purpose, self.now)
    }

    /// What a user's deposit is worth, without the interest since it was last counted.
    pub(super) fn held(&self, user: usize, reserve: usize) -> TokenAmount {
        let shares = self.position(user).deposit_shares(index(reserve));
        self.reserves[reserve].ledger.worth_floor(shares).unwrap()
    }

    /// What a user owes now.
    pub(super) fn owed(&self, user: usize, reserve: usize) -> TokenAmount {
        let shares = self.position(user).debt_shares(index(reserve));
        let ledger = &self.reserves[reserve].ledger;
        ledger.index_at(self.now).owed_ceil(shares)
    }

    /// The books of a reserve with interest counted up to now.
    pub(super) fn accrued(&self, reserve: usize) -> Self {
        let mut accrued = self.clone();
        let Reserve { ledger, config, .. } = &mut accrued.reserves[reserve];
        ledger.accrue(self.now, config.fee_share_bps);
        accrued
    }

    /// Exactly what may be borrowed, or withdrawn.
    pub(super) fn scene<'a>(&'a self, position: &'a Position, reserve: usize) -> Scene<'a, Self> {
        Scene {
            index: index(reserve),
            reserve: ReserveSource::reserve(self, index(reserve)).unwrap(),
            limits: &self.limits,
            flows: &self.flows,
            position,
            others: self,
            now: self.now,
        }
    }

    /// The same books at the prices of another moment.
    pub(super) fn at_prices_of(&self, other: &Self) -> Self {
        let mut same = self.clone();
        for (reserve, other) in same.reserves.iter_mut().zip(&other.reserves) {
            reserve.price = other.price;
            reserve.second = other.second;
            reserve.flows.average_distance_bps = other.flows.average_distance_bps;
        }
        same
    }

    /// The reserves that a user has a deposit in, and those that it owes.
    pub(super) fn used(&self, user: usize) -> (Vec<usize>, Vec<usize>) {
        let position = self.position(user);
        let all = 0..RESERVES;
        let held = all
            .clone()
            .filter(|reserve| !position.deposit_shares(index(*reserve)).is_zero());
        let owed = all.filter(|reserve| !position.debt_shares(index(*reserve)).is_zero());
        (held.collect(), owed.collect())
    }
}

/// Policy's name of a reserve.
pub(super) fn index(reserve: usize) -> ReserveIndex {
    ReserveIndex(u16::try_from(reserve).unwrap())
}
