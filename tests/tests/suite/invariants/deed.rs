//! A transaction and what it is about: what the invariants are judged by.

use solana_instruction::Instruction;

/// What one instruction is about. Users, reserves and feeds by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// To a user's position, in a reserve.
    Deposit(usize, usize),
    /// From a user's position, of a reserve.
    Withdraw(usize, usize),
    /// On a user's position, of a reserve.
    Borrow(usize, usize),
    /// For a user's position, to a reserve.
    Repay(usize, usize),
    /// Of a user, by repaying one reserve and seizing another.
    Liquidate {
        user: usize,
        debt: usize,
        collateral: usize,
        /// Whose position gains what is seized, if one does.
        receiver: Option<usize>,
    },
    /// Of a reserve.
    FlashBorrow(usize),
    /// Of a reserve.
    FlashRepay(usize),
    /// Of a user.
    Open(usize),
    /// Of a user.
    Close(usize),
    /// Of a user.
    Join(usize),
    /// Of a user.
    Delegate(usize),
    /// Of a user.
    Mark(usize),
    /// Of a reserve.
    Insure(usize),
    /// Of a reserve.
    Collect(usize),
    /// Of a user's debt to a reserve.
    Resolve(usize, usize),
    /// Of a reserve.
    Accrue(usize),
    /// Of a reserve's price.
    Refresh(usize),
    /// To a feed.
    Report(usize),
    /// Of a feed.
    Advance(usize),
    /// Of a reserve's breaker.
    Release(usize),
    /// Of the market.
    Pause,
    /// Of a change.
    Propose,
    /// Of a change.
    Cancel,
    /// Of a change of a reserve.
    Execute(usize),
    /// Of a change of a feed.
    Configure(usize),
    /// With an account that does not belong to the others.
    Foreign,
    /// Into a reserve's vault, so much.
    Donate(usize, u64),
    /// To a stream of rewards, so much.
    Fund(usize, u64),
    /// To the user who brought a borrow, of a reserve.
    Host(usize, usize),
    /// Of what a stream owes to a user.
    Claim(usize, usize),
    /// Of a stream of rewards.
    RetireRewards(usize),
    /// Of a stream of rewards.
    OpenRewards(usize),
}

impl Act {
    /// The user whose position it may change, and who gains by it.
    pub(super) fn users(self) -> [Option<usize>; 2] {
        match self {
            Self::Deposit(user, _)
            | Self::Withdraw(user, _)
            | Self::Borrow(user, _)
            | Self::Repay(user, _)
            | Self::Resolve(user, _)
            | Self::Open(user)
            | Self::Close(user)
            | Self::Join(user)
            | Self::Delegate(user)
            | Self::Mark(user)
            | Self::Claim(_, user) => [Some(user), None],
            Self::Liquidate { user, receiver, .. } => [Some(user), receiver],
            _ => [None, None],
        }
    }

    /// The reserves whose books it may change.
    pub(super) fn reserves(self) -> [Option<usize>; 2] {
        match self {
            Self::Deposit(_, reserve)
            | Self::Withdraw(_, reserve)
            | Self::Borrow(_, reserve)
            | Self::Repay(_, reserve)
            | Self::Resolve(_, reserve)
            | Self::FlashRepay(reserve)
            | Self::Insure(reserve)
            | Self::Collect(reserve)
            | Self::Accrue(reserve)
            | Self::Release(reserve)
            | Self::Execute(reserve) => [Some(reserve), None],
            Self::Liquidate {
                debt, collateral, ..
            } => [Some(debt), Some(collateral)],
            _ => [None, None],
        }
    }

    /// The user who may be worse off by it, because it is what they asked for or because they are liquidated.
    pub(super) fn worsens(self) -> Option<usize> {
        match self {
            Self::Withdraw(user, _) | Self::Borrow(user, _) | Self::Liquidate { user, .. } => {
                Some(user)
            }
            _ => None,
        }
    }
}

/// One transaction.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    /// For the tally.
    pub(super) name: &'static str,
    /// What it is about.
    pub(super) acts: Vec<Act>,
    /// What is sent.
    pub(super) instructions: Vec<Instruction>,
}

impl Deed {
    /// A transaction of one instruction.
    pub(super) fn one(name: &'static str, act: Act, instruction: Instruction) -> Self {
        Self {
            name,
            acts: vec![act],
            instructions: vec![instruction],
        }
    }
}
