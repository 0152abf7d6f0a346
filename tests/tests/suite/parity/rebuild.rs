//! The books, positions and prices of a market, from a snapshot and the log alone.
//!
//! Every event is applied with the time of its transaction; interest and rates follow from policy. Two instructions say
//! nothing in the log, because they are their own record: `accrue` is named by its transaction, and a report's score
//! by its arguments. What is rebuilt must be what is stored, word for word.

use super::model::Model;
use ballast_client::event::Event;
use ballast_policy::feed::Effective;
use ballast_policy::market::Reserve;
use ballast_policy::regime::Regime;
use ballast_policy::unit::{
    DebtShares, DepositShares, PricePerUnit, ReserveIndex, Score, Timestamp,
};
use ballast_tests::{Actor, Stage};
use solana_address::Address;
use std::collections::BTreeMap;

/// What the log says so far.
#[derive(Debug)]
pub(crate) struct Rebuilt {
    reserves: Vec<Reserve>,
    feeds: Vec<ballast_policy::market::Feed>,
    /// Shares held and owed, by position and reserve.
    held: BTreeMap<(Address, u16), u64>,
    owed: BTreeMap<(Address, u16), u64>,
    addresses: (Vec<Address>, Vec<Address>),
}

impl Rebuilt {
    /// Begins with a snapshot.
    pub(crate) fn from(model: &Model, stage: &Stage, actors: &[Actor]) -> Self {
        let (mut held, mut owed) = (BTreeMap::new(), BTreeMap::new());
        for (actor, position) in actors.iter().zip(&model.positions) {
            for slot in &position.deposits {
                *held.entry((actor.position, slot.reserve.0)).or_default() += slot.shares.0;
            }
            for slot in &position.borrows {
                *owed.entry((actor.position, slot.reserve.0)).or_default() += slot.shares.0;
            }
        }
        let reserves = stage.market.reserves.iter();
        let reserves = reserves.map(|handle| handle.accounts.reserve).collect();
        let feeds = stage.market.feeds.iter().map(|feed| feed.address).collect();
        Self {
            reserves: model.reserves.clone(),
            feeds: model.feeds.clone(),
            held,
            owed,
            addresses: (reserves, feeds),
        }
    }

    /// Takes the events of a transaction at `now`, in their order.
    pub(crate) fn take(&mut self, events: &[Event], now: Timestamp) {
        for event in events {
            self.apply(event, now);
        }
    }

    /// A transaction named `accrue` for this reserve.
    pub(crate) fn accrued(&mut self, reserve: usize, now: Timestamp) {
        self.touch(u16::try_from(reserve).unwrap(), now, |_| {});
    }

    fn apply(&mut self, event: &Event, now: Timestamp) {
        match *event {
            Event::ReserveDeposited(event) => {
                let index = u16::try_from(event.reserve).unwrap();
                *self.held.entry((event.position, index)).or_default() += event.shares;
                self.touch(index, now, |reserve| {
                    reserve.ledger.deposit_shares.0 += event.shares;
                    reserve.ledger.cash.0 += event.amount;
                });
            }
            Event::ReserveWithdrawn(event) => {
                let index = u16::try_from(event.reserve).unwrap();
                *self.held.get_mut(&(event.position, index)).unwrap() -= event.shares;
                self.touch(index, now, |reserve| {
                    reserve.ledger.deposit_shares.0 -= event.shares;
                    reserve.ledger.cash.0 -= event.amount;
                });
            }
            Event::ReserveBorrowed(event) => {
                let index = u16::try_from(event.reserve).unwrap();
                *self.owed.entry((event.position, index)).or_default() += event.shares;
                self.touch(index, now, |reserve| {
                    reserve.ledger.debt_shares.0 += event.shares;
                    reserve.ledger.fees_owed.0 += event.fee;
                    reserve.ledger.cash.0 -= event.amount;
                });
            }
            Event::HostPaid(event) => {
                let index = self.index_of(&event.reserve);
                self.touch(u16::try_from(index).unwrap(), now, |reserve| {
                    reserve.ledger.fees_owed.0 -= event.amount;
                    reserve.ledger.cash.0 -= event.amount;
                });
            }
            Event::ReserveRepaid(event) => {
                let index = u16::try_from(event.reserve).unwrap();
                *self.owed.get_mut(&(event.position, index)).unwrap() -= event.shares;
                self.touch(index, now, |reserve| {
                    reserve.ledger.debt_shares.0 -= event.shares;
                    reserve.ledger.cash.0 += event.amount;
                });
            }
            Event::PositionLiquidated(event) => {
                let (debt, collateral) = (event.debt_reserve, event.collateral_reserve);
                *self.owed.get_mut(&(event.position, debt)).unwrap() -= event.debt_shares;
                *self.held.get_mut(&(event.position, collateral)).unwrap() -= event.deposit_shares;
                self.touch(debt, now, |reserve| {
                    reserve.ledger.debt_shares.0 -= event.debt_shares;
                    reserve.ledger.cash.0 += event.repaid;
                });
                self.touch(collateral, now, |reserve| {
                    reserve.ledger.deposit_shares.0 -= event.deposit_shares;
                    reserve.ledger.fees_owed.0 += event.fee;
                    reserve.ledger.cash.0 -= event.seized - event.fee;
                });
            }
            Event::PriceLoaded(event) => {
                let reserve = self.index_of(&event.reserve);
                let price = &mut self.reserves[reserve].price;
                price.low = PricePerUnit(event.low);
                price.mid = PricePerUnit(event.mid);
                price.high = PricePerUnit(event.high);
                price.published_at = Timestamp(event.published_at);
            }
            Event::ConsensusReached(event) => {
                let feeds = &self.addresses.1;
                let feed = feeds.iter().position(|feed| *feed == event.feed).unwrap();
                let state = &mut self.feeds[feed].state;
                state.consensus_at = now;
                state.score = Score(event.score);
                state.regime = event.regime;
            }
            _ => {}
        }
    }

    fn index_of(&self, address: &Address) -> usize {
        let reserves = &self.addresses.0;
        reserves
            .iter()
            .position(|reserve| reserve == address)
            .unwrap()
    }

    /// Counts interest at the rate of before, changes the books, and puts the rate of now into force.
    fn touch(&mut self, index: u16, now: Timestamp, change: impl FnOnce(&mut Reserve)) {
        let reserve = &mut self.reserves[usize::from(index)];
        reserve.ledger.accrue(now, reserve.config.fee_share_bps);
        change(reserve);
        let feed = &self.feeds[reserve.feed];
        let Effective { regime, .. } = feed.state.effective(&feed.config, now);
        let place = Regime::ALL.iter().position(|other| *other == regime);
        reserve
            .ledger
            .reprice(&reserve.config.curves[place.unwrap()]);
    }

    /// Fails the test unless the log has led to what is stored.
    #[track_caller]
    pub(crate) fn assert_is(&self, model: &Model, actors: &[Actor]) {
        for (index, (rebuilt, stored)) in self.reserves.iter().zip(&model.reserves).enumerate() {
            assert_eq!(rebuilt.ledger, stored.ledger, "books of reserve {index}");
            assert_eq!(rebuilt.price, stored.price, "price of reserve {index}");
        }
        let shares = |map: &BTreeMap<(Address, u16), u64>, position: Address, index: u16| {
            map.get(&(position, index)).copied().unwrap_or_default()
        };
        for (actor, position) in actors.iter().zip(&model.positions) {
            for index in 0..3u16 {
                let held = shares(&self.held, actor.position, index);
                let owed = shares(&self.owed, actor.position, index);
                let reserve = ReserveIndex(index);
                assert_eq!(position.deposit_shares(reserve), DepositShares(held));
                assert_eq!(position.debt_shares(reserve), DebtShares(owed));
            }
        }
    }
}
