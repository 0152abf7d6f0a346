//! A whole market in memory: reserves, feeds, and the actions on them, each applied whole or not at all (INV-8).
//!
//! The simulator runs on it, and the parity test drives it beside the program.

use crate::action::{self, FlashLoan, Liquidation, MarketMut, PriceMut, ReserveMut};
use crate::breaker::Breaker;
use crate::config::ReserveConfig;
use crate::consensus::TooFew;
use crate::control::{MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use crate::error::{Result, Rule};
use crate::feed::{Effective, FeedConfig, FeedState, RoundHeld, RoundTable};
use crate::health::{Health, Purpose, ReserveSource, ReserveView};
use crate::ledger::{Ledger, Loss};
use crate::position::Position;
use crate::position_view::PositionView;
use crate::price::{CachedPrice, Quote};
use crate::publisher::{self, PublisherRecord, Review};
use crate::ramp::ThresholdRamp;
use crate::report::{MAX_PUBLISHERS, Receipt, Report, Submission};
use crate::room::Scene;
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
    /// Its threshold on the way down, if it is.
    pub ramp: ThresholdRamp,
    /// Its price.
    pub price: CachedPrice,
    /// The price of its second source, where it has one.
    pub second: Option<CachedPrice>,
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

    /// Counts interest and puts the present rate into force.
    pub fn accrue(&mut self, index: ReserveIndex, now: Timestamp) -> Result<()> {
        self.one(index, now, |reserve, _, _| {
            action::accrue(reserve, now);
            Ok(())
        })
    }

    /// Takes an oracle's quote over, and that of a second source, see [`action::refresh()`].
    pub fn refresh(
        &mut self,
        index: ReserveIndex,
        decimals: u8,
        quote: &Quote,
        second_quote: Option<&Quote>,
        now: Timestamp,
    ) -> Result<()> {
        let mut draft = *get(self.reserves, index)?;
        let mut price = PriceMut {
            price: &mut draft.price,
            second: draft.second.as_mut(),
            flows: &mut draft.flows,
            limits: &draft.limits,
            rules: &draft.config.price,
            decimals,
        };
        action::refresh(&mut price, quote, second_quote, now)?;
        self.put(index, &draft);
        Ok(())
    }

    /// Notes that `position` is unhealthy, see [`action::mark()`].
    pub fn mark(&self, position: &mut Position, now: Timestamp) -> Result<()> {
        let source = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        action::mark(position, &source, now)
    }

    /// Writes off what `position` owes to a reserve, see [`action::resolve_bad_debt()`].
    pub fn resolve_bad_debt(
        &mut self,
        position: &mut Position,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<(TokenAmount, Loss)> {
        let mut draft = *position;
        let resolved = self.one(index, now, |reserve, market, _| {
            action::resolve_bad_debt(reserve, market, &mut draft, now)
        })?;
        *position = draft;
        Ok(resolved)
    }

    /// Takes a reserve's fees out, see [`action::collect_fees()`].
    pub fn collect_fees(
        &mut self,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<(TokenAmount, TokenAmount)> {
        self.one(index, now, |reserve, _, _| {
            action::collect_fees(reserve, now)
        })
    }

    /// Gives tokens to a reserve for bad debt, see [`action::insure()`].
    pub fn insure(
        &mut self,
        index: ReserveIndex,
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<()> {
        self.one(index, now, |reserve, _, _| {
            action::insure(reserve, amount, now)
        })
    }

    /// Lends tokens for the length of a transaction, see [`action::flash_borrow()`].
    pub fn flash_borrow(
        &mut self,
        index: ReserveIndex,
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<FlashLoan> {
        self.one(index, now, |reserve, market, _| {
            action::flash_borrow(reserve, market, amount, now)
        })
    }

    /// Books a flash loan that came back, see [`action::flash_repay()`].
    pub fn flash_repay(
        &mut self,
        index: ReserveIndex,
        loan: FlashLoan,
        now: Timestamp,
    ) -> Result<TokenAmount> {
        self.one(index, now, |reserve, _, _| {
            action::flash_repay(reserve, loan, now)
        })
    }

    /// Ends a breaker before its time, see [`action::release()`].
    pub fn release(&mut self, index: ReserveIndex, breaker: Breaker, now: Timestamp) -> Result<()> {
        let feed = get(self.reserves, index)?.feed;
        let feed = self.feeds.get(feed).map(|feed| feed.state);
        let is_jump_absorbed = feed.is_some_and(|state| state.is_jump_absorbed());
        self.one(index, now, |reserve, _, _| {
            action::release(reserve, breaker, is_jump_absorbed, now)
        })
    }

    /// Values `position` at `now`.
    pub fn health(&self, position: &Position, purpose: Purpose, now: Timestamp) -> Result<Health> {
        let source = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        Health::assess(position, &source, purpose, now)
    }

    /// What an integrator wants to know of `position`, with the rooms of reserve `index`.
    pub fn view(
        &self,
        position: &Position,
        index: ReserveIndex,
        now: Timestamp,
    ) -> Result<PositionView> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let scene = Scene {
            index,
            reserve: others.reserve(index)?,
            limits: self.limits,
            flows: self.flows,
            position,
            others: &others,
            now,
        };
        PositionView::of(&scene)
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

    fn liquidate(
        &mut self,
        position: &mut Position,
        debt: ReserveIndex,
        collateral: ReserveIndex,
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<Outcome> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let mut debt_draft = *get(self.reserves, debt)?;
        let mut collateral_draft = *get(self.reserves, collateral)?;
        let debt_terms = effective(self.feeds, &debt_draft, now);
        let collateral_terms = effective(self.feeds, &collateral_draft, now);
        let mut flows = *self.flows;
        let mut market = MarketMut {
            limits: self.limits,
            flows: &mut flows,
        };
        let outcome = action::liquidate(
            &mut debt_draft.as_mut(debt, debt_terms),
            &mut collateral_draft.as_mut(collateral, collateral_terms),
            &mut market,
            position,
            amount,
            &others,
            now,
        )?;
        self.put(debt, &debt_draft);
        self.put(collateral, &collateral_draft);
        *self.flows = flows;
        Ok(Outcome::Liquidated(outcome))
    }

    /// Liquidates `position` for a deposit of `receiver`'s, see [`action::liquidate_into()`].
    pub fn liquidate_into(
        &mut self,
        position: &mut Position,
        receiver: &mut Position,
        (debt, collateral): (ReserveIndex, ReserveIndex),
        amount: TokenAmount,
        now: Timestamp,
    ) -> Result<Liquidation> {
        let others = Snapshot {
            reserves: self.reserves,
            feeds: self.feeds,
            now,
        };
        let mut debt_draft = *get(self.reserves, debt)?;
        let mut collateral_draft = *get(self.reserves, collateral)?;
        let debt_terms = effective(self.feeds, &debt_draft, now);
        let collateral_terms = effective(self.feeds, &collateral_draft, now);
        let (mut flows, mut drafts) = (*self.flows, (*position, *receiver));
        let mut market = MarketMut {
            limits: self.limits,
            flows: &mut flows,
        };
        let moved = action::liquidate_into(
            &mut debt_draft.as_mut(debt, debt_terms),
            &mut collateral_draft.as_mut(collateral, collateral_terms),
            &mut market,
            &mut drafts.0,
            &mut drafts.1,
            amount,
            &others,
            now,
        )?;
        self.put(debt, &debt_draft);
        self.put(collateral, &collateral_draft);
        *self.flows = flows;
        (*position, *receiver) = drafts;
        Ok(moved)
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
            ramp: &self.ramp,
            price: &self.price,
            second: self.second.as_ref(),
            effective,
        }
    }

    /// As a valuation sees it while its feed says `effective`.
    pub fn view(&self, effective: Effective) -> ReserveView<'_> {
        ReserveView {
            ledger: &self.ledger,
            config: &self.config,
            limits: &self.limits,
            flows: &self.flows,
            ramp: &self.ramp,
            price: &self.price,
            second: self.second.as_ref(),
            effective,
        }
    }
}
