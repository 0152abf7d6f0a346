//! The program's accounts, sorted by kind and market.

use std::collections::BTreeMap;

use ballast_client::layout::{Account as Layout, Market, Position, Reserve, RiskFeed};
use ballast_vm::policy_holdings;
use solana_address::Address;

use super::listing::ChainAccount;
use super::{ChainRequest, PortfolioError};

/// An account with where it lies.
pub(super) type Placed<T> = (Address, T);

/// Accounts of the four kinds that positions are valued by, each by address.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    markets: Vec<Placed<Market>>,
    reserves: Vec<Placed<Reserve>>,
    feeds: Vec<Placed<RiskFeed>>,
    positions: Vec<Placed<Position>>,
}

impl Kinds {
    /// Sorts what `program` owns; other kinds are passed over.
    pub(super) fn sort(
        accounts: &[ChainAccount],
        program: &Address,
    ) -> Result<Self, PortfolioError> {
        let owned = accounts.iter().filter(|account| account.owner == *program);
        let mut by_address = BTreeMap::new();
        for account in owned {
            if by_address.insert(account.address, account).is_some() {
                return Err(refused(&account.address, "it is there twice"));
            }
        }
        if by_address.is_empty() {
            return Err(PortfolioError::ProgramAbsent {
                program: program.to_string(),
            });
        }
        let mut kinds = Self::default();
        for (address, account) in by_address {
            let Some(discriminator) = account.data.first_chunk::<8>() else {
                continue;
            };
            match *discriminator {
                Market::DISCRIMINATOR => kinds.markets.push(read(address, account)?),
                Reserve::DISCRIMINATOR => kinds.reserves.push(read(address, account)?),
                RiskFeed::DISCRIMINATOR => kinds.feeds.push(read(address, account)?),
                Position::DISCRIMINATOR => kinds.positions.push(read(address, account)?),
                _ => {}
            }
        }
        Ok(kinds)
    }

    /// The market that is asked for or, if none is, the only one.
    pub(super) fn market(&self, request: &ChainRequest) -> Result<Placed<Market>, PortfolioError> {
        let mut markets = self.markets.iter();
        let found = match (request.market, self.markets.len()) {
            (Some(asked), _) => markets.find(|(address, _)| *address == asked),
            (None, 1) => markets.next(),
            (None, _) => None,
        };
        found.copied().ok_or_else(|| PortfolioError::MarketUnknown {
            asked: request.market.map(|asked| asked.to_string()),
            known: self
                .markets
                .iter()
                .map(|(address, _)| address.to_string())
                .collect(),
        })
    }

    /// The market's feeds.
    pub(super) fn feeds(&self, market: &Address) -> Result<Vec<Placed<RiskFeed>>, PortfolioError> {
        let feeds = self.feeds.iter();
        let feeds: Vec<_> = feeds.filter(|(_, feed)| feed.market == *market).collect();
        let mut by_index = BTreeMap::new();
        for (address, feed) in feeds {
            if by_index.insert(feed.index, (*address, *feed)).is_some() {
                return Err(refused(address, "another feed has its index"));
            }
        }
        Ok(by_index.into_values().collect())
    }

    /// The market's reserves by index: all of `count`.
    pub(super) fn reserves(
        &self,
        market: &Address,
        count: u16,
    ) -> Result<Vec<Placed<Reserve>>, PortfolioError> {
        const MOST_DECIMALS: u8 = 19;
        let mut by_index = BTreeMap::new();
        let reserves = self.reserves.iter();
        for (address, reserve) in reserves.filter(|(_, reserve)| reserve.market == *market) {
            if reserve.decimals > MOST_DECIMALS {
                let reason = format!("{} decimals, at most 19", reserve.decimals);
                return Err(refused(address, reason));
            }
            if reserve.index >= count {
                let reason = format!("it is reserve {} of {count}", reserve.index);
                return Err(refused(address, reason));
            }
            let placed = (*address, *reserve);
            if by_index.insert(reserve.index, placed).is_some() {
                return Err(refused(address, "another reserve has its index"));
            }
        }
        if let Some(missing) = (0..count).find(|index| !by_index.contains_key(index)) {
            let reason = format!("its reserve {missing} of {count} is not among the accounts");
            return Err(refused(market, reason));
        }
        Ok(by_index.into_values().collect())
    }

    /// The market's positions that hold or owe something, each in one of `reserves` reserves.
    pub(super) fn positions(
        &self,
        market: &Address,
        reserves: usize,
    ) -> Result<Vec<Placed<Position>>, PortfolioError> {
        let mut used = Vec::new();
        let positions = self.positions.iter();
        for (address, position) in positions.filter(|(_, held)| held.market == *market) {
            let holdings = policy_holdings(position);
            let deposits = holdings.deposits.iter();
            let deposits = deposits.filter(|slot| !slot.shares.is_zero());
            let borrows = holdings.borrows.iter();
            let borrows = borrows.filter(|slot| !slot.shares.is_zero());
            let named = deposits
                .map(|slot| slot.reserve)
                .chain(borrows.map(|slot| slot.reserve));
            let Some(last) = named.map(|reserve| reserve.0).max() else {
                continue;
            };
            if usize::from(last) >= reserves {
                let reason = format!("it uses reserve {last}, the market has {reserves}");
                return Err(refused(address, reason));
            }
            used.push((*address, *position));
        }
        Ok(used)
    }
}

fn read<T: Layout>(address: Address, account: &ChainAccount) -> Result<Placed<T>, PortfolioError> {
    let decoded = T::decode(&account.data);
    let decoded = decoded.map_err(|error| refused(&address, error.to_string()))?;
    Ok((address, decoded))
}

fn refused(address: &Address, reason: impl Into<String>) -> PortfolioError {
    PortfolioError::Account {
        address: address.to_string(),
        reason: reason.into(),
    }
}
