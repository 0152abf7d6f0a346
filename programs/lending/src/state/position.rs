//! A user's position in a market.

use super::mirror::mirror;
use anchor_lang::prelude::*;
use ballast_policy::{fresh, position, reward};

mirror! {
    /// An amount that counts as new for a while, and less and less of it.
    Fading = fresh::Fading {
        /// What counted as new at `since`: deposit shares, or base units.
        amount: u64,
        /// When it was counted, Unix seconds.
        since: u64,
        /// When none of it will count, Unix seconds.
        until: u64,
    }
}

mirror! {
    /// Reward per share since the start of a generation, `whole + fraction / 2^64`.
    RewardIndex = reward::RewardIndex {
        /// The integer part.
        whole: u64,
        /// The fractional part, 2^-64.
        fraction: u64,
    }
}

mirror! {
    /// What a slot has earned.
    Earned = reward::Earned {
        /// Up to which index it is counted.
        seen: RewardIndex,
        /// Earned and not claimed, base units of the reward token.
        owed: u64,
        /// In which generation it was counted.
        generation: u32,
        /// What was earned beyond `owed`, in units of 2^-32.
        fraction: u32,
    }
}

mirror! {
    /// A deposit in one reserve; zero shares and nothing earned for a free slot.
    DepositSlot = position::DepositSlot {
        /// Shares held.
        shares: u64,
        /// How many of them have not seasoned.
        fresh: Fading,
        /// What they have earned; it stays when they have left, until it is claimed.
        earned: Earned,
        /// The reserve's index.
        reserve: u16,
        /// Zero.
        padding: [u8; 6],
    }
}

mirror! {
    /// A debt to one reserve; zero shares and nothing earned for a free slot.
    BorrowSlot = position::BorrowSlot {
        /// Shares owed.
        shares: u64,
        /// What was counted as outflow of late, base units: repaying it gives the room back.
        recent: Fading,
        /// What was charged as debt against fresh collateral of late, base units: repaying it gives the room back.
        charged: Fading,
        /// What the debt has earned; it stays when it is repaid, until it is claimed.
        earned: Earned,
        /// The reserve's index.
        reserve: u16,
        /// Zero.
        padding: [u8; 6],
    }
}

mirror! {
    /// What a position holds and owes.
    Holdings = position::Position {
        /// Deposits, in no order.
        deposits: [DepositSlot; 8],
        /// Debts, in no order.
        borrows: [BorrowSlot; 5],
        /// When the present spell of bad health was first noted, Unix seconds; zero: there is none.
        unhealthy_since: u64,
        /// The group whose terms it is judged on; zero: none.
        group: u16,
        /// Zero.
        padding: [u8; 2],
        /// When bad health was noted last, Unix seconds.
        noted_at: u32,
    }
}

/// A user's position. Address: `["position", market, owner, index]`.
#[account]
pub struct Position {
    /// The market it lives in.
    pub market: Address,
    /// Who may deposit to, borrow on and withdraw from it.
    pub owner: Address,
    /// Who may do some of that too; all zero for no one.
    pub delegate: Address,
    /// What it holds and owes.
    pub holdings: Holdings,
    /// Chosen by the owner, so that one owner can keep several positions apart.
    pub index: u16,
    /// Bump of the address.
    pub bump: u8,
    /// What the delegate may do: 1 deposit, 2 withdraw to the owner, 4 borrow to the owner, added.
    pub rights: u8,
    /// Zero.
    pub padding: [u8; 4],
}

/// What a delegate may be allowed.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Deposit its own tokens.
    Deposit = 1,
    /// Withdraw, to token accounts of the owner only.
    Withdraw = 2,
    /// Borrow, to token accounts of the owner only.
    Borrow = 4,
}

/// All rights together.
pub const ALL_RIGHTS: u8 = Right::Deposit as u8 | Right::Withdraw as u8 | Right::Borrow as u8;

const _: () = assert!(size_of::<Position>() == 32 + 32 + 32 + 8 * 72 + 5 * 96 + 16 + 8);
