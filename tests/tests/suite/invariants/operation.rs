//! What can happen to a market: one step of a history.

use super::amount::Amount;
use super::reward::Rewarding;

/// Which of the four moves of a user's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Deposit,
    Withdraw,
    Borrow,
    Repay,
}

/// Who signs for a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Its owner.
    Owner,
    /// The delegate of one of them.
    Manager,
    /// Another user.
    Stranger,
}

/// A move of a user's tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) user: usize,
    pub(super) kind: Kind,
    pub(super) reserve: usize,
    pub(super) amount: Amount,
    pub(super) by: By,
    /// With the present prices of all that the position uses along.
    pub(super) has_prices: bool,
    /// The user who brought it, if it is a borrow.
    pub(super) host: Option<usize>,
}

/// A liquidation of a user's n-th debt for its m-th deposit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seizure {
    pub(super) liquidator: usize,
    pub(super) user: usize,
    pub(super) debt: usize,
    pub(super) collateral: usize,
    pub(super) amount: Amount,
    /// As a deposit, not as tokens.
    pub(super) is_into: bool,
    /// With the present prices of both reserves along.
    pub(super) has_prices: bool,
}

/// What the oracle says of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// Well.
    Sound,
    /// With a confidence of a twentieth.
    Wide,
    /// As of before.
    Stale,
    /// As of later.
    Ahead,
    /// At twice its own average.
    Far,
}

/// How a transaction with a flash loan ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It is brought back.
    Whole,
    /// It is not.
    Missing,
    /// Another reserve's is.
    Other,
    /// It is, twice.
    Twice,
    /// By someone who has nothing.
    Poor,
}

/// What happens while a flash loan is out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Between {
    /// A move of the same user's.
    Move(Kind, usize, Amount),
    /// A liquidation by the same user.
    Seize(Seizure),
    /// Interest of a reserve is counted.
    Accrue(usize),
}

/// A transaction with a flash loan.
#[derive(Clone, Debug)]
pub(super) struct Flash {
    pub(super) user: usize,
    pub(super) reserve: usize,
    pub(super) amount: Amount,
    pub(super) between: Vec<Between>,
    pub(super) ending: Ending,
}

/// A change of one of a reserve's caps, proposed and executed at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cap {
    pub(super) reserve: usize,
    /// The deposit cap; else the borrow caps.
    pub(super) is_deposit: bool,
    /// Basis points of what it was at the beginning.
    pub(super) share_bps: u64,
    pub(super) is_stranger: bool,
}

/// One step of a history. Users, reserves, feeds and publishers by number.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    /// Seconds pass.
    Wait(u64),
    /// The oracle publishes all prices as they are, and they are loaded.
    QuoteAll,
    /// A price moves by so many basis points, is published and loaded.
    Quote(usize, i64, Quoting),
    /// A price moves and is published, and nobody has loaded it yet.
    Publish(usize, i64),
    /// One publisher reports a score, seen so many seconds ago.
    Report(usize, usize, u16, u64),
    /// All publishers of a feed report a score, but the last reports what it likes; then a round is held.
    Round(usize, u16, u16),
    /// A round is held on the reports that are there; or one asks it of an account that is no feed.
    Advance(usize, bool),
    /// Someone counts a reserve's interest; or names another feed.
    Accrue(usize, bool),
    /// A user moves tokens.
    Move(Move),
    /// A user moves tokens, with one of the accounts of something else.
    Foreign(Move, usize),
    /// A user is liquidated.
    Liquidate(Seizure),
    /// Someone borrows for a transaction.
    Flash(Flash),
    /// A user opens its position.
    Open(usize),
    /// Someone closes a user's position.
    Close(usize, By),
    /// A user closes its position and opens it anew, in one transaction.
    Renew(usize),
    /// A user pays all it owes and takes out all it holds.
    Empty(usize),
    /// Someone has a user's position join a group.
    Join(usize, u16, By),
    /// Someone has a user's position delegated with these rights.
    Delegate(usize, u8, By),
    /// A user's position is noted as unhealthy, or as healthy again.
    Mark(usize),
    /// Someone gives tokens for bad debt.
    Insure(usize, usize, Amount),
    /// Someone has the protocol's fees paid out, to governance or to themselves.
    Collect(usize, bool),
    /// A user's n-th debt, left without collateral, is written off.
    Resolve(usize, usize),
    /// A breaker is ended before its time.
    Release(usize, u8),
    /// The market is paused, by its guardian or a stranger.
    Pause(bool),
    /// A change of a cap is proposed.
    Cap(Cap),
    /// A change is proposed: of a reserve no more than so many basis points of what is owed should be, and its debts shall
    /// weigh so much.
    Deleverage(usize, u64, u16),
    /// A change of a feed's mode is proposed.
    Mode(usize, u8),
    /// Someone has the n-th of the proposed changes executed.
    Execute(usize),
    /// Someone has the n-th of the proposed changes cancelled: its guardian or a stranger.
    Cancel(usize, bool),
    /// A publisher of a feed is muted.
    Mute(usize, usize),
    /// What an advisory feed recommends is accepted.
    Accept(usize),
    /// Something about rewards.
    Reward(Rewarding),
    /// Someone throws tokens into a vault.
    Donate(usize, usize, Amount),
    /// Tried and undone: a user goes there and back at once (INV-6).
    RoundTrip(usize, usize, Amount),
    /// Tried and undone: a user without debt withdraws (INV-10).
    Leave(usize),
    /// Tried and undone: what a user owes is repaid, by itself or another (INV-11).
    Settle(usize, usize),
    /// Tried and undone: interest is counted in one step and in two (INV-17).
    AccrueTwice(usize, u64, u64),
}
