//! A whole market in memory: reserves, feeds, and the actions on them, each applied whole or not at all (INV-8).
//!
//! The simulator runs on it, and the parity test drives it beside the program.

mod liquidate;
mod read;
mod upkeep;

use crate::action::{self, Liquidation, MarketMut, ReserveMut};
use crate::config::ReserveConfig;
use crate::consensus::TooFew;
use crate::control::{MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use crate::error::{Result, Rule};
use crate::feed::{Effective, FeedConfig, FeedState, RoundHeld, RoundTable};
use crate::health::{ReserveSource, ReserveView};
use crate::ledger::Ledger;
use crate::position::Position;
use crate::price::CachedPrice;
use crate::publisher::{self, PublisherRecord, Review};
use crate::report::{MAX_PUBLISHERS, Receipt, Report, Submission};
use crate::reward::{RewardStream, Side};
use crate::schedule::Schedule;
use crate::unit::{DebtShares, DepositShares, ReserveIndex, Timestamp, TokenAmount};

/// A feed with everything it needs to advance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// How it listens and forgets.
    pub config: FeedConfig,
    /// The last consensus and the regime.
    pub state: FeedState,
    /// The publishers' last reports.
    pub reports: [Report; MAX_PUBLISHERS],
    /// How each publisher has done.
    pub records: [PublisherRecord; MAX_PUBLISHERS],
}

impl Feed {
    /// Takes a report of the publisher in `slot`, see [`publisher::submit`].
    pub fn submit(
        &mut self,
        slot: usize,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Receipt> {
        let unknown = Rule::UnknownPublisher.broken(0, 0);
        let report = self.reports.get_mut(slot).ok_or(unknown)?;
        let record = self.records.get_mut(slot).ok_or(unknown)?;
        let times = self.config.report_times();
        publisher::submit(report, record, submission, now, times)
    }

    /// Holds a round at `now`, see [`RoundTable::hold`].
    pub fn hold_round(
        &mut self,
        now: Timestamp,
    ) -> core::result::Result<(RoundHeld, Review), TooFew> {
        let table = RoundTable {
            state: &mut self.state,
            reports: &mut self.reports,
            records: &mut self.records,
        };
        table.hold(&self.config, now)
    }
}

/// A reserve with everything an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// Its books.
    pub ledger: Ledger,
    /// Its published bounds.
    pub config: ReserveConfig,
    /// Its limits and breakers' rules.
    pub limits: ReserveLimits,
    /// What flowed, and its breakers.
    pub flows: ReserveFlows,
    /// What governance has set in motion.
    pub schedule: Schedule,
    /// Its price.
    pub price: CachedPrice,
    /// The price of its second source, where it has one.
    pub second: Option<CachedPrice>,
    /// What it gives to who holds its deposits.
    pub deposit_rewards: RewardStream,
    /// What it gives to who owes it.
    pub borrow_rewards: RewardStream,
    /// Which of the market's feeds it follows.
    pub feed: usize,
}

/// A market over storage that the caller owns.
#[derive(Debug)]
pub struct Market<'a> {
    /// Reserves by index.
    pub reserves: &'a mut [Reserve],
    /// Feeds by index.
    pub feeds: &'a mut [Feed],
    /// The limits over all reserves.
    pub limits: &'a MarketLimits,
    /// What flowed through all reserves.
    pub flows: &'a mut MarketFlows,
}

/// One user's action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See [`action::deposit()`].
    Deposit(ReserveIndex, TokenAmount),
    /// See [`action::withdraw()`].
    Withdraw(ReserveIndex, TokenAmount),
    /// See [`action::borrow()`].
    Borrow(ReserveIndex, TokenAmount),
    /// See [`action::repay()`].
    Repay(ReserveIndex, TokenAmount),
    /// See [`action::liquidate()`].
    Liquidate {
        /// The reserve that is repaid.
        debt: ReserveIndex,
        /// The reserve that is seized.
        collateral: ReserveIndex,
        /// How much is repaid at most.
        amount: TokenAmount,
    },
}

/// What an action moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Shares gained.
    Deposited(DepositShares),
    /// Tokens paid out.
    Withdrawn(TokenAmount),
    /// Debt shares gained.
    Borrowed(DebtShares),
    /// Tokens taken in.
    Repaid(TokenAmount),
    /// Tokens moved both ways.
    Liquidated(Liquidation),
}

impl ReserveSource for Snapshot<'_> {
    fn reserve(&self, index: ReserveIndex) -> Result<ReserveView<'_>> {
        let reserve = get(self.reserves, index)?;
        Ok(reserve.view(effective(self.feeds, reserve, self.now)))
    }
}

struct Snapshot<'a> {
    reserves: &'a [Reserve],
    feeds: &'a [Feed],
    now: Timestamp,
}

fn get(reserves: &[Reserve], index: ReserveIndex) -> Result<&Reserve> {
    reserves
        .get(usize::from(index.0))
        .ok_or(Rule::ReserveMissing.broken(u64::from(index.0), reserves.len() as u64))
}

/// What the reserve's feed says; a feed that does not exist says the strictest.
fn effective(feeds: &[Feed], reserve: &Reserve, now: Timestamp) -> Effective {
    feeds
        .get(reserve.feed)
        .map_or(Effective::CONSERVATIVE, |feed| {
            feed.state.effective(&feed.config, now)
        })
}

impl Market<'_> {
    /// Applies `action` for `position` at `now`; on an error nothing has changed.
    pub fn apply(
        &mut self,
        position: &mut Position,
        action: Action,
        now: Timestamp,
    ) -> Result<Outcome> {
        let mut draft = *position;
        let outcome = match action {
            Action::Deposit(index, amount) => self.one(index, now, |reserve, market, _| {
                action::deposit(reserve, market, &mut draft, amount, now).map(Outcome::Deposited)
            }),
            Action::Withdraw(index, amount) => self.one(index, now, |reserve, market, others| {
                action::withdraw(reserve, market, &mut draft, amount, others, now)
                    .map(Outcome::Withdrawn)
            }),
            Action::Borrow(index, amount) => self.one(index, now, |reserve, market, others| {
                action::borrow(reserve, market, &mut draft, amount, others, now)
                    .map(Outcome::Borrowed)
            }),
            Action::Repay(index, amount) => self.one(index, now, |reserve, market, _| {
                action::repay(reserve, market, &mut draft, amount, now).map(Outcome::Repaid)
            }),
            Action::Liquidate {
                debt,
                collateral,
                amount,
            } => self.liquidate(&mut draft, debt, collateral, amount, now),
        }?;
        *position = draft;
        Ok(outcome)
    }

    fn one<T>(
        &mut self,
        index: ReserveIndex,
        now: Timestamp,
        act: impl FnOnce(&mut ReserveMut<'_>, &mut MarketMut<'_>, &Snapshot<'_>) -> Result<T>,
    ) -> Result<T> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let mut draft = *get(self.reserves, index)?;
        let effective = effective(self.feeds, &draft, now);
        let mut flows = *self.flows;
        let mut market = MarketMut {
            limits: self.limits,
            flows: &mut flows,
        };
        let outcome = act(&mut draft.as_mut(index, effective), &mut market, &others)?;
        self.put(index, &draft);
        *self.flows = flows;
        Ok(outcome)
    }

    fn put(&mut self, index: ReserveIndex, draft: &Reserve) {
        if let Some(reserve) = self.reserves.get_mut(usize::from(index.0)) {
            *reserve = *draft;
        }
    }
}

impl Reserve {
    fn as_mut(&mut self, index: ReserveIndex, effective: Effective) -> ReserveMut<'_> {
        ReserveMut {
            index,
            ledger: &mut self.ledger,
            flows: &mut self.flows,
            config: &self.config,
            limits: &self.limits,
            schedule: &self.schedule,
            price: &self.price,
            second: self.second.as_ref(),
            deposit_rewards: &mut self.deposit_rewards,
            borrow_rewards: &mut self.borrow_rewards,
            effective,
        }
    }

    /// What it gives to one side.
    pub const fn rewards_mut(&mut self, side: Side) -> &mut RewardStream {
        match side {
            Side::Deposit => &mut self.deposit_rewards,
            Side::Borrow => &mut self.borrow_rewards,
        }
    }

    /// As a valuation sees it while its feed says `effective`.
    pub fn view(&self, effective: Effective) -> ReserveView<'_> {
        ReserveView {
            ledger: &self.ledger,
            config: &self.config,
            limits: &self.limits,
            flows: &self.flows,
            schedule: &self.schedule,
            price: &self.price,
            second: self.second.as_ref(),
            effective,
        }
    }
}
