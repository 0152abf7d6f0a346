//! What a look reads: positions, prices and the purse.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ballast_client::address;
use ballast_client::layout::Position;
use ballast_policy::unit::ReserveIndex;
use solana_address::Address;

use super::{Purse, ScanConfig};
use crate::keeper::{Books, KeeperError, Placed, Scene, token_balance};
use crate::rpc::Endpoints;

/// The market's positions that owe something, as they were last read.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    known: BTreeMap<Address, Position>,
    listed_at: Option<Instant>,
    /// Those near their threshold at the last look.
    near: Vec<Address>,
}

impl Positions {
    /// Lists all of them at intervals; between that it reads those near their threshold.
    pub(super) async fn read(
        &mut self,
        endpoints: &Endpoints,
        market: &Address,
        scan: &ScanConfig,
    ) -> Result<(), KeeperError> {
        let every = Duration::from_secs(scan.list_every_seconds);
        if self.listed_at.is_none_or(|at| at.elapsed() >= every) {
            let listed: Vec<Placed<Position>> = endpoints.market_accounts(market).await?;
            self.known = listed.into_iter().filter(|(_, held)| owes(held)).collect();
            self.listed_at = Some(Instant::now());
            return Ok(());
        }
        let read: Vec<Option<Position>> = endpoints.accounts(&self.near).await?;
        for (address, position) in self.near.iter().zip(read) {
            match position.filter(owes) {
                Some(position) => self.known.insert(*address, position),
                None => self.known.remove(address),
            };
        }
        Ok(())
    }

    /// The position as it stands now: one that was far from its threshold was last read a while ago. None when it owes
    /// nothing any more, or no node answers.
    pub(super) async fn reread(
        &mut self,
        endpoints: &Endpoints,
        address: &Address,
    ) -> Option<Position> {
        let read = endpoints.accounts(&[*address]).await;
        let position: Position = read.ok()?.pop()??;
        self.known.insert(*address, position);
        owes(&position).then_some(position)
    }

    /// These alone.
    #[cfg(test)]
    pub(super) fn of(known: impl IntoIterator<Item = Placed<Position>>) -> Self {
        Self {
            known: known.into_iter().collect(),
            ..Self::default()
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Placed<Position>> {
        let known = self.known.iter();
        known.map(|(address, position)| (*address, *position))
    }

    /// These are near their threshold: they are read at every look.
    pub(super) fn watch(&mut self, near: Vec<Address>) {
        self.near = near;
    }
}

fn owes(position: &Position) -> bool {
    let borrows = position.holdings.borrows.iter();
    borrows.into_iter().any(|slot| slot.shares != 0)
}

/// What `owner` has at hand of every reserve's token.
pub(super) async fn purse(
    endpoints: &Endpoints,
    scene: &Scene,
    owner: &Address,
) -> Result<Purse, KeeperError> {
    let indices = (0..scene.market.reserve_count).map(ReserveIndex);
    let accounts = indices.filter_map(|index| Some((index, scene.accounts(index)?)));
    let accounts: Vec<_> = accounts
        .map(|(index, of)| {
            let (account, _) =
                address::associated_token_account(owner, &of.mint, &of.token_program);
            (index, account, of.mint)
        })
        .collect();
    let addresses: Vec<Address> = accounts.iter().map(|(_, account, _)| *account).collect();
    let (_, found) = endpoints.raw_accounts(&addresses).await?;
    let mut purse = Purse::default();
    for ((index, account, mint), found) in accounts.into_iter().zip(found) {
        let balance = found.and_then(|found| token_balance(&found, &mint));
        if let Some(balance) = balance {
            purse.put(index, account, balance);
        }
    }
    Ok(purse)
}

/// The market's books with the newest prices loaded that its rules believe.
pub(super) fn newest(scene: &Scene) -> Books {
    let mut books = scene.books.clone();
    for index in (0..scene.market.reserve_count).map(ReserveIndex) {
        scene.load(&mut books, index);
    }
    books
}
