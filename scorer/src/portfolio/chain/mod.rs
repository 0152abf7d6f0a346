//! A market as it stands on a chain: its accounts, from a node ([`fetch`]) or as a node once gave them ([`parse_accounts`]).
//!
//! Accounts of other kinds and of other markets are passed over. One of this market that cannot be read, or that names what
//! is not there, is refused by its address: a position left out would be a loss that is not counted.

mod kinds;
mod listing;
mod node;

use ballast_client::layout::{Position, RiskFeed};
use ballast_policy::market::Reserve;
use ballast_policy::unit::Timestamp;
use ballast_vm::{policy_feed, policy_holdings, policy_reserve};
use solana_address::Address;

use super::{Account, Asset, PortfolioError, Snapshot};
use kinds::{Kinds, Placed};

pub use listing::{ChainAccount, parse_accounts, read_accounts};
pub use node::{Node, fetch};

/// Which market, and what is not written in its accounts.
#[derive(Clone, Debug)]
pub struct ChainRequest {
    /// The program that owns the accounts.
    pub program: Address,
    /// The market; none: the only one that is there.
    pub market: Option<Address>,
    /// The moment to value it at; none: the latest that any of its accounts notes.
    pub now: Option<Timestamp>,
    /// What tokens are called, by mint. Others are called by their mint, shortened.
    pub symbols: Vec<(Address, String)>,
    /// Where the accounts come from, for reports.
    pub origin: String,
}

impl Snapshot {
    /// The market that `request` names, out of `accounts`. Positions are sorted by address; empty ones are left out.
    ///
    /// # Errors
    /// No such market or several, an account of it that is damaged, missing or there twice, or no position.
    pub fn from_accounts(
        accounts: &[ChainAccount],
        request: &ChainRequest,
    ) -> Result<Self, PortfolioError> {
        let kinds = Kinds::sort(accounts, &request.program)?;
        let (market, record) = kinds.market(request)?;
        let feeds = kinds.feeds(&market)?;
        let reserves = kinds.reserves(&market, record.reserve_count)?;
        let mut assets: Vec<Asset> = Vec::new();
        for (_, reserve) in &reserves {
            let symbol = request.symbol(&reserve.mint);
            if assets.iter().any(|asset| asset.symbol == symbol) {
                return Err(PortfolioError::AssetTwice { symbol });
            }
            assets.push(Asset {
                symbol,
                decimals: reserve.decimals,
            });
        }
        let positions = kinds.positions(&market, reserves.len())?;
        if positions.is_empty() {
            return Err(PortfolioError::PositionsEmpty);
        }
        let reserves = reserves.iter().map(|reserve| converted(reserve, &feeds));
        let reserves = reserves.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            origin: format!("{}, market {market}", request.origin),
            now: request.now.unwrap_or_else(|| latest(&reserves, &feeds)),
            assets,
            reserves,
            feeds: feeds.iter().map(|(_, feed)| policy_feed(feed)).collect(),
            accounts: positions.iter().map(|(_, held)| account(held)).collect(),
        })
    }
}

impl ChainRequest {
    fn symbol(&self, mint: &Address) -> String {
        let named = self.symbols.iter().find(|(address, _)| address == mint);
        named.map_or_else(|| shortened(mint), |(_, symbol)| symbol.clone())
    }
}

/// The first and the last four signs of an address.
fn shortened(address: &Address) -> String {
    let text = address.to_string();
    let ends = text.get(..4).zip(text.get(text.len().saturating_sub(4)..));
    ends.map_or_else(|| text.clone(), |(first, last)| format!("{first}..{last}"))
}

/// A reserve as policy sees it, with the feed that it names.
fn converted(
    (address, reserve): &Placed<ballast_client::layout::Reserve>,
    feeds: &[Placed<RiskFeed>],
) -> Result<Reserve, PortfolioError> {
    let feed = feeds.iter().position(|(feed, _)| *feed == reserve.feed);
    let feed = feed.ok_or_else(|| PortfolioError::Account {
        address: address.to_string(),
        reason: format!("its feed {} is not among the accounts", reserve.feed),
    })?;
    let converted = policy_reserve(reserve, feed);
    converted.config.validate().map_err(|error| {
        PortfolioError::refused(format!("the configuration of reserve {address}"), error)
    })?;
    Ok(converted)
}

fn account(position: &Position) -> Account {
    let owner = match position.index {
        0 => position.owner.to_string(),
        index => format!("{} number {index}", position.owner),
    };
    Account {
        owner,
        position: policy_holdings(position),
    }
}

/// The latest moment that a market's books, prices and feeds note.
fn latest(reserves: &[Reserve], feeds: &[Placed<RiskFeed>]) -> Timestamp {
    let of_reserves = reserves.iter().flat_map(|reserve| {
        let second = reserve.second.map_or(0, |second| second.published_at.0);
        [
            reserve.ledger.accrued_at.0,
            reserve.price.published_at.0,
            second,
        ]
    });
    let of_feeds = feeds.iter().map(|(_, feed)| feed.state.consensus_at);
    Timestamp(of_reserves.chain(of_feeds).max().unwrap_or(0))
}
