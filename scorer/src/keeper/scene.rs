//! A market at one slot: its accounts and the oracle's updates out of one request, so that nothing is judged by parts of
//! different moments.

use ballast_client::address;
use ballast_client::instruction::ReserveAccounts;
use ballast_client::layout::{Account as Layout, Market, Reserve, RiskFeed};
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::market::{Feed, Market as PolicyMarket, Reserve as PolicyReserve};
use ballast_policy::price::Quote;
use ballast_policy::unit::{ReserveIndex, Timestamp};
use ballast_vm::{policy_feed, policy_market, policy_reserve};
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;

use super::{KeeperError, OracleConfig, PriceAccount, push_account};
use crate::rpc::{CLOCK, ChainClock, Endpoints, RawAccount, RpcError, decode};

/// An account with where it lies.
pub type Placed<T> = (Address, T);

/// A market as policy sees it, that can be tried on.
#[derive(Clone, Debug)]
pub struct Books {
    /// Reserves by index.
    pub reserves: Vec<PolicyReserve>,
    /// Feeds by index.
    pub feeds: Vec<Feed>,
    /// The limits over all reserves.
    pub limits: MarketLimits,
    /// What flowed through all reserves.
    pub flows: MarketFlows,
}

impl Books {
    /// Policy's market over these books.
    pub fn market(&mut self) -> PolicyMarket<'_> {
        PolicyMarket {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &self.limits,
            flows: &mut self.flows,
        }
    }
}

/// A market at one slot.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The market's account.
    pub address: Address,
    /// The chain's clock.
    pub clock: ChainClock,
    /// The market.
    pub market: Market,
    /// Reserves by index.
    pub reserves: Vec<Placed<Reserve>>,
    /// Feeds by index.
    pub feeds: Vec<Placed<RiskFeed>>,
    /// The same as policy sees it.
    pub books: Books,
    /// The oracle's updates, of whatever prices.
    pub updates: Vec<PriceAccount>,
}

/// Updates that load a reserve's price: the first source's, then the second's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The first source's account.
    pub first: Address,
    /// The second source's, and its rate's where it has one.
    pub second: Vec<Address>,
}

impl Scene {
    /// The chain's time.
    pub fn now(&self) -> Timestamp {
        Timestamp(u64::try_from(self.clock.unix_seconds).unwrap_or(0))
    }

    /// Accounts for instructions on a reserve.
    pub fn accounts(&self, index: ReserveIndex) -> Option<ReserveAccounts> {
        let (address, reserve) = self.reserves.get(usize::from(index.0))?;
        Some(ReserveAccounts {
            reserve: *address,
            feed: reserve.feed,
            mint: reserve.mint,
            token_program: match reserve.token_kind {
                0 => address::TOKEN_PROGRAM,
                _ => address::TOKEN_2022_PROGRAM,
            },
        })
    }

    /// The newest update of a price.
    pub fn newest(&self, feed_id: &[u8; 32]) -> Option<&PriceAccount> {
        let fitting = self.updates.iter();
        let fitting = fitting.filter(|update| update.feed_id == *feed_id);
        fitting.max_by_key(|update| update.quote.published_at)
    }

    /// The updates that load a newer price into the reserve, if there are any that its rules believe; they are loaded into
    /// `books`.
    pub fn load(&self, books: &mut Books, index: ReserveIndex) -> Option<Load> {
        let (_, reserve) = self.reserves.get(usize::from(index.0))?;
        let update = self.newest(&reserve.oracle_feed_id)?;
        let loaded = i64::try_from(reserve.price.published_at).unwrap_or(i64::MAX);
        if update.quote.published_at <= loaded {
            return None;
        }
        let (second, quote) = self.second(reserve);
        let refreshed = books.market().refresh(
            index,
            reserve.decimals,
            &update.quote,
            quote.as_ref(),
            self.now(),
        );
        refreshed.ok().map(|()| Load {
            first: update.address,
            second,
        })
    }

    /// The updates of a reserve's second source and what they say together; none unless all are there.
    fn second(&self, reserve: &Reserve) -> (Vec<Address>, Option<Quote>) {
        if reserve.has_second == 0 {
            return (Vec::new(), None);
        }
        let Some(price) = self.newest(&reserve.second_feed_id) else {
            return (Vec::new(), None);
        };
        if reserve.rate_feed_id == [0; 32] {
            return (vec![price.address], Some(price.quote));
        }
        match self.newest(&reserve.rate_feed_id) {
            Some(rate) => (
                vec![price.address, rate.address],
                price.quote.times_floor(&rate.quote).ok(),
            ),
            None => (Vec::new(), None),
        }
    }
}

/// Reads a market again and again.
#[derive(Clone, Debug)]
pub struct Reader {
    endpoints: Endpoints,
    market: Address,
    oracle: Vec<Address>,
    shards: Vec<u16>,
}

impl Reader {
    /// A reader of `market` and of the price accounts that `oracle` names.
    ///
    /// # Errors
    /// [`KeeperError::Settings`], by the account that is none.
    pub fn new(
        endpoints: Endpoints,
        market: Address,
        oracle: &OracleConfig,
    ) -> Result<Self, KeeperError> {
        Ok(Self {
            endpoints,
            market,
            oracle: oracle.parsed()?,
            shards: oracle.shards.clone(),
        })
    }

    /// The market now.
    ///
    /// # Errors
    /// No answer, no such market, or an account of it that cannot be read.
    pub async fn read(&self) -> Result<Scene, KeeperError> {
        let market: Market = self.endpoints.account(&self.market).await?;
        let reserves = (0..market.reserve_count).map(|at| address::reserve(&self.market, at).0);
        let feeds = (0..market.feed_count).map(|at| address::feed(&self.market, at).0);
        let (reserves, feeds): (Vec<_>, Vec<_>) = (reserves.collect(), feeds.collect());
        let oracle = self.oracle(&reserves).await?;
        let own = [vec![CLOCK, self.market], reserves.clone(), feeds.clone()].concat();
        let asked = [own, oracle.clone()].concat();
        let (_, accounts) = self.endpoints.raw_accounts(&asked).await?;
        let mut accounts = accounts.into_iter();
        let mut next = || accounts.next().flatten();
        let clock = ChainClock::of(&found(CLOCK, next())?.data)?;
        let (_, market) = placed::<Market>(self.market, next())?;
        let reserves = reserves.iter().map(|address| placed(*address, next()));
        let reserves = reserves.collect::<Result<Vec<_>, _>>()?;
        let feeds = feeds.iter().map(|address| placed(*address, next()));
        let feeds = feeds.collect::<Result<Vec<_>, _>>()?;
        let updates = oracle.iter().zip(accounts);
        let updates = updates
            .filter_map(|(address, account)| PriceAccount::read(*address, account.as_ref()?));
        Ok(Scene {
            address: self.market,
            clock,
            books: books(&market, &reserves, &feeds)?,
            market,
            reserves,
            feeds,
            updates: updates.collect(),
        })
    }

    /// Price accounts: those that are named, and the sponsored ones of the prices that the reserves follow.
    async fn oracle(&self, reserves: &[Address]) -> Result<Vec<Address>, KeeperError> {
        let mut accounts = self.oracle.clone();
        if self.shards.is_empty() {
            return Ok(accounts);
        }
        let reserves: Vec<Option<Reserve>> = self.endpoints.accounts(reserves).await?;
        for reserve in reserves.iter().flatten() {
            let ids = [
                &reserve.oracle_feed_id,
                &reserve.second_feed_id,
                &reserve.rate_feed_id,
            ];
            for id in ids.into_iter().filter(|id| **id != [0; 32]) {
                accounts.extend(
                    self.shards
                        .iter()
                        .flat_map(|shard| push_account(*shard, id)),
                );
            }
        }
        accounts.sort_unstable();
        accounts.dedup();
        Ok(accounts)
    }

    /// The nodes.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// The same reader, of a state that no vote has confirmed yet: transactions that have just been executed are in it.
    #[must_use]
    pub fn at_processed(&self) -> Self {
        Self {
            endpoints: self.endpoints.at(CommitmentConfig::processed()),
            ..self.clone()
        }
    }
}

/// The account that was found where it must be.
fn found(address: Address, account: Option<RawAccount>) -> Result<RawAccount, RpcError> {
    account.ok_or(RpcError::AccountMissing { address })
}

fn placed<A: Layout>(address: Address, account: Option<RawAccount>) -> Result<Placed<A>, RpcError> {
    Ok((address, decode(address, &found(address, account)?)?))
}

fn books(
    market: &Market,
    reserves: &[Placed<Reserve>],
    feeds: &[Placed<RiskFeed>],
) -> Result<Books, KeeperError> {
    let (limits, flows) = policy_market(market);
    let place = |reserve: &Placed<Reserve>| {
        let at = feeds.iter().position(|(feed, _)| *feed == reserve.1.feed);
        let at = at.ok_or(KeeperError::FeedForeign {
            reserve: reserve.0,
            feed: reserve.1.feed,
        })?;
        Ok(policy_reserve(&reserve.1, at))
    };
    let reserves = reserves.iter().map(place);
    Ok(Books {
        reserves: reserves.collect::<Result<_, KeeperError>>()?,
        feeds: feeds.iter().map(|(_, feed)| policy_feed(feed)).collect(),
        limits,
        flows,
    })
}
