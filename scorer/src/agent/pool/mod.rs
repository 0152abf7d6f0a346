//! One pool: a `policy` market, the accounts in it, and every token that moved.
//!
//! All that happens to the market passes here, so that what is minted for agents, what they hold and what the reserves
//! call cash can be held against each other at any time ([`crate::agent`]'s `check`).

mod liquidate;
mod look;
mod record;
mod told;
mod watch;

use crate::agent::journal::Journal;
use crate::agent::operation::{Operation, PoolState, Timed};
use crate::agent::triggers::Triggers;
use ballast_policy::Rule;
use ballast_policy::action::ALL;
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::error::PolicyError;
use ballast_policy::ledger::Loss;
use ballast_policy::market::{Action, Feed, Market, Outcome, Reserve};
use ballast_policy::position::Position;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use std::collections::BTreeSet;

type Result<T> = std::result::Result<T, PolicyError>;

/// The reserve that is lent.
pub(in crate::agent) const LENT: ReserveIndex = ReserveIndex(0);

/// Someone's position and purse.
#[derive(Clone, Debug)]
pub(in crate::agent) struct Account {
    pub(in crate::agent) position: Position,
    /// Base units by reserve.
    pub(in crate::agent) purse: Vec<u64>,
}

/// A market and who is in it.
#[derive(Debug)]
pub(in crate::agent) struct Pool {
    pub(in crate::agent) reserves: Vec<Reserve>,
    pub(in crate::agent) feeds: Vec<Feed>,
    pub(in crate::agent) limits: MarketLimits,
    pub(in crate::agent) flows: MarketFlows,
    pub(in crate::agent) decimals: Vec<u8>,
    pub(in crate::agent) accounts: Vec<Account>,
    /// Base units by reserve that agents brought from outside, less what they took out.
    pub(in crate::agent) minted: Vec<i128>,
    /// The last price that was shown, dollars, by reserve.
    pub(in crate::agent) shown: Vec<f64>,
    pub(in crate::agent) triggers: Triggers,
    pub(in crate::agent) journal: Journal,
    /// Accounts that were liquidated at some time.
    pub(in crate::agent) liquidated: BTreeSet<usize>,
    recorded: Option<(PoolState, Vec<Timed>)>,
}

impl Pool {
    pub(in crate::agent) fn new(
        reserves: Vec<Reserve>,
        feeds: Vec<Feed>,
        limits: MarketLimits,
        decimals: Vec<u8>,
    ) -> Self {
        let count = reserves.len();
        Self {
            reserves,
            feeds,
            limits,
            flows: MarketFlows::default(),
            decimals,
            accounts: Vec::new(),
            minted: vec![0; count],
            shown: vec![0.0; count],
            triggers: Triggers::new(count),
            journal: Journal::default(),
            liquidated: BTreeSet::new(),
            recorded: None,
        }
    }

    /// Opens an account and returns its number.
    pub(in crate::agent) fn join(&mut self, now: u64) -> usize {
        self.note(now, || Operation::Open);
        self.accounts.push(Account {
            position: Position::default(),
            purse: vec![0; self.reserves.len()],
        });
        self.accounts.len() - 1
    }

    pub(in crate::agent) fn market(&mut self) -> Market<'_> {
        Market {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &self.limits,
            flows: &mut self.flows,
        }
    }

    /// Brings tokens from outside into a purse.
    pub(in crate::agent) fn bring(
        &mut self,
        account: usize,
        reserve: ReserveIndex,
        amount: TokenAmount,
    ) {
        let index = usize::from(reserve.0);
        let purse = &mut self.accounts[account].purse[index];
        let room = u64::MAX - *purse;
        *purse += amount.0.min(room);
        self.minted[index] += i128::from(amount.0.min(room));
    }

    /// Takes up to `amount` out of a purse to the outside and returns what was there.
    pub(in crate::agent) fn take(
        &mut self,
        account: usize,
        reserve: ReserveIndex,
        amount: TokenAmount,
    ) -> TokenAmount {
        let index = usize::from(reserve.0);
        let purse = &mut self.accounts[account].purse[index];
        let taken = amount.0.min(*purse);
        *purse -= taken;
        self.minted[index] -= i128::from(taken);
        TokenAmount(taken)
    }

    /// What a purse holds.
    pub(in crate::agent) fn purse(&self, account: usize, reserve: ReserveIndex) -> TokenAmount {
        TokenAmount(self.accounts[account].purse[usize::from(reserve.0)])
    }

    /// Deposits, withdraws, borrows or repays, no more than the purse holds; returns the tokens that moved. A refusal is
    /// counted.
    pub(in crate::agent) fn act(
        &mut self,
        account: usize,
        action: Action,
        now: u64,
    ) -> Result<TokenAmount> {
        let (kind, reserve, asked, is_paid_in) = match action {
            Action::Deposit(reserve, amount) => ("deposit", reserve, amount, true),
            Action::Repay(reserve, amount) => ("repay", reserve, amount, true),
            Action::Withdraw(reserve, amount) => ("withdraw", reserve, amount, false),
            Action::Borrow(reserve, amount) => ("borrow", reserve, amount, false),
            Action::Liquidate { .. } => return Err(Rule::UnknownPublisher.broken(0, 0)),
        };
        let held = self.purse(account, reserve);
        let action = match action {
            Action::Deposit(..) => Action::Deposit(reserve, asked.min(held)),
            Action::Repay(..) => Action::Repay(reserve, asked.min(held)),
            other => other,
        };
        let mut position = self.accounts[account].position;
        let applied = self.market().apply(&mut position, action, Timestamp(now));
        let moved = match applied {
            Ok(Outcome::Withdrawn(paid) | Outcome::Repaid(paid)) => paid,
            Ok(Outcome::Deposited(_) | Outcome::Borrowed(_) | Outcome::Liquidated(_)) => {
                asked.min(if is_paid_in { held } else { asked })
            }
            Err(error) => {
                self.note_refused(now, (kind, error), || Operation::Act(account, action));
                return Err(error);
            }
        };
        self.note(now, || Operation::Act(account, action));
        self.accounts[account].position = position;
        let purse = &mut self.accounts[account].purse[usize::from(reserve.0)];
        if is_paid_in {
            *purse -= moved.0;
        } else {
            *purse += moved.0;
        }
        self.retrigger(account, now);
        Ok(moved)
    }

    /// Notes that a position is unhealthy, so that its bonus grows.
    pub(in crate::agent) fn mark(&mut self, account: usize, now: u64) {
        let mut position = self.accounts[account].position;
        if self.market().mark(&mut position, Timestamp(now)).is_ok() {
            self.note(now, || Operation::Mark(account));
            self.accounts[account].position = position;
        }
    }

    /// Writes off what an account without collateral owes; what it was and who bore it.
    pub(in crate::agent) fn resolve(
        &mut self,
        account: usize,
        now: u64,
    ) -> Option<(TokenAmount, Loss)> {
        let mut position = self.accounts[account].position;
        let resolved = self
            .market()
            .resolve_bad_debt(&mut position, LENT, Timestamp(now));
        let resolved = resolved.ok()?;
        self.note(now, || Operation::Resolve(account, LENT));
        self.accounts[account].position = position;
        self.retrigger(account, now);
        Some(resolved)
    }

    /// Withdraws everything of `reserve`, or as much as there is cash for; what came and whether that was all.
    pub(in crate::agent) fn withdraw_all(
        &mut self,
        account: usize,
        now: u64,
    ) -> (TokenAmount, bool) {
        if let Ok(paid) = self.act(account, Action::Withdraw(LENT, ALL), now) {
            return (paid, true);
        }
        let cash = self.reserves[0].ledger.cash;
        if cash.is_zero() {
            return (TokenAmount::ZERO, false);
        }
        let paid = self.act(account, Action::Withdraw(LENT, cash), now);
        (paid.unwrap_or(TokenAmount::ZERO), false)
    }
}

/// A reserve's index in policy's type.
pub(in crate::agent) fn reserve_index(index: usize) -> ReserveIndex {
    ReserveIndex(u16::try_from(index).unwrap_or(u16::MAX))
}
