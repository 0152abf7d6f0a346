//! A user's position.

use super::Account;
use solana_address::Address;

/// An amount that counts as new for a while, and less and less of it.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Fading {
    /// What counted as new at `since`: deposit shares, or base units.
    pub amount: u64,
    /// When it was counted, Unix seconds.
    pub since: u64,
    /// When none of it will count, Unix seconds.
    pub until: u64,
}

/// Reward per share since the start of a generation, `whole + fraction / 2^64`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct RewardIndex {
    /// The integer part.
    pub whole: u64,
    /// The fractional part, 2^-64.
    pub fraction: u64,
}

/// What a slot has earned.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Earned {
    /// Up to which index it is counted.
    pub seen: RewardIndex,
    /// Earned and not claimed, base units of the reward token.
    pub owed: u64,
    /// In which generation it was counted.
    pub generation: u32,
    /// What was earned beyond `owed`, in units of 2^-32.
    pub fraction: u32,
}

/// A deposit in one reserve; zero shares and nothing earned for a free slot.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct DepositSlot {
    /// Shares held.
    pub shares: u64,
    /// How many of them have not seasoned.
    pub fresh: Fading,
    /// What they have earned; it stays when they have left, until it is claimed.
    pub earned: Earned,
    /// The reserve's index.
    pub reserve: u16,
    /// Zero.
    pub padding: [u8; 6],
}

/// A debt to one reserve; zero shares and nothing earned for a free slot.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct BorrowSlot {
    /// Shares owed.
    pub shares: u64,
    /// What was counted as outflow of late, base units: repaying it gives the room back.
    pub recent: Fading,
    /// What was charged as debt against fresh collateral of late, base units: repaying it gives the room back.
    pub charged: Fading,
    /// What the debt has earned; it stays when it is repaid, until it is claimed.
    pub earned: Earned,
    /// The reserve's index.
    pub reserve: u16,
    /// Zero.
    pub padding: [u8; 6],
}

/// What a position holds and owes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Holdings {
    /// Deposits, in no order.
    pub deposits: [DepositSlot; 8],
    /// Debts, in no order.
    pub borrows: [BorrowSlot; 5],
    /// When the present spell of bad health was first noted, Unix seconds; zero: there is none.
    pub unhealthy_since: u64,
    /// The group whose terms it is judged on; zero: none.
    pub group: u16,
    /// Zero.
    pub padding: [u8; 2],
    /// When bad health was noted last, Unix seconds.
    pub noted_at: u32,
}

/// A user's position. Address: `["position", market, owner, index]`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
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

impl Account for Position {
    const NAME: &'static str = "Position";
    const DISCRIMINATOR: [u8; 8] = [170, 188, 143, 228, 122, 64, 247, 208];
}
