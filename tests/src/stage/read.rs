//! What the market holds.

use super::Stage;
use crate::actor::Actor;
use ballast_client::address;
use ballast_client::instruction::ReserveAccounts;
use ballast_client::layout::{Holdings, Market, Position, Reserve, RiskFeed};
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::feed::Effective;
use ballast_policy::health::{Health, Purpose};
use ballast_policy::market;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};

impl Stage {
    /// The market's account as it stands.
    pub fn market_account(&self) -> Market {
        self.machine.read(&self.market.market).unwrap()
    }

    /// A reserve as it stands.
    pub fn reserve(&self, reserve: usize) -> Reserve {
        self.machine.read(&self.accounts(reserve).reserve).unwrap()
    }

    /// What a reserve's vault holds.
    pub fn vault_balance(&self, reserve: usize) -> u64 {
        let vault = address::vault(&self.accounts(reserve).reserve).0;
        self.machine.token_balance(&vault).unwrap()
    }

    /// A feed as it stands.
    pub fn feed(&self, feed: usize) -> RiskFeed {
        self.machine.read(&self.market.feeds[feed].address).unwrap()
    }

    /// What terms follow now, by policy's reading of the stored state.
    pub fn effective(&self, feed: usize) -> Effective {
        let feed = ballast_vm::policy_feed(&self.feed(feed));
        feed.state
            .effective(&feed.config, Timestamp(self.machine.now()))
    }

    /// An actor's holdings as they stand.
    pub fn holdings(&self, actor: &Actor) -> Holdings {
        let position: Position = self.machine.read(&actor.position).unwrap();
        position.holdings
    }

    /// An actor's position as policy values it now, on the reserves and feeds as they stand.
    pub fn health(&self, actor: &Actor, purpose: Purpose) -> ballast_policy::Result<Health> {
        let position: Position = self.machine.read(&actor.position).unwrap();
        let feed_of = |reserve: &Reserve| {
            let mut feeds = self.market.feeds.iter();
            feeds.position(|feed| feed.address == reserve.feed).unwrap()
        };
        let reserves = (0..self.market.reserves.len()).map(|index| self.reserve(index));
        let mut reserves: Vec<market::Reserve> = reserves
            .map(|reserve| ballast_vm::policy_reserve(&reserve, feed_of(&reserve)))
            .collect();
        let feeds = (0..self.market.feeds.len()).map(|index| self.feed(index));
        let mut feeds: Vec<market::Feed> =
            feeds.map(|feed| ballast_vm::policy_feed(&feed)).collect();
        let market = market::Market {
            reserves: &mut reserves,
            feeds: &mut feeds,
            limits: &MarketLimits::NONE,
            flows: &mut MarketFlows::default(),
        };
        let now = Timestamp(self.machine.now());
        market.health(&ballast_vm::policy_holdings(&position), purpose, now)
    }

    /// What an actor's deposit in `reserve` is worth now, base units, without the interest since it was last counted.
    pub fn deposited(&self, actor: &Actor, reserve: usize) -> u64 {
        let position: Position = self.machine.read(&actor.position).unwrap();
        let shares = ballast_vm::policy_holdings(&position).deposit_shares(index(reserve));
        let ledger = ballast_vm::ledger(&self.reserve(reserve).ledger);
        ledger.worth_floor(shares).unwrap().0
    }

    /// What an actor owes to `reserve` now, base units, without the interest since it was last counted.
    pub fn owed(&self, actor: &Actor, reserve: usize) -> u64 {
        let position: Position = self.machine.read(&actor.position).unwrap();
        let shares = ballast_vm::policy_holdings(&position).debt_shares(index(reserve));
        let TokenAmount(owed) = ballast_vm::ledger(&self.reserve(reserve).ledger)
            .index
            .owed_ceil(shares);
        owed
    }

    /// What an actor's token account of `reserve` holds.
    pub fn purse(&self, actor: &Actor, reserve: usize) -> u64 {
        self.machine.token_balance(&actor.tokens[reserve]).unwrap()
    }

    /// Whether an actor owes anything.
    pub(super) fn has_debt(&self, actor: &Actor) -> bool {
        let holdings = self.holdings(actor);
        holdings.borrows.iter().any(|slot| slot.shares != 0)
    }

    /// The reserves that a position uses beyond `named`.
    pub fn others(&self, actor: &Actor, named: &[usize]) -> Vec<ReserveAccounts> {
        let holdings = self.holdings(actor);
        let deposits = holdings.deposits.iter();
        let deposits = deposits
            .filter(|slot| slot.shares != 0)
            .map(|slot| slot.reserve);
        let borrows = holdings.borrows.iter();
        let borrows = borrows
            .filter(|slot| slot.shares != 0)
            .map(|slot| slot.reserve);
        deposits
            .chain(borrows)
            .map(usize::from)
            .filter(|reserve| !named.contains(reserve))
            .map(|reserve| self.accounts(reserve))
            .collect()
    }
}

fn index(reserve: usize) -> ReserveIndex {
    ReserveIndex(u16::try_from(reserve).unwrap())
}
