//! The books, positions, rewards and prices of a market, from a snapshot and the log alone.
//!
//! Every event is applied with the time of its transaction; interest and rates follow from policy. Two instructions say
//! nothing in the log, because they are their own record: `accrue` is named by its transaction, and a report's score
//! by its arguments. What is rebuilt must be what is stored, word for word.

use super::model::Model;
use ballast_client::event::Event;
use ballast_policy::feed::Effective;
use ballast_policy::market::Reserve;
use ballast_policy::regime::Regime;
use ballast_policy::reward::{Earned, RewardStream};
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
    /// Shares held and owed, and what they have earned, by position and reserve.
    held: BTreeMap<(Address, u16), Slot>,
    owed: BTreeMap<(Address, u16), Slot>,
    addresses: (Vec<Address>, Vec<Address>),
}

/// Shares, and the rewards that they have earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Slot {
    shares: u64,
    earned: Earned,
}

impl Slot {
    /// The slot after its shares have changed, once the stream has been counted up to now.
    fn change(&mut self, stream: &RewardStream, change: impl FnOnce(u64) -> u64) {
        self.earned.settle(self.shares, stream);
        self.shares = change(self.shares);
    }
}

impl Rebuilt {
    /// Begins with a snapshot.
    pub(crate) fn from(model: &Model, stage: &Stage, actors: &[Actor]) -> Self {
        let (mut held, mut owed) = (BTreeMap::new(), BTreeMap::new());
        for (actor, position) in actors.iter().zip(&model.positions) {
            for slot in position.deposits.iter().filter(|slot| !slot.is_free()) {
                let (shares, earned) = (slot.shares.0, slot.earned);
                held.insert((actor.position, slot.reserve.0), Slot { shares, earned });
            }
            for slot in position.borrows.iter().filter(|slot| !slot.is_free()) {
                let (shares, earned) = (slot.shares.0, slot.earned);
                owed.insert((actor.position, slot.reserve.0), Slot { shares, earned });
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
                self.touch(index, now, |reserve| {
                    reserve.ledger.deposit_shares.0 += event.shares;
                    reserve.ledger.cash.0 += event.amount;
                });
                self.hold(event.position, index, |shares| shares + event.shares);
            }
            Event::ReserveWithdrawn(event) => {
                let index = u16::try_from(event.reserve).unwrap();
                self.touch(index, now, |reserve| {
                    reserve.ledger.deposit_shares.0 -= event.shares;
                    reserve.ledger.cash.0 -= event.amount;
                });
                self.hold(event.position, index, |shares| shares - event.shares);
            }
            Event::ReserveBorrowed(event) => {
                let index = u16::try_from(event.reserve).unwrap();
                self.touch(index, now, |reserve| {
                    reserve.ledger.debt_shares.0 += event.shares;
                    reserve.ledger.fees_owed.0 += event.fee;
                    reserve.ledger.cash.0 -= event.amount;
                });
                self.owe(event.position, index, |shares| shares + event.shares);
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
                self.touch(index, now, |reserve| {
                    reserve.ledger.debt_shares.0 -= event.shares;
                    reserve.ledger.cash.0 += event.amount;
                });
                self.owe(event.position, index, |shares| shares - event.shares);
            }
            Event::PositionLiquidated(event) => {
                let (debt, collateral) = (event.debt_reserve, event.collateral_reserve);
                self.touch(debt, now, |reserve| {
                    reserve.ledger.debt_shares.0 -= event.debt_shares;
                    reserve.ledger.cash.0 += event.repaid;
                });
                self.touch(collateral, now, |reserve| {
                    reserve.ledger.deposit_shares.0 -= event.deposit_shares;
                    reserve.ledger.fees_owed.0 += event.fee;
                    reserve.ledger.cash.0 -= event.seized - event.fee;
                });
                self.owe(event.position, debt, |shares| shares - event.debt_shares);
                self.hold(event.position, collateral, |shares| {
                    shares - event.deposit_shares
                });
            }
            Event::RewardClaimed(event) => {
                let index = u16::try_from(self.index_of(&event.reserve)).unwrap();
                self.emit(index, now);
                self.claim(event.position, index, event.side == 0);
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

    /// A position's deposit shares change; what they have earned is counted first.
    fn hold(&mut self, position: Address, index: u16, change: impl FnOnce(u64) -> u64) {
        let stream = &self.reserves[usize::from(index)].deposit_rewards;
        let slot = self.held.entry((position, index)).or_default();
        slot.change(stream, change);
    }

    /// The same of its debt shares.
    fn owe(&mut self, position: Address, index: u16, change: impl FnOnce(u64) -> u64) {
        let stream = &self.reserves[usize::from(index)].borrow_rewards;
        let slot = self.owed.entry((position, index)).or_default();
        slot.change(stream, change);
    }

    /// What a position has earned on a side was paid.
    fn claim(&mut self, position: Address, index: u16, is_deposit: bool) {
        let reserve = &mut self.reserves[usize::from(index)];
        let (stream, slots) = if is_deposit {
            (&mut reserve.deposit_rewards, &mut self.held)
        } else {
            (&mut reserve.borrow_rewards, &mut self.owed)
        };
        if let Some(slot) = slots.get_mut(&(position, index)) {
            slot.earned.settle(slot.shares, stream);
            stream.pay(&mut slot.earned);
        }
    }

    /// Rewards are emitted up to now, to the shares of before.
    fn emit(&mut self, index: u16, now: Timestamp) {
        let reserve = &mut self.reserves[usize::from(index)];
        let ledger = &reserve.ledger;
        let (held, owed) = (ledger.deposit_shares.0, ledger.debt_shares.0);
        reserve.deposit_rewards.advance(held, now);
        reserve.borrow_rewards.advance(owed, now);
    }

    /// Counts interest at the rate of before, changes the books, and puts the rate of now into force.
    fn touch(&mut self, index: u16, now: Timestamp, change: impl FnOnce(&mut Reserve)) {
        self.emit(index, now);
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
            assert_eq!(rebuilt.deposit_rewards, stored.deposit_rewards);
            assert_eq!(rebuilt.borrow_rewards, stored.borrow_rewards);
        }
        for (actor, position) in actors.iter().zip(&model.positions) {
            for index in 0..3u16 {
                let of = |slots: &BTreeMap<(Address, u16), Slot>| {
                    slots.get(&(actor.position, index)).copied()
                };
                let (held, owed) = (of(&self.held).unwrap_or_default(), of(&self.owed));
                let owed = owed.unwrap_or_default();
                let reserve = ReserveIndex(index);
                assert_eq!(position.deposit_shares(reserve), DepositShares(held.shares));
                assert_eq!(position.debt_shares(reserve), DebtShares(owed.shares));
                // A slot that nothing is in says nothing; what it had seen counts for no share.
                let mut deposits = position.deposits.iter().filter(|slot| !slot.is_free());
                let stored = deposits.find(|slot| slot.reserve == reserve);
                assert!(stored.map_or(held.earned.owed.is_zero(), |slot| slot.earned
                    == held.earned));
                let mut borrows = position.borrows.iter().filter(|slot| !slot.is_free());
                let stored = borrows.find(|slot| slot.reserve == reserve);
                assert!(stored.map_or(owed.earned.owed.is_zero(), |slot| slot.earned
                    == owed.earned));
            }
        }
    }
}
